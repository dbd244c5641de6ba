'use client'
import { useMemo } from 'react'
import { Mark } from '#components/parts/mark.tsx'
import type { Findings } from './findings.ts'
import type { Labels } from './labels.ts'
import { summarise } from './summary.ts'

const signs = { fine: 'ok', problem: 'wrong', unknown: 'unknown' } as const

/** Is anything wrong, where, how busy: the first thing read. */
export function SummarySentence({ findings, labels }: { findings: Findings; labels: Labels }) {
  const { verdict, clauses } = useMemo(() => summarise(findings, labels), [findings, labels])
  if (clauses.length === 0) return null
  return (
    <p
      data-verdict={verdict}
      className="flex min-w-0 flex-1 basis-64 items-baseline gap-2 text-14 tabular-nums sm:text-16"
    >
      <span className="relative top-px">
        <Mark state={signs[verdict]} />
      </span>
      <span>
        {clauses.map((clause, index) => (
          <span key={clause} className={index === 0 ? '' : 'text-ink-quiet'}>
            {index > 0 && ' · '}
            {clause}
          </span>
        ))}
      </span>
    </p>
  )
}
