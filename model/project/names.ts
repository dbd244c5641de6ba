/** Nothing of the cluster but the names of its nodes: for what brings all else it needs with it. */
import { type Cluster, emptyCluster } from '../cluster.ts'
import type { Shared } from './shared.ts'

export function makeNamesProjection(shared: Shared): (cluster: Cluster) => Cluster {
  const { services, pods, virtualServers, tables, load, facts, flows, flowFeeds } = emptyCluster
  return (cluster) => ({
    ...cluster,
    nodes: shared.names(cluster.nodes),
    sums: null,
    services,
    pods,
    virtualServers,
    tables,
    load,
    facts,
    flows,
    flowFeeds,
  })
}
