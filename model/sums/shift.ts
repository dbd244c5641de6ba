/** From what a node counted for to what it counts for now: told row by row, of those rows that differ. */
import type { Load } from '../load.ts'
import { movedCountsOf } from '../moved-counts.ts'
import { walkLists } from '../walk-lists.ts'
import type { Course } from './course.ts'
import type { Entry } from './entries.ts'
import { toHundredths } from './round.ts'

/** A node's table with the load that fits it; null: none does. */
export interface Counted {
  readonly course: Course
  readonly load: Load | null
}

export interface Sink {
  /** All rows of an entry count now (`sign` 1) or no longer (-1); with `blank` none of their rates is known. */
  enter(entry: Entry, sign: 1 | -1, blank: boolean): void
  /** Adds to the present counts of one row. */
  count(entry: Entry, row: number, active: number, inactive: number): void
  /** Adds to the rates of one row, in whole hundredths, and to the rows without one. */
  rate(entry: Entry, row: number, connections: number, packets: number, unrated: number): void
}

const isBlank = (counted: Counted | null): boolean => counted?.load?.rates == null

export function shift(sink: Sink, before: Counted | null, after: Counted | null): void {
  const blankBefore = isBlank(before)
  const blank = isBlank(after)
  const left = before?.course.entries ?? []
  const right = after?.course.entries ?? []
  const moved = movedRows(before?.load ?? null, after?.load ?? null)
  const walk = {
    both: (from: number, to: number, length: number) => move(sink, before!, from, after!, to, length, moved),
    gone: (from: number) => {
      sink.enter(left[from]!, -1, blankBefore)
      addCounts(sink, before!, from, -1)
    },
    come: (to: number) => {
      sink.enter(right[to]!, 1, blank)
      addCounts(sink, after!, to, 1)
    },
  }
  if (blankBefore === blank) walkLists(left, right, walk)
  else {
    walkLists(left, [], walk)
    walkLists([], right, walk)
  }
  if (before?.course === after?.course && before?.load?.rates === after?.load?.rates) return
  addRates(sink, before, -1)
  addRates(sink, after, 1)
}

/** Rows of a load still to be visited, ascending. */
interface Remaining {
  readonly rows: Uint32Array
  next: number
}

/** Those that may count otherwise; null: all may. */
function movedRows(before: Load | null, after: Load | null): Remaining | null {
  const rows = before && after && movedCountsOf(after, before)
  return rows && { rows, next: 0 }
}

/** Present counts of entries both have, number by number: nearly all are as before. */
function move(
  sink: Sink,
  before: Counted,
  from: number,
  after: Counted,
  to: number,
  length: number,
  moved: Remaining | null,
): void {
  if (before.load === null || after.load === null) {
    for (let at = 0; at < length; at++) {
      addCounts(sink, before, from + at, -1)
      addCounts(sink, after, to + at, 1)
    }
    return
  }
  const [old, now] = [before.load, after.load]
  const { entries, offsets } = after.course
  const back = before.course.offsets[from]! - offsets[to]!
  if (back === 0 && now.active === old.active && now.inactive === old.inactive) return
  const [first, end] = [offsets[to]!, offsets[to + length]!]
  let position = to
  const visit = (row: number) => {
    const active = now.active[row]! - old.active[row + back]!
    const inactive = now.inactive[row]! - old.inactive[row + back]!
    if (active === 0 && inactive === 0) return
    while (row >= offsets[position + 1]!) position++
    sink.count(entries[position]!, row - offsets[position]!, active, inactive)
  }
  if (moved === null) for (let row = first; row < end; row++) visit(row)
  else {
    const { rows } = moved
    while (moved.next < rows.length && rows[moved.next]! < first) moved.next++
    for (; moved.next < rows.length && rows[moved.next]! < end; moved.next++) visit(rows[moved.next]!)
  }
}

function addCounts(sink: Sink, { course, load }: Counted, position: number, sign: 1 | -1): void {
  if (load === null) return
  const entry = course.entries[position]!
  const first = course.offsets[position]!
  for (let row = 0; row < entry.addresses.length; row++) {
    const active = load.active[first + row]!
    const inactive = load.inactive[first + row]!
    if (active !== 0 || inactive !== 0) sink.count(entry, row, sign * active, sign * inactive)
  }
}

function addRates(sink: Sink, counted: Counted | null, sign: 1 | -1): void {
  const rates = counted?.load?.rates
  if (counted === null || !rates) return
  const { entries, offsets } = counted.course
  let position = 0
  for (let at = 0; at < rates.rows.length; at++) {
    const row = rates.rows[at]!
    while (row >= offsets[position + 1]!) position++
    const rate = rates.connections[at]!
    const entry = entries[position]!
    const own = row - offsets[position]!
    if (Number.isNaN(rate)) sink.rate(entry, own, 0, 0, sign)
    else {
      const packets = toHundredths(rates.inPackets[at]! || 0)
      sink.rate(entry, own, sign * toHundredths(rate), sign * packets, 0)
    }
  }
}
