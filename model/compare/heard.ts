/**
 * Of which nodes a side knows anything. A hub that has just begun has heard of nobody: what it hears first is no change,
 * and what it does not hear yet is not gone.
 */
import type { Cluster } from '../cluster.ts'
import type { NodeName } from '../ids.ts'
import type { KindName } from '../kube/index.ts'
import type { NodeSet } from './comparison.ts'
import type { NodeSets } from './node-sets.ts'

export const isTold = ({ api }: Cluster, kind: KindName): boolean => {
  const feed = api.get(kind)
  return feed?.is === 'live' || feed?.is === 'stale'
}

/** Its agent has said something, or was asked in vain: that it has none yet, or is waited for, says nothing of the node. */
export function isHeardOf({ feeds, nodes }: Cluster, name: NodeName): boolean {
  const feed = feeds.get(name)?.is
  return nodes.has(name) && feed !== undefined && feed !== 'waiting' && feed !== 'no-agent'
}

/** Whether it can be said that a node is, or is not, on a side: it is there, or Kubernetes told which are. */
export const isSettled = (cluster: Cluster, name: NodeName): boolean =>
  cluster.nodes.has(name) || isTold(cluster, 'nodes')

/** Nodes the other side heard of; null where there are none. */
export function compareHeard(
  a: Cluster,
  b: Cluster,
  names: readonly NodeName[],
  sets: NodeSets,
): { readonly a: NodeSet | null; readonly b: NodeSet | null } {
  const onlyIn = (there: Cluster, here: Cluster): NodeSet | null => {
    const found = names.filter(
      (name) => isHeardOf(there, name) && !isHeardOf(here, name) && (here.nodes.has(name) || !isSettled(here, name)),
    )
    return found.length === 0 ? null : sets.intern(found)
  }
  return { a: onlyIn(b, a), b: onlyIn(a, b) }
}
