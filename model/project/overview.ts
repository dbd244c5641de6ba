/** Everything's structure, and load as sums: no rows, no facts, no connections. */
import { type Cluster, emptyCluster, type Node } from '../cluster.ts'
import type { NodeName } from '../ids.ts'
import { makeSums } from '../sums/keep.ts'
import { makeKeeper } from './keep.ts'
import { plainNode } from './nodes.ts'
import { makeUntold } from './untold.ts'

export function makeOverview(): (cluster: Cluster) => Cluster {
  const keepNodes = makeKeeper<NodeName, Node, Node>()
  const untoldPods = makeUntold()
  const sumUp = makeSums()
  const { load, facts, flows, flowFeeds } = emptyCluster
  return (cluster) => ({
    ...cluster,
    nodes: keepNodes(cluster.nodes, plainNode),
    pods: untoldPods(cluster),
    sums: cluster.sums ?? sumUp(cluster),
    load,
    facts,
    flows,
    flowFeeds,
  })
}
