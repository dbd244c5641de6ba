/** Keeping what did not change: the next state shares all objects with the one before that are equal in it. */
import { equal } from '../equal.ts'

/** The map before when the new one holds the same values, by identity. */
export function keepMap<Key, Value>(
  before: ReadonlyMap<Key, Value>,
  made: ReadonlyMap<Key, Value>,
): ReadonlyMap<Key, Value> {
  if (before.size !== made.size) return made
  for (const [key, value] of made) if (before.get(key) !== value || !before.has(key)) return made
  return before
}

/**
 * A map with what is made of each entry of another, null for nothing: the map before while all that is
 * made is what was there. Copied only when something changes, since most of a thousand entries do not.
 */
export function update<Key, Source, Made>(
  last: ReadonlyMap<Key, Made>,
  sources: ReadonlyMap<Key, Source>,
  make: (key: Key, source: Source, before: Made | undefined) => Made | null,
): ReadonlyMap<Key, Made> {
  let next: Map<Key, Made> | null = null
  let there = 0
  for (const [key, source] of sources) {
    const before = last.get(key)
    const made = make(key, source, before)
    if (made !== null) there++
    if (made === before || (made === null && before === undefined)) continue
    next ??= new Map(last)
    if (made === null) next.delete(key)
    else next.set(key, made)
  }
  const result = next ?? last
  return result.size === there ? result : new Map([...result].filter(([key]) => sources.has(key)))
}

/** Those of some keys that are there, in the order of the keys. */
export function pick<Key, Value>(from: ReadonlyMap<Key, Value>, keys: Iterable<Key>): ReadonlyMap<Key, Value> {
  const made = new Map<Key, Value>()
  for (const key of keys) {
    const value = from.get(key)
    if (value !== undefined) made.set(key, value)
  }
  return made
}

export type Keeper<Key, Source, Made> = (
  sources: ReadonlyMap<Key, Source>,
  make: (source: Source, key: Key) => Made,
) => ReadonlyMap<Key, Made>

/**
 * One map after another: each value is the object before while its source is, or while it comes out equal.
 * `isAlike`: of sources that are not the same object, whether the same is made of them.
 */
export function makeKeeper<Key, Source, Made>(
  isAlike: (a: Source, b: Source) => boolean = Object.is,
): Keeper<Key, Source, Made> {
  let known: ReadonlyMap<Key, Source> = new Map()
  let last: ReadonlyMap<Key, Made> = new Map()
  return (sources, make) => {
    const all = new Map<Key, Made>()
    for (const [key, source] of sources) {
      const before = last.get(key)
      if (before !== undefined && isAlike(known.get(key)!, source)) all.set(key, before)
      else {
        const fresh = make(source, key)
        all.set(key, before !== undefined && equal(before, fresh) ? before : fresh)
      }
    }
    known = sources
    last = keepMap(last, all)
    return last
  }
}
