/** What has to do with one thing: its virtual servers on every node, with their rows. */
import { type Cluster, emptyCluster, type Node, tableHashOf } from '../cluster.ts'
import type { NodeName, TableHash, VirtualServerHash } from '../ids.ts'
import type { Load } from '../load.ts'
import { tableIndexOf } from '../table-index.ts'
import type { ThingId } from '../thing.ts'
import { thingIndexOf } from '../thing-index.ts'
import type { Table } from '../topology.ts'
import { keepMap, makeKeeper, pick } from './keep.ts'
import { plainNode } from './nodes.ts'
import { type Restricted, restrictLoad, restrictTable } from './restrict.ts'
import { podsAt, serviceIdOf, thingsAbout } from './select.ts'

export function makeThingProjection(thing: ThingId): (cluster: Cluster) => Cluster {
  const restrictor = makeRestrictor()
  const restrictLoads = makeLoads()
  let tableOf: Restrict = () => null
  /** A node is made anew when the tables it names became others, though itself it is as before. */
  const namesOthers = (node: Node, made: Node) => {
    const have = tableHashOf(node)
    return (
      (have === null ? null : (tableOf(have)?.hash ?? null)) !== tableHashOf(made) ||
      (node.want === null ? null : (tableOf(node.want)?.hash ?? null)) !== made.want
    )
  }
  const keepNodes = makeKeeper<NodeName, Node, Node>(namesOthers)
  let last: Cluster = emptyCluster

  return (cluster) => {
    const things = thingsAbout(cluster, thing)
    const { byThing } = thingIndexOf(cluster)
    const chosen = new Set([...things].flatMap((each) => byThing.get(each) ?? []))
    tableOf = restrictor(cluster, chosen)
    const tables = new Map<TableHash, Table>()
    const virtualServers = new Set<VirtualServerHash>()
    for (const { table, want } of cluster.nodes.values()) {
      for (const hash of [table.is === 'read' ? table.hash : null, want]) {
        const own = hash === null ? null : tableOf(hash)
        if (own === null || tables.has(own.hash)) continue
        tables.set(own.hash, own.table)
        for (const entry of own.table) virtualServers.add(entry)
      }
    }
    const blobs = pick(cluster.virtualServers, virtualServers)
    const services = pick(
      cluster.services,
      [...things].map(serviceIdOf).filter((id) => id !== null),
    )
    const addresses = [...blobs.values()].flatMap(({ realServers }) => realServers.map(({ address }) => address))
    const named = [...services.values()].flatMap(({ endpoints }) => endpoints.map(({ pod }) => pod))
    const { facts, flows, flowFeeds } = emptyCluster
    last = {
      ...cluster,
      nodes: keepNodes(cluster.nodes, (node) => retarget(node, tableOf)),
      services: keepMap(last.services, services),
      pods: keepMap(last.pods, pick(cluster.pods, podsAt(cluster, addresses, named))),
      virtualServers: keepMap(last.virtualServers, blobs),
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

function retarget(node: Node, tableOf: Restrict): Node {
  const plain = plainNode(node)
  const { table, want } = plain
  const have = table.is === 'read' ? tableOf(table.hash) : null
  return {
    ...plain,
    table: table.is !== 'read' ? table : have === null ? { is: 'unknown' } : { ...table, hash: have.hash },
    want: want === null ? null : (tableOf(want)?.hash ?? null),
  }
}

/** A table of the whole cluster, restricted; null when it is not there. */
type Restrict = (hash: TableHash) => Restricted | null

/** Tables are restricted once, until a virtual server that was there counts otherwise than before. */
function makeRestrictor(): (cluster: Cluster, chosen: ReadonlySet<VirtualServerHash>) => Restrict {
  let known = new WeakMap<Table, Restricted>()
  let byHash = new Map<TableHash, Restricted>()
  let before: { readonly cluster: Cluster; readonly chosen: ReadonlySet<VirtualServerHash> } | null = null

  return (cluster, chosen) => {
    if (before !== null && !isMeantAlike(before, { cluster, chosen })) {
      known = new WeakMap()
      byHash = new Map()
    }
    before = { cluster, chosen }
    // Tables that come out alike share one: what hangs on a table is then worked out once for them.
    byHash = new Map([...byHash].slice(-mostShared))
    return (hash) => {
      const table = cluster.tables.get(hash)
      if (table === undefined) return null
      const ready = known.get(table)
      if (ready !== undefined) return ready
      const made = restrictTable(table, chosen, tableIndexOf(cluster, hash))
      const alike = byHash.get(made.hash)
      const own = alike === undefined ? made : { ...made, table: alike.table }
      byHash.set(made.hash, own)
      known.set(table, own)
      return own
    }
  }
}

const mostShared = 2_000

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
      const by = tableOf(load.table)
      if (by === null) continue
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
