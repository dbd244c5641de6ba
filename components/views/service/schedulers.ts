/** Which scheduler the kernels really use for a Service, and on how many nodes each. */
import { type Cluster, type Service, tableHashOf } from '#model/cluster.ts'
import { isHeard, tableIndexOf } from '#model/table-index.ts'
import { keysOn, placesOf } from './places.ts'

/** Commonest first. Of nodes that answer; empty when none has the Service. */
export function schedulersSeen(cluster: Cluster, service: Service): readonly { name: string; nodes: number }[] {
  const places = placesOf(service)
  const nodes = new Map<string, number>()
  for (const node of cluster.nodes.values()) {
    if (!isHeard(cluster.feeds.get(node.name))) continue
    const { positions, servers } = tableIndexOf(cluster, tableHashOf(node))
    const here = new Set<string>()
    for (const place of places) {
      for (const key of keysOn(place, node)) {
        const position = positions.get(key)
        if (position !== undefined) here.add(servers[position]!.scheduler)
      }
    }
    for (const name of here) nodes.set(name, (nodes.get(name) ?? 0) + 1)
  }
  return [...nodes]
    .map(([name, count]) => ({ name, nodes: count }))
    .sort((a, b) => b.nodes - a.nodes || (a.name < b.name ? -1 : 1))
}
