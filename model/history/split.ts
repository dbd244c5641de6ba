/**
 * A state in two: structure, which changes now and then and is remembered as long as there is room, and load,
 * which changes always and is remembered at falling resolution. `rejoin` puts them together again. What is
 * asked for only while somebody looks, connections and packets, is in neither.
 */
import { type Cluster, emptyCluster, type Node } from '../cluster.ts'
import type { NodeName } from '../ids.ts'
import { countedRows } from '../load.ts'
import { makeKeeper } from '../project/keep.ts'
import { makeSums } from '../sums/keep.ts'

/** A cluster with more rows than this over all its nodes is remembered by its sums, however few of them carry anything: each state of them is held whole. */
const mostRows = 2_000_000

/** What a row with something to say costs in each frame of load, packed; and how many such frames are kept. */
const rowBytes = 16
const frames = 2_880 + 4_032

/** Where there is less room than for so many, it is time that becomes shorter. */
const leastRows = 5_000

/**
 * So many rows may carry something at once where load may take half of these bytes. With more, what each did is not
 * remembered: its sums by Service and node are.
 */
export const rowsWithin = (bytes: number): number => Math.max(leastRows, Math.floor(bytes / 2 / (rowBytes * frames)))

/** Below this share of as many as there may be rows are remembered again. */
const backShare = 0.8

export interface Halves {
  readonly structure: Cluster
  readonly load: Cluster
}

/** One for a stream of states: parts that did not change stay the same objects. `mostCarrying` as `rowsWithin` tells it. */
export function makeSplit(mostCarrying: number): (cluster: Cluster) => Halves {
  const keepFirm = makeKeeper<NodeName, Node, Node>(isFirmAlike)
  const keepFill = makeKeeper<NodeName, Node, Node>((a, b) => a.conntrack === b.conntrack)
  const { flows, flowFeeds, packets, load, sums } = emptyCluster
  let hasRows = true
  return (cluster) => {
    hasRows = areFew(cluster.load, hasRows ? mostCarrying : mostCarrying * backShare)
    return {
      structure: { ...cluster, nodes: keepFirm(cluster.nodes, firm), flows, flowFeeds, packets, load, sums },
      load: {
        ...emptyCluster,
        at: cluster.at,
        nodes: keepFill(cluster.nodes, fill),
        ...(hasRows ? { load: cluster.load } : { sums: cluster.sums }),
      },
    }
  }
}

function areFew(loads: Cluster['load'], mostCarrying: number): boolean {
  let [rows, carrying] = [0, 0]
  for (const load of loads.values()) rows += load.active.length
  if (rows > mostRows) return false
  for (const load of loads.values()) carrying += Math.max(countedRows(load), load.rates?.rows.length ?? 0)
  return carrying <= mostCarrying
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
