/** What has to do with one thing: its virtual servers on every node, with their rows. */
import { type Cluster, emptyCluster } from '../cluster.ts'
import type { TableHash } from '../ids.ts'
import type { ThingId } from '../thing.ts'
import { thingIndexOf } from '../thing-index.ts'
import type { Table } from '../topology.ts'
import { keepMap, pick } from './keep.ts'
import { makeLoads, makeRestrictor, makeRetarget } from './narrow.ts'
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
