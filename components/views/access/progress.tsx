'use client'
import { useActions } from '#components/live/hooks.ts'
import { ActionButton } from '#components/parts/actions.tsx'
import { Age } from '#components/parts/number.tsx'
import { Sentence } from '#components/parts/sentence.tsx'
import { useRequest } from '#components/parts/use-request.ts'
import { deleteJson } from '#components/url/api.ts'
import { useWords } from '#components/words/use-words.ts'
import type { AccessTest } from '#model/access/access.ts'
import { Trouble } from './trouble.tsx'

/** When and how the shown test was asked; while it runs, how far it is. */
export function TestState({ test }: { test: AccessTest }) {
  const words = useWords()
  const { access: say } = words
  const { isOut, trouble, send } = useRequest()
  const actions = useActions(['probe'])
  const isRunning = test.outcome === 'running'
  return (
    <div className="space-y-2">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-13 text-ink-quiet">
        <span>
          {say.testStates[test.outcome]}
          {' · '}
          {test.by === 'person' ? say.byHand : say.bySchedule}
          {' · '}
          <Sentence text={words.parts.ago('{age}')} parts={{ age: <Age since={test.startedAt} /> }} />
          {' · '}
          {say.asked(test.asked.tries, test.asked.timeoutMs / 1000)}
        </span>
        {isRunning && (
          <>
            <span className="flex items-center gap-2">
              <progress
                aria-label={say.running}
                max={test.cells}
                value={test.done}
                className="h-1.5 w-32 appearance-none overflow-hidden rounded-[3px] bg-raised [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-raised [&::-webkit-progress-value]:bg-accent [&::-webkit-progress-value]:transition-[width] [&::-webkit-progress-value]:duration-400"
              />
              <span className="tabular-nums">{say.progress(test.done, test.cells)}</span>
            </span>
            {actions === 'possible' && (
              <ActionButton onClick={() => send(() => deleteJson(['access-tests', test.id]))} isDisabled={isOut}>
                {say.cancel}
              </ActionButton>
            )}
          </>
        )}
      </div>
      {trouble !== null && <Trouble>{trouble}</Trouble>}
    </div>
  )
}
