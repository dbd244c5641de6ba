/**
 * What the browser knows: one cluster, how fresh it is, and who wants to hear of changes. The
 * connection writes, everybody else reads. Knows no socket and no React.
 */

import { type Cluster, emptyCluster } from '#model/cluster.ts'
import { apply, diff } from '#model/diff.ts'
import type { Frame } from '#model/protocol.ts'
import type { Feed } from './feed.ts'

export interface LiveStore {
  cluster(): Cluster
  feed(): Feed
  /** The hub's wall clock now, milliseconds: ages are `now() - since`, whatever this machine's clock says. */
  now(): number
  /** Called after every change of cluster or feed, never during one. Returns its undo. */
  subscribe(listener: () => void): () => void
}

export interface WritableStore extends LiveStore {
  /** False when the frame does not follow what is here: say hello again. */
  accept(frame: Frame): boolean
  /** Only frames of this epoch are accepted, and the first must be from nothing. */
  begin(epoch: string): void
  setFeed(feed: Feed): void
}

/** `wallMs` is this machine's clock. */
export function makeLiveStore(wallMs: () => number): WritableStore {
  let cluster = emptyCluster
  let feed: Feed = { is: 'connecting' }
  let cursor: { epoch: string; at: number } | null = null
  /** Hub clock minus ours: the largest seen is the one with the least travel time in it. */
  let ahead: number | null = null
  const listeners = new Set<() => void>()
  const tell = () => {
    for (const listener of [...listeners]) listener()
  }
  const now = () => wallMs() + (ahead ?? 0)

  return {
    cluster: () => cluster,
    feed: () => feed,
    now,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    begin(epoch) {
      cursor = { epoch, at: 0 }
      ahead = null
      if (cluster === emptyCluster) feed = { is: 'waiting' }
      tell()
    },
    accept(frame) {
      if (cursor === null || frame.epoch !== cursor.epoch || frame.from !== cursor.at) return false
      cluster = frame.from === 0 ? renew(cluster, apply(emptyCluster, frame.delta)) : apply(cluster, frame.delta)
      cursor = { epoch: cursor.epoch, at: frame.to }
      ahead = Math.max(ahead ?? -Infinity, cluster.at - wallMs())
      feed = { is: 'live', at: cluster.at }
      tell()
      return true
    },
    setFeed(next) {
      feed = next
      tell()
    },
  }
}

/** A snapshot over what is already here: parts that are the same stay the same objects, so nothing on screen jumps. */
const renew = (before: Cluster, fresh: Cluster): Cluster =>
  before === emptyCluster ? fresh : apply(before, diff(before, fresh))

/** A cluster that stands still: gallery, tests, snapshots. Its clock stands with it. */
export function makeFixedStore(cluster: Cluster, feed: Feed = { is: 'live', at: cluster.at }): LiveStore {
  return { cluster: () => cluster, feed: () => feed, now: () => cluster.at, subscribe: () => () => undefined }
}
