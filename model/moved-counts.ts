/**
 * Which counts of a node's load differ from those of the load before, as its agent told them: whoever
 * follows one load after another need not compare tens of thousands of rows to find a hundred.
 */
import type { Load } from './load.ts'

interface Moved {
  /** Not held by this: else every load would keep all before it. */
  readonly since: WeakRef<Load>
  readonly rows: Uint32Array
}

const known = new WeakMap<Load, Moved>()

/** Of real servers both tables have, only those in these rows count otherwise than in `since`. Rows of `load`, ascending. */
export function noteMovedCounts(load: Load, since: Load, rows: Uint32Array): void {
  known.set(load, { since: new WeakRef(since), rows })
}

/** Null where it is not known: then all rows may differ. */
export function movedCountsOf(load: Load, since: Load): Uint32Array | null {
  const moved = known.get(load)
  return moved?.since.deref() === since ? moved.rows : null
}
