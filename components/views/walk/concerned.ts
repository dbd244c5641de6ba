import type { Cluster } from '#model/cluster.ts'
import type { NodeName, PodId } from '#model/ids.ts'
import { findServicePort } from '#model/service-port.ts'
import type { WalkAsked } from '#model/walk/walk.ts'

/** The nodes a request may come by: that of who asks or is asked, and those with endpoints, which may be chosen. */
export function nodesConcerned(
  { source, target, port }: WalkAsked,
  cluster: Pick<Cluster, 'services' | 'pods' | 'nodes'>,
): NodeName[] {
  const first = source.is === 'node' ? source.node : source.is === 'pod' ? nodeOfPod(cluster, source.pod) : null
  const endpoints = findServicePort(cluster, port)?.service.endpoints ?? []
  const all = [first, target.node, ...endpoints.filter(({ ready }) => ready).map(({ node }) => node)]
  return [...new Set(all.filter((node) => node !== null && node !== undefined))]
}

const endpointsOf = ({ services }: Pick<Cluster, 'services'>) =>
  [...services.values()].flatMap(({ endpoints }) => endpoints)

const nodeOfPod = (cluster: Pick<Cluster, 'services' | 'pods'>, pod: PodId): NodeName | null =>
  cluster.pods.get(pod)?.node ?? endpointsOf(cluster).find((endpoint) => endpoint.pod === pod)?.node ?? null

/** Pods that are known by name here: those with endpoints, and some more. */
export const podNames = (cluster: Pick<Cluster, 'services' | 'pods'>): PodId[] =>
  [...new Set([...endpointsOf(cluster).map(({ pod }) => pod), ...cluster.pods.keys()])]
    .filter((pod) => pod !== null)
    .sort()
