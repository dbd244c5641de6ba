/** Everything's structure, and load as sums: no rows, no facts, no connections. */
import { type Cluster, emptyCluster, type Node, type Service } from '../cluster.ts'
import type { NodeName, ServiceId } from '../ids.ts'
import { makeSums } from '../sums/keep.ts'
import { makeKeeper } from './keep.ts'
import { plainNode } from './nodes.ts'
import { makeUntold } from './untold.ts'

export function makeOverview(): (cluster: Cluster) => Cluster {
  const keepNodes = makeKeeper<NodeName, Node, Node>()
  const keepServices = makeKeeper<ServiceId, Service, Service>()
  const untoldPods = makeUntold()
  const sumUp = makeSums()
  const { load, facts, flows, flowFeeds } = emptyCluster
  return (cluster) => ({
    ...cluster,
    nodes: keepNodes(cluster.nodes, plainNode),
    services: keepServices(cluster.services, withoutUid),
    pods: untoldPods(cluster),
    sums: cluster.sums ?? sumUp(cluster),
    load,
    facts,
    flows,
    flowFeeds,
  })
}

/** Of thousands of Services the API's own marks are a tenth of all there is to send. */
const withoutUid = (service: Service): Service => ({ ...service, uid: '' })
