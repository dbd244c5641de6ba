/**
 * A large map with a few changes laid over it: what changes often, a little at a time, needs no copy of
 * all of it for every state. Neither map may be altered afterwards.
 */

/** `undefined`: the key is gone. */
export type Changes<Key, Value> = ReadonlyMap<Key, Value | undefined>

export interface Layers<Key, Value> {
  readonly base: ReadonlyMap<Key, Value>
  readonly changes: Changes<Key, Value>
}

/** Of the base, in its order, what is not gone, with its new values; then what is new. */
export const overlay = <Key, Value>(
  base: ReadonlyMap<Key, Value>,
  changes: Changes<Key, Value>,
): ReadonlyMap<Key, Value> => new Overlay(base, changes)

/** What a map was laid together from; null for an ordinary one. */
export const layersOf = <Key, Value>(map: ReadonlyMap<Key, Value>): Layers<Key, Value> | null =>
  map instanceof Overlay ? map : null

class Overlay<Key, Value> implements ReadonlyMap<Key, Value>, Layers<Key, Value> {
  readonly base: ReadonlyMap<Key, Value>
  readonly changes: Changes<Key, Value>
  readonly size: number

  constructor(base: ReadonlyMap<Key, Value>, changes: Changes<Key, Value>) {
    this.base = base
    this.changes = changes
    let size = base.size
    for (const [key, value] of changes) size += Number(value !== undefined) - Number(base.has(key))
    this.size = size
  }

  get(key: Key): Value | undefined {
    return this.changes.has(key) ? this.changes.get(key) : this.base.get(key)
  }

  has(key: Key): boolean {
    return this.changes.has(key) ? this.changes.get(key) !== undefined : this.base.has(key)
  }

  *entries(): Generator<[Key, Value], undefined> {
    for (const entry of this.base) {
      if (!this.changes.has(entry[0])) yield entry
      else {
        const value = this.changes.get(entry[0])
        if (value !== undefined) yield [entry[0], value]
      }
    }
    for (const [key, value] of this.changes) if (value !== undefined && !this.base.has(key)) yield [key, value]
  }

  *keys(): Generator<Key, undefined> {
    for (const [key] of this.entries()) yield key
  }

  *values(): Generator<Value, undefined> {
    for (const [, value] of this.entries()) yield value
  }

  [Symbol.iterator](): Generator<[Key, Value], undefined> {
    return this.entries()
  }

  forEach(visit: (value: Value, key: Key, map: ReadonlyMap<Key, Value>) => void): void {
    for (const [key, value] of this.entries()) visit(value, key, this)
  }
}
