/** What has to do with one thing: its virtual servers on every node, with their rows. */
import { type Cluster, emptyCluster, type Node, tableHashOf } from '../cluster.ts'
import type { NodeName, TableHash, VirtualServerHash } from '../ids.ts'
import type { Load } from '../load.ts'
import { tableIndexOf } from '../table-index.ts'
import type { ThingId } from '../thing.ts'
import { thingIndexOf } from '../thing-index.ts'
import type { Table } from '../topology.ts'
import { keepMap, pick } from './keep.ts'
import { type Restricted, restrictLoad, restrictTable } from './restrict.ts'
import { podsAt, serviceIdOf, thingsAbout } from './select.ts'
import type { Shared } from './shared.ts'

export function makeThingProjection(thing: ThingId, shared: Shared): (cluster: Cluster) => Cluster {
  const restrict = makeRestrictor()
  const restrictLoads = makeLoads()
  const retarget = makeRetarget()
  let last: Cluster = emptyCluster

  return (cluster) => {
    const things = thingsAbout(cluster, thing)
    const { byThing } = thingIndexOf(cluster)
    const tableOf = restrict(cluster, new Set([...things].flatMap((each) => byThing.get(each) ?? [])))
    const tables = new Map<TableHash, Table>()
    for (const { hash, table } of tableOf.values()) tables.set(hash, table)
    const virtualServers = pick(cluster.virtualServers, new Set([...tables.values()].flatMap((table) => [...table])))
    const services = pick(
      cluster.services,
      [...things].map(serviceIdOf).filter((id) => id !== null),
    )
    const addresses = [...virtualServers.values()].flatMap(({ realServers }) => realServers.map((real) => real.address))
    const named = [...services.values()].flatMap(({ endpoints }) => endpoints.map(({ pod }) => pod))
    const { facts, flows, flowFeeds } = emptyCluster
    last = {
      ...cluster,
      nodes: retarget(cluster.nodes, shared.frames(cluster.nodes), tableOf),
      services: keepMap(last.services, services),
      pods: keepMap(last.pods, pick(cluster.pods, podsAt(cluster, addresses, named))),
      virtualServers: keepMap(last.virtualServers, virtualServers),
      tables: keepMap(last.tables, tables),
      load: restrictLoads(cluster, tableOf),
      sums: null,
      facts,
      flows,
      flowFeeds,
    }
    return last
  }
}

/** The nodes with the restricted tables in place of their own; those for which all is as before stay the same objects. */
function makeRetarget() {
  let last: Cluster['nodes'] = new Map()
  let framesBefore: Cluster['nodes'] = new Map()
  return (nodes: Cluster['nodes'], frames: Cluster['nodes'], tableOf: Restrict): Cluster['nodes'] => {
    const made = new Map<NodeName, Node>()
    for (const [name, node] of nodes) {
      const frame = frames.get(name)!
      const have = tableHashOf(node)
      const has = have === null ? null : (tableOf.get(have)?.hash ?? null)
      const want = node.want === null ? null : (tableOf.get(node.want)?.hash ?? null)
      const before = last.get(name)
      const isSame =
        before !== undefined && framesBefore.get(name) === frame && tableHashOf(before) === has && before.want === want
      made.set(name, isSame ? before : target(frame, has, want))
    }
    framesBefore = frames
    last = keepMap(last, made)
    return last
  }
}

const target = (frame: Node, hash: TableHash | null, want: TableHash | null): Node => ({
  ...frame,
  table: frame.table.is !== 'read' ? frame.table : hash === null ? { is: 'unknown' } : { ...frame.table, hash },
  want,
})

/** All tables of the whole cluster, restricted. */
type Restrict = ReadonlyMap<TableHash, Restricted>

/** Tables are restricted once, until a virtual server that was there counts otherwise than before. */
function makeRestrictor(): (cluster: Cluster, chosen: ReadonlySet<VirtualServerHash>) => Restrict {
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

function makeLoads(): (cluster: Cluster, tableOf: Restrict) => Cluster['load'] {
  let known = new Map<NodeName, { readonly of: Load; readonly by: Restricted; readonly made: Load }>()
  let last: Cluster['load'] = new Map()
  return (cluster, tableOf) => {
    const next: typeof known = new Map()
    const loads = new Map<NodeName, Load>()
    for (const [name, load] of cluster.load) {
      const by = tableOf.get(load.table)
      if (by === undefined) continue
      const before = known.get(name)
      const own = before?.of === load && before.by === by ? before : { of: load, by, made: restrictLoad(load, by) }
      next.set(name, own)
      loads.set(name, own.made)
    }
    known = next
    last = keepMap(last, loads)
    return last
  }
}
