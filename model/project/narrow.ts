/** All tables of a cluster narrowed to some virtual servers, and nodes and loads with them; from state to state, what is as before is kept. */
import { type Cluster, type Node, tableHashOf } from '../cluster.ts'
import type { TableHash, VirtualServerHash } from '../ids.ts'
import type { Load } from '../load.ts'
import { tableIndexOf } from '../table-index.ts'
import type { Table } from '../topology.ts'
import { update } from './keep.ts'
import { type Restricted, restrictLoad, restrictTable } from './restrict.ts'

/** The nodes with the restricted tables in place of their own; those for which all is as before stay the same objects. */
export function makeRetarget() {
  let last: Cluster['nodes'] = new Map()
  let framesBefore: Cluster['nodes'] = new Map()
  return (nodes: Cluster['nodes'], frames: Cluster['nodes'], tableOf: Restrict): Cluster['nodes'] => {
    const restricted = (hash: TableHash | null) => (hash === null ? null : (tableOf.get(hash)?.hash ?? null))
    last = update(last, nodes, (name, node, before) => {
      const frame = frames.get(name)!
      const has = restricted(tableHashOf(node))
      const want = restricted(node.want)
      const isSame = before !== undefined && framesBefore.get(name) === frame
      return isSame && tableHashOf(before) === has && before.want === want ? before : target(frame, has, want)
    })
    framesBefore = frames
    return last
  }
}

const target = (frame: Node, hash: TableHash | null, want: TableHash | null): Node => ({
  ...frame,
  table: frame.table.is !== 'read' ? frame.table : hash === null ? { is: 'unknown' } : { ...frame.table, hash },
  want,
})

/** All tables of the whole cluster, restricted. */
export type Restrict = ReadonlyMap<TableHash, Restricted>

/** Tables are restricted once, until a virtual server that was there counts otherwise than before. */
export function makeRestrictor(): (cluster: Cluster, chosen: ReadonlySet<VirtualServerHash>) => Restrict {
  let known: Restrict = new Map()
  let before: Choice | null = null

  return (cluster, chosen) => {
    const old = before !== null && isMeantAlike(before, { cluster, chosen }) ? known : new Map<TableHash, Restricted>()
    before = { cluster, chosen }
    // Tables that come out alike share one: what hangs on a table is then worked out once for them.
    const alike = new Map<TableHash, Table>()
    const made = new Map<TableHash, Restricted>()
    for (const [hash, table] of cluster.tables) {
      const own = old.get(hash) ?? restrictTable(table, chosen, tableIndexOf(cluster, hash))
      const shared = alike.get(own.hash)
      if (shared === undefined) alike.set(own.hash, own.table)
      made.set(hash, shared === undefined || shared === own.table ? own : { ...own, table: shared })
    }
    known = made
    return known
  }
}

interface Choice {
  readonly cluster: Cluster
  readonly chosen: ReadonlySet<VirtualServerHash>
}

function isMeantAlike(a: Choice, b: Choice): boolean {
  for (const hash of a.chosen) if (!b.chosen.has(hash) && b.cluster.virtualServers.has(hash)) return false
  for (const hash of b.chosen) if (!a.chosen.has(hash) && a.cluster.virtualServers.has(hash)) return false
  return true
}

/** The loads of all nodes, of the rows their restricted tables have. */
export function makeLoads(): (cluster: Cluster, tableOf: Restrict) => Cluster['load'] {
  const made = new WeakMap<Load, { readonly of: Load; readonly by: Restricted }>()
  let last: Cluster['load'] = new Map()
  return (cluster, tableOf) => {
    last = update(last, cluster.load, (_name, load, before) => {
      const by = tableOf.get(load.table)
      if (by === undefined) return null
      const own = before && made.get(before)
      if (before !== undefined && own?.of === load && own.by === by) return before
      const next = restrictLoad(load, by)
      made.set(next, { of: load, by })
      return next
    })
    return last
  }
}
