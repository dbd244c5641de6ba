'use client'
import { useState } from 'react'
import { ActionButton, Actions } from '#components/parts/actions.tsx'
import { Mark } from '#components/parts/mark.tsx'
import { Segments } from '#components/parts/segments.tsx'
import { SuggestField } from '#components/parts/suggest-field.tsx'
import { useRequest } from '#components/parts/use-request.ts'
import { toFlows } from '#components/url/address.ts'
import { curlOf, postJson } from '#components/url/api.ts'
import { navigate } from '#components/url/browser.ts'
import { useWords } from '#components/words/use-words.ts'
import type { Cluster } from '#model/cluster.ts'
import { findServicePort, idOfPort } from '#model/service-port.ts'
import { noPort } from './mode.ts'

const lengths = [10, 30, 60] as const

/** Which Service port, and for how long. */
export function CaptureForm({ names, port }: { names: Cluster; port: string }) {
  const { packets: say } = useWords()
  const [seconds, setSeconds] = useState<number>(10)
  const request = useRequest()
  const isKnown = findServicePort(names, port) !== null
  const body = { port, seconds }
  const begin = () =>
    request.send(
      () => postJson(['captures'], body),
      (answer) => {
        if (typeof answer === 'object' && answer !== null && 'id' in answer)
          navigate(toFlows({ capture: String(answer.id), packets: port }))
      },
    )
  const ports = [...names.services.values()].flatMap((service) =>
    service.clusterIps.length === 0 ? [] : service.ports.map((each) => idOfPort(service, each)),
  )
  const isWrong = port !== '' && !isKnown && names.at > 0
  return (
    <div className="mb-4">
      <div className="flex flex-wrap items-center gap-2 text-13">
        <SuggestField
          label={say.port}
          hint={say.portHint}
          value={port}
          suggestions={ports}
          onTake={(text) => navigate(toFlows({ packets: text === '' ? noPort : text }), { replace: true })}
        />
        <Segments
          label={say.seconds}
          value={seconds}
          choices={lengths.map((value) => ({ value, word: say.forSeconds(value) }))}
          onChange={setSeconds}
        />
        <Actions command={isKnown ? curlOf('POST', ['captures'], body) : null} needs={['capture']}>
          <ActionButton isMain onClick={begin} isDisabled={!isKnown || request.isOut}>
            {say.start}
          </ActionButton>
        </Actions>
      </div>
      {port === '' && <p className="mt-2 text-13 text-ink-quiet">{say.notYet}</p>}
      {(isWrong || request.trouble !== null) && (
        <p role="alert" className="mt-2 flex items-center gap-2 text-13">
          <Mark state="wrong" />
          {request.trouble ?? say.wrongPort(port)}
        </p>
      )}
    </div>
  )
}
