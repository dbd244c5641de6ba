/** One node whole: its tables with every row, what was read on it, and the names its addresses have. */
import { type Cluster, emptyCluster, type Node, type Service, tableHashOf } from '../cluster.ts'
import type { NodeName, TableHash } from '../ids.ts'
import { keyOf, thingIndexOf } from '../thing-index.ts'
import { keepMap, makeKeeper, pick } from './keep.ts'
import { podsAt, serviceIdOf } from './select.ts'
import type { Shared } from './shared.ts'

export function makeNodeProjection(name: NodeName, shared: Shared): (cluster: Cluster) => Cluster {
  const keepServices = makeKeeper<Service['id'], Service, Service>()
  let last: Cluster = emptyCluster

  return (cluster) => {
    const node = cluster.nodes.get(name)
    const hashes = node === undefined ? [] : [tableHashOf(node), node.want].filter((hash) => hash !== null)
    const tables = pick(cluster.tables, new Set<TableHash>(hashes))
    const virtualServers = pick(cluster.virtualServers, new Set([...tables.values()].flatMap((table) => [...table])))
    const { thingOf } = thingIndexOf(cluster)
    const tied = new Set([...virtualServers.values()].map((server) => serviceIdOf(thingOf(keyOf(server)))))
    const services = pick(
      cluster.services,
      [...tied].filter((id) => id !== null),
    )
    const addresses = [...virtualServers.values()].flatMap(({ realServers }) => realServers.map((real) => real.address))
    const facts = Object.values(node?.facts ?? {}).flatMap((fact) => (fact.is === 'read' ? [fact.hash] : []))
    last = {
      ...cluster,
      nodes: keepMap(last.nodes, withWhole(shared.names(cluster.nodes), node)),
      feeds: keepMap(last.feeds, pick(cluster.feeds, [name])),
      services: keepServices(services, withoutEndpoints),
      pods: keepMap(last.pods, pick(cluster.pods, podsAt(cluster, addresses, []))),
      virtualServers: keepMap(last.virtualServers, virtualServers),
      tables: keepMap(last.tables, tables),
      load: keepMap(last.load, pick(cluster.load, [name])),
      sums: null,
      facts: keepMap(last.facts, pick(cluster.facts, facts)),
      flows: emptyCluster.flows,
      flowFeeds: emptyCluster.flowFeeds,
    }
    return last
  }
}

const withWhole = (names: Cluster['nodes'], node: Node | undefined): Cluster['nodes'] =>
  node === undefined ? names : new Map(names).set(node.name, node)

/** A Service is here for its name and since when it is as it is; the Pods behind its rows are here themselves. */
const withoutEndpoints = (service: Service): Service => ({ ...service, endpoints: [] })
