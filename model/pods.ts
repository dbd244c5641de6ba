import type { Cluster } from './cluster.ts'
import type { PodId } from './ids.ts'

const indexes = new WeakMap<Cluster['pods'], ReadonlyMap<string, PodId>>()

/** Pods by address, worked out once per set of Pods. Those on the host's network share the node's address and are left out. */
export function podsByAddress({ pods }: Pick<Cluster, 'pods'>): ReadonlyMap<string, PodId> {
  const known = indexes.get(pods)
  if (known !== undefined) return known
  const index = new Map<string, PodId>()
  for (const pod of pods.values()) {
    if (!pod.hostNetwork) for (const address of pod.addresses) index.set(address, pod.id)
  }
  indexes.set(pods, index)
  return index
}
