/** The list of nodes: whether each is heard, how large and how busy its table is, and whether it is right. */
import { type Cluster, type Node, type NodeFeed, tableHashOf } from '#model/cluster.ts'
import { compareNames } from '#model/compare-names.ts'
import type { NodeName } from '#model/ids.ts'
import { countSeverities, type Difference, type Severity, standingOf } from '#model/standing.ts'
import { sumsOf } from '#model/sums/of.ts'
import { isHeard, tableIndexOf } from '#model/table-index.ts'

export interface NodeRow {
  readonly node: Node
  readonly feed: NodeFeed
  readonly isHeard: boolean
  /** Since when its agent does not answer, the hub's clock; null while it does, and when it never has. */
  readonly silentSince: number | null
  /** Null when its table is not known. */
  readonly servers: number | null
  readonly reals: number | null
  /** New connections and packets towards Pods, per second. Of the present only: NaN for a node that is not heard. */
  readonly rate: number
  readonly packets: number
  readonly active: number
  readonly inactive: number
  /** Null when it cannot be compared. */
  readonly differs: Readonly<Record<Severity, number>> | null
}

const inOrder = new WeakMap<Cluster['nodes'], readonly Node[]>()

/** In the order of names, numbers in them by value. */
function sortNodes(nodes: Cluster['nodes']): readonly Node[] {
  const known = inOrder.get(nodes)
  if (known !== undefined) return known
  const made = [...nodes.values()].sort((a, b) => compareNames(a.name, b.name))
  inOrder.set(nodes, made)
  return made
}

function byNode(differences: readonly Difference[]): ReadonlyMap<NodeName, readonly Difference[]> {
  const found = new Map<NodeName, Difference[]>()
  for (const each of differences) {
    const known = found.get(each.node)
    if (known) known.push(each)
    else found.set(each.node, [each])
  }
  return found
}

/** In the order of names. */
export function makeNodeRows(cluster: Cluster): readonly NodeRow[] {
  const differences = byNode(standingOf(cluster).differences)
  const { nodes: flows } = sumsOf(cluster)
  return sortNodes(cluster.nodes).map((node) => {
    const feed = cluster.feeds.get(node.name) ?? { is: 'no-agent' as const }
    const heard = isHeard(feed)
    const flow = heard ? flows.get(node.name) : undefined
    const isRated = flow !== undefined && (flow.rated > 0 || flow.unrated === 0)
    const index = node.table.is === 'read' ? tableIndexOf(cluster, tableHashOf(node)) : null
    const isComparable = heard && node.table.is === 'read' && node.want !== null
    return {
      node,
      feed,
      isHeard: heard,
      silentSince: 'since' in feed ? feed.since : null,
      servers: index?.servers.length ?? null,
      reals: index?.offsets[index.servers.length] ?? null,
      rate: isRated ? flow.connections : NaN,
      packets: isRated ? flow.packets : NaN,
      active: flow?.active ?? NaN,
      inactive: flow?.inactive ?? NaN,
      differs: isComparable ? countSeverities(differences.get(node.name) ?? []) : null,
    }
  })
}
