/**
 * A state in two: structure, which changes now and then and is remembered as long as there is room, and load,
 * which changes always and is remembered at falling resolution. `rejoin` puts them together again. What is
 * asked for only while somebody looks, connections and packets, is in neither.
 */
import { type Cluster, emptyCluster, type Node } from '../cluster.ts'
import type { NodeName } from '../ids.ts'
import { makeKeeper } from '../project/keep.ts'
import { makeSums } from '../sums/keep.ts'

/** A cluster with more rows than this over all its nodes is remembered by its sums: then a row's past rates are not known. */
export const mostRows = 50_000

/** Of more nodes than this no routes are remembered: a thousand nodes have a million of them, nearly all alike. */
export const mostNodesWithRoutes = 200

export interface Halves {
  readonly structure: Cluster
  readonly load: Cluster
}

/** One for a stream of states: parts that did not change stay the same objects. */
export function makeSplit(): (cluster: Cluster) => Halves {
  const keepFirm = makeKeeper<NodeName, Node, Node>(isFirmAlike)
  const keepBare = makeKeeper<NodeName, Node, Node>(isFirmAlike)
  const withoutRoutes = makeWithoutRoutes()
  const keepFill = makeKeeper<NodeName, Node, Node>((a, b) => a.conntrack === b.conntrack)
  const { flows, flowFeeds, packets, load, sums } = emptyCluster
  const structureOf = (cluster: Cluster): Pick<Cluster, 'nodes' | 'facts'> =>
    cluster.nodes.size <= mostNodesWithRoutes
      ? { nodes: keepFirm(cluster.nodes, firm), facts: cluster.facts }
      : { nodes: keepBare(cluster.nodes, bare), facts: withoutRoutes(cluster.facts) }
  return (cluster) => ({
    structure: { ...cluster, ...structureOf(cluster), flows, flowFeeds, packets, load, sums },
    load: {
      ...emptyCluster,
      at: cluster.at,
      nodes: keepFill(cluster.nodes, fill),
      ...(rowsOf(cluster) <= mostRows ? { load: cluster.load } : { sums: cluster.sums }),
    },
  })
}

/** A load belongs to a table: one of a node that has another table by then says nothing of it. */
export function rejoin({ structure, load }: { structure: Cluster; load: Cluster | null }): Cluster {
  if (load === null) return { ...structure, sums: null }
  const nodes = new Map(
    [...structure.nodes].map(([name, node]) => {
      const conntrack = load.nodes.get(name)?.conntrack ?? null
      return [name, conntrack === null ? node : { ...node, conntrack }]
    }),
  )
  const whole = { ...structure, at: Math.max(structure.at, load.at), nodes, load: load.load }
  return { ...whole, sums: load.sums ?? makeSums()(whole) }
}

const firm = (node: Node): Node => ({ ...node, conntrack: null })

const noRoutes = {
  is: 'unsupported',
  why: `Routes are not remembered of a cluster of more than ${mostNodesWithRoutes} nodes.`,
} as const

const bare = (node: Node): Node => ({
  ...firm(node),
  facts: node.facts.routes === undefined ? node.facts : { ...node.facts, routes: noRoutes },
})

/** The same map while the facts are. */
function makeWithoutRoutes(): (facts: Cluster['facts']) => Cluster['facts'] {
  let last: { readonly of: Cluster['facts']; readonly made: Cluster['facts'] } | null = null
  return (facts) => {
    if (last?.of !== facts)
      last = { of: facts, made: new Map([...facts].filter(([, { source }]) => source !== 'routes')) }
    return last.made
  }
}

function isFirmAlike(a: Node, b: Node): boolean {
  for (const part in a) if (part !== 'conntrack' && a[part as keyof Node] !== b[part as keyof Node]) return false
  return true
}

const fill = ({ name, conntrack }: Node): Node => ({
  name,
  kube: null,
  identity: null,
  table: { is: 'unknown' },
  want: null,
  addresses: [],
  facts: {},
  conntrack,
  rejected: { rows: 0, samples: [] },
  withoutCounters: null,
  conflicts: [],
})

function rowsOf({ load }: Cluster): number {
  let rows = 0
  for (const { active } of load.values()) rows += active.length
  return rows
}
