/** From what a node counted for to what it counts for now: told row by row, of those rows that differ. */
import type { Load } from '../load.ts'
import { type Course, walkCourses } from './course.ts'
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
  /** Adds to the figures of one row; rates in whole hundredths. */
  add(
    entry: Entry,
    row: number,
    connections: number,
    packets: number,
    active: number,
    inactive: number,
    unrated: number,
  ): void
}

const isBlank = (counted: Counted | null): boolean => counted?.load?.rates == null

export function shift(sink: Sink, before: Counted | null, after: Counted | null): void {
  const blankBefore = isBlank(before)
  const blank = isBlank(after)
  const dense = makeDense(sink)
  const walk = {
    both: (entry: Entry, from: number, to: number) => {
      dense(entry, before, before!.course.offsets[from]!, after, after!.course.offsets[to]!)
    },
    gone: (entry: Entry, from: number) => {
      sink.enter(entry, -1, blankBefore)
      dense(entry, before, before!.course.offsets[from]!, null, 0)
    },
    come: (entry: Entry, to: number) => {
      sink.enter(entry, 1, blank)
      dense(entry, null, 0, after, after!.course.offsets[to]!)
    },
  }
  if (before !== null && after !== null && blankBefore === blank) walkCourses(before.course, after.course, walk)
  else {
    walkCourses(before?.course ?? null, null, walk)
    walkCourses(null, after?.course ?? null, walk)
  }
  if (before?.course === after?.course && before?.load?.rates === after?.load?.rates) return
  addRates(sink, before, -1)
  addRates(sink, after, 1)
}

/** Present counts of an entry's rows, compared number by number. */
function makeDense(sink: Sink) {
  return (entry: Entry, before: Counted | null, from: number, after: Counted | null, to: number): void => {
    const old = before?.load ?? null
    const now = after?.load ?? null
    if (old === now && from === to) return
    for (let row = 0; row < entry.hosts.length; row++) {
      const active = (now === null ? 0 : now.active[to + row]!) - (old === null ? 0 : old.active[from + row]!)
      const inactive = (now === null ? 0 : now.inactive[to + row]!) - (old === null ? 0 : old.inactive[from + row]!)
      if (active !== 0 || inactive !== 0) sink.add(entry, row, 0, 0, active, inactive, 0)
    }
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
    const own = row - offsets[position]!
    if (Number.isNaN(rate)) sink.add(entries[position]!, own, 0, 0, 0, 0, sign)
    else
      sink.add(
        entries[position]!,
        own,
        sign * toHundredths(rate),
        sign * toHundredths(rates.inPackets[at]! || 0),
        0,
        0,
        0,
      )
  }
}
