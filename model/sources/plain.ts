/** Pieces of the schemas sources write: whatever an agent sends is bounded. */
import * as v from 'valibot'

export const mostText = 300
export const text = v.pipe(v.string(), v.maxLength(mostText))
export const number = v.pipe(v.number(), v.safeInteger())
export const count = v.pipe(number, v.minValue(0))

/** The first so many of a list, and how many there are. */
export const bound = <Entry>(all: readonly Entry[], most: number): { total: number; entries: Entry[] } => ({
  total: all.length,
  entries: all.slice(0, most),
})
