/** Which nodes are asked for whom: all of a small cluster, the busiest of a large one. */
import type { Cluster, Node, Service } from '#model/cluster.ts'
import { type FlowLook, makeLookKey, servicesOfLook, virtualTargetsOf } from '#model/flow-filter.ts'
import { makeVirtualServerKey, type NodeName } from '#model/ids.ts'
import { podsByAddress } from '#model/pods.ts'
import { isHeard, tableIndexOf } from '#model/table-index.ts'

/** By filter (`makeLookKey`), the busiest first. */
export type Chosen = ReadonlyMap<string, readonly NodeName[]>

/**
 * A filter that names a node gets that node, heard or not. The others share `most` nodes; when these are not
 * enough, each filter in turn gets the next of its own busiest.
 */
export function chooseNodes(filters: readonly FlowLook[], cluster: Cluster, most: number): Chosen {
  const chosen = new Map<string, NodeName[]>()
  const rankings: { readonly mine: NodeName[]; readonly ranked: readonly NodeName[] }[] = []
  for (const filter of filters) {
    const mine: NodeName[] = []
    chosen.set(makeLookKey(filter), mine)
    const named = [...cluster.nodes.keys()].filter((name) => name === filter.node)
    if (filter.node !== '') mine.push(...named)
    else rankings.push({ mine, ranked: rankNodes(filter, cluster) })
  }
  const taken = new Set<NodeName>()
  const longest = Math.max(0, ...rankings.map(({ ranked }) => ranked.length))
  for (let rank = 0; rank < longest; rank++) {
    for (const { mine, ranked } of rankings) {
      const node = ranked[rank]
      if (node === undefined || (taken.size >= most && !taken.has(node))) continue
      taken.add(node)
      mine.push(node)
    }
  }
  return chosen
}

/** Nodes that answer and have a table, those first that likely hold what fits. */
function rankNodes(filter: FlowLook, cluster: Cluster): NodeName[] {
  const services = servicesOfLook(cluster, filter)
  const home = homeOf(filter.client, cluster)
  const candidates = [...cluster.nodes.values()].filter(
    (node) => isHeard(cluster.feeds.get(node.name)) && node.table.is === 'read',
  )
  return candidates
    .map((node) => ({
      name: node.name,
      isHome: node.name === home,
      held: services === null ? 0 : heldOf(services, node, cluster),
      rate: rateOf(node, cluster),
    }))
    .sort(
      (a, b) => Number(b.isHome) - Number(a.isHome) || b.held - a.held || b.rate - a.rate || (a.name < b.name ? -1 : 1),
    )
    .map(({ name }) => name)
}

/** A Pod's requests are translated on its own node. */
function homeOf(client: string, cluster: Cluster): NodeName | null {
  const pod = client === '' ? undefined : podsByAddress(cluster).get(client)
  return (pod && cluster.pods.get(pod)?.node) ?? null
}

/** Connections the node holds to these Services. */
function heldOf(services: readonly Service[], node: Node, cluster: Cluster): number {
  const load = cluster.load.get(node.name)
  if (load === undefined || node.table.is !== 'read' || load.table !== node.table.hash) return 0
  const { positions, offsets } = tableIndexOf(cluster, load.table)
  let held = 0
  for (const { protocol, address, port } of virtualTargetsOf(services, node)) {
    const position = positions.get(makeVirtualServerKey(protocol, address, port))
    if (position === undefined) continue
    for (let row = offsets[position]!; row < offsets[position + 1]!; row++)
      held += load.active[row]! + load.inactive[row]!
  }
  return held
}

const rateOf = (node: Node, cluster: Cluster): number => {
  const rate = cluster.load.get(node.name)?.nodeRate?.connections ?? Number.NaN
  return Number.isNaN(rate) ? -1 : rate
}
