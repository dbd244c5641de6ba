import type { Cluster } from '../cluster.ts'
import type { Sums } from '../sums.ts'
import { sumLoads } from './add.ts'

const known = new WeakMap<Cluster, Sums>()

/** The sums a cluster comes with, or those of the rows it has: worked out once per cluster. */
export function sumsOf(cluster: Cluster): Sums {
  if (cluster.sums !== null) return cluster.sums
  const made = known.get(cluster) ?? sumLoads(cluster)
  known.set(cluster, made)
  return made
}
