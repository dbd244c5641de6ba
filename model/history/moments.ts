/** What the hub remembers, as whoever reads it sees it. Times are the hub's wall clock, milliseconds. */
import type { Cluster } from '../cluster.ts'
import type { Change } from './change.ts'

/** A stretch of time as the strip draws it. All but `from` are null where nothing was recorded. */
export interface Mark {
  readonly from: number
  /** The most virtual servers that were wrong at once, over all nodes; and that were settling. */
  readonly wrong: number | null
  readonly settling: number | null
  /** Services whose endpoints changed, came or went, each time counted. */
  readonly changes: number | null
  /** Connections a second over all nodes, on average; null where no rate was known. */
  readonly connections: number | null
}

export interface Moments {
  /** The whole state at that moment or the newest before it; null when nothing that old is remembered. Its `at` says from when it is. */
  at(ms: number): Promise<Cluster | null>
  /** The same as a snapshot file, as somebody sees it who may see these namespaces; null for no limit. */
  fileAt(ms: number, namespaces: readonly string[] | null): Promise<MomentFile | null>
  /** From the oldest moment to the newest; null while there is none. */
  span(): Promise<{ readonly from: number; readonly to: number } | null>
  /** So many stretches of equal length. */
  marks(from: number, to: number, buckets: number): Promise<readonly Mark[]>
  /** What changed in structure, the oldest first; the newest `mostChanges` of them. */
  changes(from: number, to: number): Promise<readonly Change[]>
}

export interface MomentFile {
  /** From when the state is. */
  readonly at: number
  readonly bytes: Uint8Array
}

export const mostBuckets = 1_000
