import type { Cluster } from '../cluster.ts'
import type { PodId } from '../ids.ts'
import type { KubePod } from '../kube/pod.ts'
import type { PartChange, PodBrief } from './comparison.ts'
import { comparePairs } from './pairs.ts'

/** Pods that are others, but for those that are an endpoint of a Service on either side. */
export function comparePods(a: Cluster, b: Cluster): PartChange<PodBrief>[] {
  if (a.pods === b.pods) return []
  const [before, after] = [new Map<string, PodBrief>(), new Map<string, PodBrief>()]
  for (const [id, pod] of a.pods) if (b.pods.get(id) !== pod) before.set(id, brief(pod))
  for (const [id, pod] of b.pods) if (a.pods.get(id) !== pod) after.set(id, brief(pod))
  const found = comparePairs(before, after)
  if (found.length === 0) return []
  const told = new Set<PodId | null>(
    [a, b].flatMap(({ services }) =>
      [...services.values()].flatMap(({ endpoints }) => endpoints.map(({ pod }) => pod)),
    ),
  )
  return found.filter(({ key }) => !told.has(key as PodId))
}

const brief = ({ node, phase, ready, terminating, addresses }: KubePod): PodBrief => ({
  node,
  phase,
  ready,
  terminating,
  addresses,
})
