/**
 * A snapshot as it is kept: the gzip of one JSON text. What was written once opens for ever: a version that was
 * released is never changed, another gets a folder and a golden file of its own.
 *
 *     {"format":"fairlead","version":2,"takenAt":1764000000000,"hub":"0.1.0",
 *      "address":"/services/default/web","pseudonyms":false,"cluster":{…},"series":null}
 *
 * `cluster` is the delta from nothing; its `name` is the cluster's. Version 2 has more in `series`, and is version 1 otherwise.
 */
import type { Cluster } from '../cluster.ts'

/** What is in a snapshot, whatever version it was written by. */
export interface Snapshot {
  /** The hub's wall clock, milliseconds. */
  readonly takenAt: number
  /** Version of the hub that wrote it. */
  readonly hub: string
  /** Path and query of the view it was taken of. */
  readonly address: string
  /** Names and addresses are stand-ins. */
  readonly isPseudonymous: boolean
  readonly cluster: Cluster
  /** The minutes before; null where they were not kept. */
  readonly series: Series | null
}

/**
 * The whole cluster in the minutes before the moment: what a time strip draws, a point each `stepMs`, the oldest first; null
 * where it is not known. All columns are of one length.
 */
export interface Series {
  readonly stepMs: number
  /** Of the first point, milliseconds. */
  readonly from: number
  /** A second. */
  readonly connections: readonly (number | null)[]
  /** As in `Mark`. */
  readonly wrong: readonly (number | null)[]
  readonly settling: readonly (number | null)[]
  readonly changes: readonly (number | null)[]
}

export const fileExtension = '.fairlead'

/** `kind` for those who say it in words of their own. */
export type Opened =
  | ({ readonly ok: true } & Snapshot)
  | { readonly ok: false; readonly kind: 'damaged' | 'too-new' | 'too-large'; readonly why: string }

/**
 * Unpacks gzip, up to so many bytes. Null for what is no gzip or has more: it must stop there, whatever
 * the bytes say of themselves.
 */
export type Inflate = (bytes: Uint8Array, mostBytes: number) => Promise<Uint8Array | null>
