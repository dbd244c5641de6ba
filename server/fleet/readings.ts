/**
 * The last readings of one node and the rates between them. The kernel refreshes totals every 2 s
 * (domain 1.4), so two readings 2 s apart see no tick or two as often as one: rates are taken over
 * the last seconds instead.
 */
import {
  absent,
  type CounterColumns,
  type CounterName,
  counterNames,
  type Load,
  mapCounters,
  nodeRate,
  type RateColumns,
  type Reading,
  ratePerSecond,
  realignReading,
} from '#model/load.ts'

/** How far back a rate may reach, by the node's own clock. */
const windowNs = 8_000_000_000n

/** Names each row of a table, for readings to be carried over to the next. */
export type RowNames = readonly string[]

interface Kept {
  readonly reading: Reading
  /** Rows that moved since the reading before; null when that is not known. */
  readonly moved: ReadonlySet<number> | null
}

/** Oldest first; the last is the present. */
export type Readings = readonly Kept[]

/**
 * Adds a reading. `moved` are the rows whose counters may differ from the one before; null when that
 * is not known, and always for the first reading of another table.
 */
export function addReading(before: Readings, reading: Reading, moved: ReadonlySet<number> | null): Readings {
  const last = before.at(-1)?.reading
  if (last === undefined || last.bootId !== reading.bootId || last.table !== reading.table)
    return [{ reading, moved: null }]
  if (reading.monotonicNs <= last.monotonicNs) return [{ reading, moved: null }]
  const kept = before.filter(({ reading: { monotonicNs } }) => reading.monotonicNs - monotonicNs <= windowNs)
  return [...forgetResets(kept, last, reading, moved), { reading, moved }]
}

/** The same readings on the rows of another table. */
export const realignReadings = (before: Readings, table: Reading['table'], from: RowNames, to: RowNames): Readings =>
  before.map(({ reading }) => ({ reading: realignReading(reading, table, from, to), moved: null }))

/** A counter that fell began anew: nothing read before may be subtracted from it. */
function forgetResets(kept: Readings, last: Reading, now: Reading, moved: ReadonlySet<number> | null): Readings {
  const fell = fallenRows(last, now, moved)
  const nodeFell = last.totals && now.totals && counterNames.some((name) => now.totals![name] < last.totals![name])
  if (fell.length === 0 && !nodeFell) return kept
  return kept.map(({ reading, moved: rows }) => ({
    moved: rows,
    reading: {
      ...reading,
      totals: nodeFell ? null : reading.totals,
      counters: reading.counters && withoutRows(reading.counters, fell),
    },
  }))
}

function fallenRows(last: Reading, now: Reading, moved: ReadonlySet<number> | null): number[] {
  if (last.counters === null || now.counters === null) return []
  const fell = (row: number) =>
    counterNames.some((name) => {
      const then = last.counters![name][row]!
      return then !== absent && now.counters![name][row]! < then
    })
  return [...(moved ?? now.active.keys())].filter(fell)
}

function withoutRows(columns: CounterColumns, rows: readonly number[]): CounterColumns {
  return mapCounters((name) => {
    const column = columns[name].slice()
    for (const row of rows) column[row] = absent
    return column
  })
}

/** What views draw of the newest reading. `at` is the hub's wall clock when it arrived. */
export function makeLoad(readings: Readings, at: number): Load | null {
  const now = readings.at(-1)?.reading
  if (now === undefined) return null
  const base = readings.find(({ reading }) => reading.totals !== null && reading !== now)?.reading ?? null
  return {
    at,
    table: now.table,
    active: now.active,
    inactive: now.inactive,
    rates: ratesOver(readings),
    nodeRate: nodeRate(base, now),
  }
}

/** Each row over as much of the window as it was there for; null while there is nothing to compare with. */
function ratesOver(readings: Readings): RateColumns | null {
  const now = readings.at(-1)?.reading
  const bases = readings.slice(0, -1).map(({ reading }) => reading)
  if (!now?.counters || !bases.some(({ counters }) => counters !== null)) return null
  const moved = movedRows(readings)
  const rate = (name: CounterName, row: number): number => {
    for (const base of bases) {
      const then = base.counters?.[name][row] ?? absent
      if (then !== absent) return ratePerSecond(then, now.counters![name][row]!, now.monotonicNs - base.monotonicNs)
    }
    return Number.NaN
  }
  return mapCounters((name) => {
    const column = new Float64Array(now.active.length)
    for (const row of moved ?? column.keys()) column[row] = rate(name, row)
    return column
  })
}

/** Rows that moved anywhere in the window: all others stood still. Null when that is not known. */
function movedRows(readings: Readings): ReadonlySet<number> | null {
  const rows = new Set<number>()
  for (const { moved } of readings.slice(1)) {
    if (moved === null) return null
    for (const row of moved) rows.add(row)
  }
  return rows
}
