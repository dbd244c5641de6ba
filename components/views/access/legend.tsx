'use client'
import type { ReactNode } from 'react'
import { AccessCellBody } from '#components/parts/access-cell.tsx'
import { Legend } from '#components/parts/legend.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { AccessStanding } from '#model/access/standing.ts'
import type { CellView } from './scene.ts'

const told = { tries: 5, answered: 5, status: 200, step: null }
const time = { tries: 5, least: 0.6, median: 0.64, p95: 1, most: 1.2 }
const samples: readonly (readonly [
  'answered' | 'partly' | 'failed' | 'silent' | 'byPolicy' | 'notAsked' | 'step',
  AccessStanding,
])[] = [
  ['answered', { is: 'answered', ...told, time }],
  ['step', { is: 'answered', ...told, step: '3s', time: { ...time, median: 3_010 } }],
  ['partly', { is: 'partly', ...told, answered: 3, time: null, outcome: 'reset' }],
  ['failed', { is: 'failed', ...told, answered: 0, status: null, time: null, outcome: 'refused' }],
  ['silent', { is: 'silent', ...told, answered: 0, status: null, time: null }],
  ['byPolicy', { is: 'by-policy', ...told, answered: 0, status: null, time: null }],
  ['notAsked', { is: 'not-asked', why: '' }],
]

const mark = (shape: ReactNode, colour = 'text-flow') => (
  <svg width="28" height="14" aria-hidden="true" className={colour}>
    {shape}
  </svg>
)

/** What the picture's signs mean: of the lines of one port, or of the cells of many. */
export function AccessLegend({ cells, isOfRows }: { cells: readonly CellView[]; isOfRows: boolean }) {
  const { access } = useWords()
  const say = access.legend
  const stroke = { stroke: 'currentColor', fill: 'none' } as const
  const ofRows = [
    { sign: mark(<circle cx="14" cy="7" r="3.5" fill="currentColor" />), word: say.median },
    {
      sign: mark(<path d="M2 7h24" strokeWidth="4" opacity="0.45" {...stroke} />),
      word: say.p95,
    },
    { sign: mark(<path d="M2 7h24" strokeWidth="1" {...stroke} />), word: say.range },
    {
      sign: mark(<path d="M14 0v14" strokeWidth="1" strokeDasharray="2 2" {...stroke} />, 'text-ink-quiet'),
      word: say.steps,
    },
    {
      sign: mark(
        <>
          <rect x="10" y="4" width="8" height="10" fill="currentColor" opacity="0.75" />
          <path d="M9 4h10" strokeWidth="1.5" className="text-ink" {...stroke} />
        </>,
      ),
      word: say.shares,
    },
  ]
  const isThere = (is: AccessStanding['is']) => cells.some(({ standing }) => standing.is === is)
  // Rows say in words how they were answered, and what is rare is explained where it is to be seen.
  const kinds = samples.filter(([, { is }]) =>
    is === 'answered' ? !isOfRows : is === 'silent' || is === 'by-policy' ? isThere(is) : true,
  )
  return (
    <Legend
      entries={[
        ...(isOfRows ? ofRows : []),
        ...kinds.map(([name, standing]) => ({
          sign: (
            <span className="block h-5 min-w-14">
              <AccessCellBody standing={standing} />
            </span>
          ),
          word: say[name],
        })),
        ...(isOfRows
          ? []
          : [{ sign: <span aria-hidden="true" className="inline-block h-[3px] w-6 bg-flow/60" />, word: say.bar }]),
      ]}
    />
  )
}
