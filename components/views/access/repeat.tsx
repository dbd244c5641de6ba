'use client'
import { useState } from 'react'
import { useActions } from '#components/live/hooks.ts'
import { ActionButton } from '#components/parts/actions.tsx'
import { useRequest } from '#components/parts/use-request.ts'
import { postJson } from '#components/url/api.ts'
import { useWords } from '#components/words/use-words.ts'
import type { Question } from './options.ts'
import { bodyOf, everyChoices } from './request.ts'
import { Trouble } from './trouble.tsx'

/** Asks again and again; nothing where the hub may not ask at all. */
export function Repeat({ question, isReady }: { question: Question; isReady: boolean }) {
  const { access: say } = useWords()
  const actions = useActions(['probe'])
  const { isOut, trouble, send } = useRequest()
  const [every, setEvery] = useState<number>(300)
  if (actions !== 'possible') return null
  const repeat = () => send(() => postJson(['access-schedules'], { ...bodyOf(question), everySeconds: every }))
  return (
    <span className="flex flex-wrap items-center gap-2 lg:ml-4">
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
      {trouble !== null && <Trouble>{trouble}</Trouble>}
    </span>
  )
}
