/** Where Pods are and where the next one goes: the scheduler and the address plan in one. */
import type { NodeSketch, WorkloadSketch } from '../scenarios/sketch.ts'
import { makeBlockPool } from './addresses.ts'
import type { PodLife } from './objects.ts'

export interface Placement {
  /** On the node with the fewest Pods of this workload, then of all; null when the cluster is full. */
  place(workload: WorkloadSketch): { readonly node: NodeSketch; readonly address: string } | null
  /** Takes an address somebody chose. */
  settle(node: string, address: string): NodeSketch
  /** The Pod is there, or another than before. */
  put(pod: PodLife): void
  remove(pod: PodLife): void
  /** Its address may be used again. */
  free(pod: PodLife): void
  podsOn(node: string): readonly PodLife[]
}

export function makePlacement(nodes: readonly NodeSketch[]): Placement {
  const pools = new Map(nodes.map(({ name, podBlock }) => [name, makeBlockPool(podBlock)]))
  const byName = new Map(nodes.map((node) => [node.name, node]))
  const pods = new Map<string, Map<string, PodLife>>(nodes.map(({ name }) => [name, new Map()]))
  const podsOn = (node: string) => [...pods.get(node)!.values()]

  const countOf = (workload: WorkloadSketch, node: string): number =>
    podsOn(node).filter(
      (pod) => pod.workload === workload.name && pod.namespace === workload.namespace && pod.phase !== 'ending',
    ).length

  return {
    podsOn,
    place(workload) {
      const [best] = nodes
        .filter((node) => (workload.on ? workload.on.includes(node.name) : !node.controlPlane))
        .map((node) => ({ node, own: countOf(workload, node.name), all: pods.get(node.name)!.size }))
        .sort((a, b) => a.own - b.own || a.all - b.all)
      const address = best && pools.get(best.node.name)!.take()
      return address ? { node: best.node, address } : null
    },
    settle(node, address) {
      pools.get(node)!.reserve(address)
      return byName.get(node)!
    },
    put: (pod) => void pods.get(pod.node.name)!.set(pod.uid, pod),
    remove: (pod) => void pods.get(pod.node.name)!.delete(pod.uid),
    free: (pod) => pools.get(pod.node.name)!.free(pod.address),
  }
}
