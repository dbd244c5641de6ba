/** What moved between two readings, as a report tells it. The earlier may be of another table: rows are carried over by name. */
import { alignRows } from '#model/align.ts'
import { absent, type CounterColumns, counterNames, movedRows } from '#model/load.ts'
import type { TableReport } from '#model/report.ts'
import type { NodeReading } from './read.ts'

type LoadReport = TableReport['load']

/** Null `since`: rows that are zero are left out, no growth is told. */
export function movesSince(now: NodeReading, since: NodeReading | null): LoadReport {
  const places = since === null || since.structure === now.structure ? null : alignRows(since.structure, now.structure)
  const counts = movedCounts(now, since, places)
  if (since === null || now.counters === null || since.counters === null)
    return { since: since?.id ?? null, counts, increments: null, unknown: [] }
  const increments: number[] = []
  const unknown: number[] = []
  for (const row of places === null ? movedRows(since.counters, now.counters) : now.active.keys()) {
    const before = places === null ? row : places[row]!
    const grown = before < 0 ? null : growth(since.counters, before, now.counters, row)
    if (grown === null) unknown.push(row)
    else if (grown.some((value) => value !== 0)) increments.push(row, ...grown)
  }
  return { since: since.id, counts, increments, unknown }
}

function movedCounts(now: NodeReading, since: NodeReading | null, places: Int32Array | null): number[] {
  const moved: number[] = []
  for (let row = 0; row < now.active.length; row++) {
    const before = places === null ? row : places[row]!
    const active = now.active[row]!
    const inactive = now.inactive[row]!
    const same =
      since === null || before < 0
        ? active === 0 && inactive === 0
        : active === since.active[before] && inactive === since.inactive[before]
    if (!same) moved.push(row, active, inactive)
  }
  return moved
}

/** In `counterNames` order; null when a total fell, or is not there on one side. */
function growth(before: CounterColumns, from: number, after: CounterColumns, to: number): number[] | null {
  const grown: number[] = []
  for (const name of counterNames) {
    const then = before[name][from]!
    const now = after[name][to]!
    if (then === absent || now === absent || now < then) return null
    grown.push(Number(now - then))
  }
  return grown
}
