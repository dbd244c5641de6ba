'use client'
import { useState } from 'react'
import { ActionButton, Actions } from '#components/parts/actions.tsx'
import { CliHint } from '#components/parts/cli-hint.tsx'
import { Mark } from '#components/parts/mark.tsx'
import { useRequest } from '#components/parts/use-request.ts'
import { curlOf, postJson } from '#components/url/api.ts'
import { useWords } from '#components/words/use-words.ts'
import { showTest } from './change.ts'
import type { Question } from './options.ts'
import { bodyOf, everyChoices, idIn, mostPorts } from './request.ts'

/** Asks now, or again and again; where the hub may not, says so. */
export function Run({ question }: { question: Question }) {
  const { access: say } = useWords()
  const { isOut, trouble, send } = useRequest()
  const [every, setEvery] = useState<number>(300)
  const body = bodyOf(question)
  const isReady = question.ports.length > 0 && question.ports.length <= mostPorts
  const command = isReady ? curlOf('POST', ['access-tests'], body) : null
  const run = () =>
    send(
      () => postJson(['access-tests'], body),
      (value) => {
        const id = idIn(value)
        if (id !== null) showTest(id, question)
      },
    )
  const repeat = () => send(() => postJson(['access-schedules'], { ...body, everySeconds: every }))
  return (
    <div className="space-y-2">
      <Actions command={command}>
        <div className="flex flex-wrap items-center gap-x-6 gap-y-2">
          <span className="flex items-center gap-3">
            <ActionButton isMain onClick={run} isDisabled={!isReady || isOut}>
              {isOut ? say.starting : say.run}
            </ActionButton>
            {question.ports.length === 0 && <span className="text-13 text-ink-quiet">{say.choosePorts}</span>}
          </span>
          <span className="flex items-center gap-2">
            <select
              aria-label={say.repeat}
              value={every}
              onChange={({ target }) => setEvery(Number(target.value))}
              className="h-8 rounded border border-line bg-panel px-2 text-13"
            >
              {everyChoices.map((seconds) => (
                <option key={seconds} value={seconds}>
                  {say.every(seconds)}
                </option>
              ))}
            </select>
            <ActionButton onClick={repeat} isDisabled={!isReady || isOut}>
              {say.schedule}
            </ActionButton>
          </span>
        </div>
        {command !== null && (
          <div className="max-lg:hidden">
            <CliHint command={command} />
          </div>
        )}
      </Actions>
      {trouble !== null && <Trouble>{trouble}</Trouble>}
    </div>
  )
}

/** Why the hub did not do it. */
export const Trouble = ({ children }: { children: string }) => (
  <p role="alert" className="flex items-center gap-2 text-13">
    <Mark state="wrong" />
    {children}
  </p>
)
