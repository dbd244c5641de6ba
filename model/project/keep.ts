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

/** One map after another, each value the object before while it is equal. `isStale`: made of something else than before, though the source is the same. */
export function makeKeeper<Key, Source, Made>(
  isStale: (source: Source, made: Made) => boolean = () => false,
): Keeper<Key, Source, Made> {
  let known = new Map<Key, { readonly source: Source; readonly made: Made }>()
  let last: ReadonlyMap<Key, Made> = new Map()
  return (sources, make) => {
    const next: typeof known = new Map()
    const all = new Map<Key, Made>()
    for (const [key, source] of sources) {
      const before = known.get(key)
      if (before !== undefined && before.source === source && !isStale(source, before.made)) {
        next.set(key, before)
        all.set(key, before.made)
        continue
      }
      const fresh = make(source, key)
      const made = before !== undefined && equal(before.made, fresh) ? before.made : fresh
      next.set(key, { source, made })
      all.set(key, made)
    }
    known = next
    last = keepMap(last, all)
    return last
  }
}
