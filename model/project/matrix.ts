/** Services x nodes: tables to compare, and sums of every pair of node and Service while those are not too many. */
import { type Cluster, emptyCluster, type Node, type Service } from '../cluster.ts'
import type { NodeName, ServiceId, TableHash } from '../ids.ts'
import { makeSums } from '../sums/keep.ts'
import { mostCells, type Sums } from '../sums.ts'
import { serviceThing } from '../thing.ts'
import { thingIndexOf } from '../thing-index.ts'
import type { Table } from '../topology.ts'
import { keepMap, makeKeeper, pick } from './keep.ts'
import { makeLoads, makeRestrictor, makeRetarget } from './narrow.ts'
import { plainNode } from './nodes.ts'
import type { Shared } from './shared.ts'

/** Of one namespace: of its Services alone. Of all (empty text): with virtual servers no Service explains. */
export const makeMatrix = (namespace: string, shared: Shared): ((cluster: Cluster) => Cluster) =>
  namespace === '' ? makeWhole() : makeOfNamespace(namespace, shared)

function makeWhole(): (cluster: Cluster) => Cluster {
  const keepNodes = makeKeeper<NodeName, Node, Node>()
  const keepServices = makeKeeper<ServiceId, Service, Service>()
  const sumUp = makeSums(mostCells)
  const toPairs = makeToPairs()
  const { pods, load, facts, flows, flowFeeds } = emptyCluster
  return (cluster) => ({
    ...cluster,
    nodes: keepNodes(cluster.nodes, plainNode),
    services: keepServices(cluster.services, withoutEndpoints),
    pods,
    sums: toPairs(isAsGood(cluster) ? cluster.sums : sumUp(cluster)),
    load,
    facts,
    flows,
    flowFeeds,
  })
}

/** Sums are there, and have the pairs or could not have them. */
function isAsGood(cluster: Cluster): cluster is Cluster & { readonly sums: Sums } {
  if (cluster.sums === null) return false
  return cluster.sums.pairs !== null || cluster.nodes.size * thingIndexOf(cluster).byThing.size > mostCells
}

function makeOfNamespace(namespace: string, shared: Shared): (cluster: Cluster) => Cluster {
  const restrict = makeRestrictor()
  const restrictLoads = makeLoads()
  const retarget = makeRetarget()
  const keepServices = makeKeeper<ServiceId, Service, Service>()
  const sumUp = makeSums(mostCells)
  const toPairs = makeToPairs()
  const { pods, load, facts, flows, flowFeeds } = emptyCluster
  let last: Pick<Cluster, 'tables' | 'virtualServers'> = emptyCluster

  return (cluster) => {
    const services = new Map([...cluster.services].filter(([, service]) => service.namespace === namespace))
    const { byThing } = thingIndexOf(cluster)
    const chosen = [...services.keys()].flatMap((id) => byThing.get(serviceThing(id)) ?? [])
    const tableOf = restrict(cluster, new Set(chosen))
    const tables = new Map<TableHash, Table>()
    for (const { hash, table } of tableOf.values()) tables.set(hash, table)
    last = {
      tables: keepMap(last.tables, tables),
      virtualServers: keepMap(last.virtualServers, pick(cluster.virtualServers, chosen)),
    }
    const made = {
      ...cluster,
      ...last,
      nodes: retarget(cluster.nodes, shared.frames(cluster.nodes), tableOf),
      services: keepServices(services, withoutEndpoints),
      pods,
      load,
      facts,
      flows,
      flowFeeds,
    }
    return { ...made, sums: toPairs(sumUp({ ...made, load: restrictLoads(cluster, tableOf) })) }
  }
}

const withoutEndpoints = (service: Service): Service => ({ ...service, uid: '', endpoints: [] })

/** Sums without where rows end: nobody draws that in a matrix. */
function makeToPairs(): (sums: Sums) => Sums {
  let last: { readonly of: Sums; readonly made: Sums } | null = null
  return (sums) => {
    if (last?.of !== sums) last = { of: sums, made: { ...sums, hosts: noHosts, ends: null } }
    return last.made
  }
}

const noHosts: Sums['hosts'] = new Map()
