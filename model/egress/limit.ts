/** The one way out: what somebody may see of a cluster, before it becomes a frame, an answer, a search, a file or a snapshot. */
import type { Cluster } from '../cluster.ts'
import { emptyCluster } from '../cluster.ts'
import type { Principal } from '../principal.ts'

/** The cluster itself for who may see everything. */
export function limitCluster(cluster: Cluster, { namespaces }: Pick<Principal, 'namespaces'>): Cluster {
  if (namespaces === null) return cluster
  const { at, name, demo, pollMs } = cluster
  return { ...emptyCluster, at, name, demo, pollMs }
}
