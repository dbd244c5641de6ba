'use client'
import { AccessCellBody } from '#components/parts/access-cell.tsx'
import { Legend } from '#components/parts/legend.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { AccessStanding } from '#model/access/standing.ts'

const told = { tries: 5, answered: 5, status: 200, step: null }
const time = { tries: 5, least: 0.6, median: 0.64, p95: 1, most: 1.2 }
const samples: readonly (readonly ['answered' | 'partly' | 'failed' | 'notAsked' | 'step', AccessStanding])[] = [
  ['answered', { is: 'answered', ...told, time }],
  ['step', { is: 'answered', ...told, step: '3s', time: { ...time, median: 3_010 } }],
  ['partly', { is: 'partly', ...told, answered: 3, time: null, outcome: 'reset' }],
  ['failed', { is: 'failed', ...told, answered: 0, status: null, time: null, outcome: 'refused' }],
  ['notAsked', { is: 'not-asked', why: '' }],
]

/** A cell of each kind, and what it means. */
export function AccessLegend() {
  const { access } = useWords()
  const say = access.legend
  return (
    <Legend
      entries={[
        ...samples.map(([name, standing]) => ({
          sign: (
            <span className="h-5 min-w-14">
              <AccessCellBody standing={standing} />
            </span>
          ),
          word: say[name],
        })),
        { sign: <span aria-hidden="true" className="inline-block h-[3px] w-6 bg-flow/60" />, word: say.bar },
      ]}
    />
  )
}
