/** The list of nodes: whether each is heard, how large and how busy its table is, and whether it is right. */
import { type Cluster, type Node, type NodeFeed, tableHashOf } from '#model/cluster.ts'
import { type Rate, unknownRate } from '#model/load.ts'
import { countSeverities, type Severity, standingOf } from '#model/standing.ts'
import { isHeard, tableIndexOf } from '#model/table-index.ts'

export interface NodeRow {
  readonly node: Node
  readonly feed: NodeFeed
  readonly isHeard: boolean
  /** When the newest reading of its table arrived, the hub's clock; null when there is none. */
  readonly readAt: number | null
  /** Null when its table is not known. */
  readonly servers: number | null
  readonly reals: number | null
  /** Of the present only: NaN for a node that is not heard. */
  readonly rate: Rate
  readonly active: number
  readonly inactive: number
  /** Null when it cannot be compared. */
  readonly differs: Readonly<Record<Severity, number>> | null
}

const sum = (column: Uint32Array | undefined): number => column?.reduce((all, value) => all + value, 0) ?? NaN

/** In the order of names, numbers in them by value. */
export function makeNodeRows(cluster: Cluster): readonly NodeRow[] {
  const { differences } = standingOf(cluster)
  const collator = new Intl.Collator('en', { numeric: true })
  return [...cluster.nodes.values()]
    .sort((a, b) => collator.compare(a.name, b.name))
    .map((node) => {
      const feed = cluster.feeds.get(node.name) ?? { is: 'no-agent' as const }
      const heard = isHeard(feed)
      const load = cluster.load.get(node.name)
      const index = node.table.is === 'read' ? tableIndexOf(cluster, tableHashOf(node)) : null
      const isComparable = heard && node.table.is === 'read' && node.want !== null
      return {
        node,
        feed,
        isHeard: heard,
        readAt: load?.at ?? null,
        servers: index?.servers.length ?? null,
        reals: index?.offsets[index.servers.length] ?? null,
        rate: (heard && load?.nodeRate) || unknownRate,
        active: heard ? sum(load?.active) : NaN,
        inactive: heard ? sum(load?.inactive) : NaN,
        differs: isComparable ? countSeverities(differences.filter((each) => each.node === node.name)) : null,
      }
    })
}
