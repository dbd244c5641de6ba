/** A reading's load as a report tells it: all of it, or what moved since the reading the hub has. */
import type { TableReport } from '#model/report.ts'
import type { Move } from './ledger.ts'
import type { NodeReading } from './read.ts'

/** Null `since`: every row that is not zero, and no growth. */
export function reportLoad(
  { active, inactive, withoutCounters }: NodeReading,
  since: { readonly reading: string; readonly move: Move } | null,
): TableReport['load'] {
  const counts: number[] = []
  const add = (row: number) => counts.push(row, active[row]!, inactive[row]!)
  if (since === null) {
    for (let row = 0; row < active.length; row++) if (active[row] !== 0 || inactive[row] !== 0) add(row)
    return { since: null, counts, increments: null, unknown: [] }
  }
  for (const row of since.move.counts) add(row)
  const growth = withoutCounters === null ? since.move.growth : null
  return {
    since: since.reading,
    counts,
    increments: growth && [...growth.increments],
    unknown: growth ? [...growth.unknown] : [],
  }
}
