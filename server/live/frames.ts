/** What turns one cluster into the next, worked out once for all browsers that stand at the same place. */
import { type Cluster, emptyCluster } from '#model/cluster.ts'
import { type Delta, diff, isEmpty } from '#model/diff.ts'

export interface Frames {
  /** The newest cluster and its number, from 1. */
  newest(): { readonly cluster: Cluster; readonly number: number } | null
  publish(cluster: Cluster): void
  /** From a cluster (null: from nothing) to the newest; null when there is nothing to say. */
  deltaFrom(cursor: Cluster | null): Delta | null
}

export function makeFrames(): Frames {
  let newest: { readonly cluster: Cluster; readonly number: number } | null = null
  let deltas = new Map<Cluster | null, Delta>()

  return {
    newest: () => newest,
    publish: (cluster) => {
      newest = { cluster, number: (newest?.number ?? 0) + 1 }
      deltas = new Map()
    },
    deltaFrom: (cursor) => {
      if (newest === null || cursor === newest.cluster) return null
      const delta = deltas.get(cursor) ?? diff(cursor ?? emptyCluster, newest.cluster)
      deltas.set(cursor, delta)
      return cursor !== null && isEmpty(delta) ? null : delta
    },
  }
}
