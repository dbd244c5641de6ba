/** Parts that did not change keep their identity. */
import type { Cluster } from '../cluster.ts'
import { equal } from '../equal.ts'

/** The object before, when all parts of the new one are the same objects. */
export function sameParts<Whole extends object>(before: Whole | undefined, made: Whole): Whole {
  if (before === undefined) return made
  for (const part in made) if (!Object.is(made[part], before[part])) return made
  return before
}

/** The map before where nothing changed; else the new one with unchanged values kept. */
export function keep<Key, Value>(
  before: ReadonlyMap<Key, Value>,
  made: ReadonlyMap<Key, Value>,
): ReadonlyMap<Key, Value> {
  const next = new Map<Key, Value>()
  for (const [key, value] of made) {
    const old = before.get(key)
    next.set(key, old !== undefined && equal(old, value) ? old : value)
  }
  return keepSame(before, next)
}

/** The map before when the new one holds the same values, by identity. */
export function keepSame<Key, Value>(
  before: ReadonlyMap<Key, Value>,
  made: ReadonlyMap<Key, Value>,
): ReadonlyMap<Key, Value> {
  if (before === made) return before
  if (before.size !== made.size) return made
  for (const [key, value] of made) if (before.get(key) !== value || !before.has(key)) return made
  return before
}

/** Like `keepSame`, and a table that is still there stays the same array, whoever read it again. */
export function keepTables(before: Cluster['tables'], made: Cluster['tables']): Cluster['tables'] {
  return keepSame(before, new Map([...made].map(([hash, table]) => [hash, before.get(hash) ?? table])))
}
