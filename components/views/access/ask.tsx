'use client'
import { useState } from 'react'
import { ActionButton, Actions } from '#components/parts/actions.tsx'
import { CliHint } from '#components/parts/cli-hint.tsx'
import { useRequest } from '#components/parts/use-request.ts'
import { curlOf, postJson } from '#components/url/api.ts'
import { useWords } from '#components/words/use-words.ts'
import { showTest } from './change.ts'
import { PortNames } from './port-name.tsx'
import { QuestionForm } from './question.tsx'
import { Repeat } from './repeat.tsx'
import { bodyOf, idIn, mostPorts } from './request.ts'
import { Trouble } from './trouble.tsx'
import type { Access } from './use-access.ts'

/** Asks now, or again and again; what, in one line until somebody wants to change it. Where the hub may not ask, it says so. */
export function Ask({ access }: { access: Access }) {
  const { access: say } = useWords()
  const { question, test } = access
  const [isOpen, setOpen] = useState<boolean | null>(null)
  const { isOut, trouble, send } = useRequest()
  const isChanging = isOpen ?? test === null
  const isSameHow = test?.asked.tries === question.tries && test.asked.timeoutMs === question.timeoutMs
  const isReady = question.ports.length > 0 && question.ports.length <= mostPorts
  const command = isReady ? curlOf('POST', ['access-tests'], bodyOf(question)) : null
  const run = () =>
    send(
      () => postJson(['access-tests'], bodyOf(question)),
      (value) => {
        const id = idIn(value)
        if (id !== null) showTest(id, question)
      },
    )
  return (
    <div className="space-y-3">
      {isChanging && <QuestionForm access={access} />}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Actions command={command} needs={['probe']}>
          <ActionButton isMain onClick={run} isDisabled={!isReady || isOut}>
            {isOut ? say.starting : say.run}
          </ActionButton>
        </Actions>
        {isChanging ? (
          question.ports.length === 0 && <span className="text-13 text-ink-quiet">{say.choosePorts}</span>
        ) : (
          <span className="min-w-0 text-13 text-ink-quiet">
            <PortNames ports={question.ports} />
            {` · ${say.fromNodes(question.nodes.length || access.names.nodes.size)}`}
            {!isSameHow && ` · ${say.asked(question.tries, question.timeoutMs / 1000)}`}
          </span>
        )}
        {test !== null && (
          <button
            type="button"
            aria-expanded={isChanging}
            onClick={() => setOpen(!isChanging)}
            className="cursor-pointer text-13 text-accent underline underline-offset-3"
          >
            {isChanging ? say.shut : say.change}
          </button>
        )}
        {isChanging && <Repeat question={question} isReady={isReady} />}
      </div>
      {isChanging && command !== null && <CliHint command={command} isOneLine />}
      {trouble !== null && <Trouble>{trouble}</Trouble>}
    </div>
  )
}
