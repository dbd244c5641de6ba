'use client'
import { useMemo } from 'react'
import { InPresent } from '#components/parts/in-present.tsx'
import { PageBody } from '#components/parts/page.tsx'
import { Tabs } from '#components/parts/tabs.tsx'
import { toFlows } from '#components/url/address.ts'
import { useAddress } from '#components/url/browser.ts'
import { useWords } from '#components/words/use-words.ts'
import { parseFlowFilter } from '#model/flow-filter.ts'
import { ConnectionLines } from './connection-lines.tsx'
import { Filters } from './filters.tsx'
import { LeftOut } from './left-out.tsx'

import { type Mode, noPort, parseMode } from './mode.ts'
import { NothingHere } from './nothing.tsx'
import { PacketMode } from './packet-mode.tsx'
import { PauseButton } from './pause.tsx'
import { lookedAt, makeFlowLines } from './scene.ts'
import { useFlows } from './use-flows.ts'

/** Who talks to what: connections as the kernels hold them, or packets as they pass. */
export default function FlowsView() {
  const { options } = useAddress()
  const mode = parseMode(options)
  return mode.is === 'connections' ? <Connections /> : <Packets capture={mode.capture} port={mode.port} />
}

function Packets({ capture, port }: { capture: string; port: string }) {
  const { packets: say } = useWords()
  return (
    <PageBody title={say.title}>
      <Modes current="packets" />
      <PacketMode capture={capture} port={port} />
    </PageBody>
  )
}

function Modes({ current }: { current: Mode['is'] }) {
  const { modes } = useWords().packets
  return (
    <div className="mb-4">
      <Tabs
        label={modes.label}
        current={current}
        tabs={[
          { id: 'connections', to: toFlows(), content: modes.connections },
          { id: 'packets', to: toFlows({ packets: noPort }), content: modes.packets },
        ]}
      />
    </div>
  )
}

/** Connections, before and after translation, while they come and go. */
function Connections() {
  const words = useWords()
  const { options } = useAddress()
  const { filter, wrong } = parseFlowFilter(options)
  const flows = useFlows(filter)
  const { cluster } = flows
  const lines = useMemo(() => makeFlowLines(cluster), [cluster])
  const looked = lookedAt(cluster, filter)
  return (
    <PageBody
      title={words.titles.flows}
      aside={
        <span className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
          <span className="text-13 text-ink-quiet tabular-nums">
            {words.flows.count(lines.length, looked.read)}
            {flows.hold === 'pointer' && flows.fresh > 0 && ` · ${words.flows.waitingWhilePointed(flows.fresh)}`}
          </span>
          <InPresent>
            <PauseButton
              hold={flows.hold}
              fresh={flows.fresh}
              setHold={flows.setHold}
              goOnWith={words.flows.goOnWith}
            />
          </InPresent>
        </span>
      }
    >
      <Modes current="connections" />
      <Filters cluster={cluster} filter={filter} wrong={wrong} />
      <LeftOut looked={looked} />
      <div className={flows.isOld ? 'opacity-50' : ''} aria-busy={flows.isOld}>
        {lines.length > 0 ? (
          <ConnectionLines lines={lines} now={flows.now} hold={flows.hold} setHold={flows.setHold} />
        ) : (
          wrong.length === 0 && <NothingHere cluster={cluster} filter={filter} looked={looked} />
        )}
      </div>
    </PageBody>
  )
}
