import type { Cluster } from '#model/cluster.ts'
import type { NodeName } from '#model/ids.ts'
import { findServicePort } from '#model/service-port.ts'
import type { WalkAsked } from '#model/walk/walk.ts'

/** The nodes a request may come by: that of who asks or is asked, and those with endpoints, which may be chosen. */
export function nodesConcerned(
  { source, target, port }: WalkAsked,
  cluster: Pick<Cluster, 'services' | 'pods' | 'nodes'>,
): NodeName[] {
  const first = source.is === 'node' ? source.node : source.is === 'pod' ? cluster.pods.get(source.pod)?.node : null
  const endpoints = findServicePort(cluster, port)?.service.endpoints ?? []
  const all = [first, target.node, ...endpoints.filter(({ ready }) => ready).map(({ node }) => node)]
  return [...new Set(all.filter((node) => node !== null && node !== undefined))]
}
