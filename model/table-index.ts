/** Finding a virtual server in a table and its rows in the load, worked out once per table. */
import { type Cluster, type NodeFeed, virtualServersOf } from './cluster.ts'
import type { TableHash, VirtualServerKey } from './ids.ts'
import { makeKey, makeRowOffsets, type Table, type VirtualServer } from './topology.ts'

export interface TableIndex {
  readonly servers: readonly VirtualServer[]
  /** First row of each server; see `makeRowOffsets`. */
  readonly offsets: Uint32Array
  readonly positions: ReadonlyMap<VirtualServerKey, number>
}

const indexes = new WeakMap<Table, TableIndex>()
const nothing: TableIndex = { servers: [], offsets: new Uint32Array(1), positions: new Map() }

/** Of no table, or one that is not there: an index of nothing. */
export function tableIndexOf(cluster: Cluster, hash: TableHash | null): TableIndex {
  const table = hash === null ? undefined : cluster.tables.get(hash)
  if (table === undefined) return nothing
  const known = indexes.get(table)
  if (known !== undefined) return known
  const servers = virtualServersOf(cluster, hash)
  let positions: TableIndex['positions'] | null = null
  const index: TableIndex = {
    servers,
    offsets: makeRowOffsets(servers),
    // Many tables are looked at for their rows alone.
    get positions() {
      positions ??= new Map(servers.map((server, position) => [makeKey(server.match), position]))
      return positions
    },
  }
  indexes.set(table, index)
  return index
}

/** Whether what is known of a node is of the present: it answers, if not always in time. */
export const isHeard = (feed: NodeFeed | undefined): boolean => feed?.is === 'fine' || feed?.is === 'late'
