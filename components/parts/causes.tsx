'use client'
import { useWords } from '#components/words/use-words.ts'
import type { Cause, Certainty } from '#model/causes/cause.ts'
import { groupCauses } from './group-causes.ts'

/** Why something did not get through: what is seen and what it means, then what to do. How sure that is stands in a word. */
export function Causes({ causes }: { causes: readonly Cause[] }) {
  const words = useWords()
  if (causes.length === 0) return null
  return (
    <ol className="max-w-prose space-y-3">
      {groupCauses(causes).map(({ id, certainty, evidences }) => {
        const say = words.causes[id]
        return (
          <li key={`${id} ${certainty}`} data-cause={id} className="flex gap-2">
            <span className="flex h-5 items-center">
              <CertaintySign certainty={certainty} />
            </span>
            <div className="min-w-0">
              <p>
                <strong className="font-medium">{say.title}</strong>
                <span className="text-ink-quiet"> · {words.certainties[certainty]}</span>
              </p>
              {[...new Set(evidences.map(say.says))].map((sentence) => (
                <p key={sentence} className="text-13">
                  {sentence}
                </p>
              ))}
              {[...new Set(evidences.map(say.todo))].map((sentence) => (
                <p key={sentence} className="text-13 text-ink-quiet">
                  {sentence}
                </p>
              ))}
            </div>
          </li>
        )
      })}
    </ol>
  )
}

/** Full for certain, half for likely, an outline for possible. */
const CertaintySign = ({ certainty }: { certainty: Certainty }) => (
  <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" className="shrink-0 text-wrong">
    <path d="M6 1 11 6 6 11 1 6Z" fill="none" stroke="currentColor" strokeWidth="1.4" />
    {certainty !== 'possible' && (
      <path d={certainty === 'certain' ? 'M6 1 11 6 6 11 1 6Z' : 'M6 1 6 11 1 6Z'} fill="currentColor" />
    )}
  </svg>
)
