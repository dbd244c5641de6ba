/**
 * One scope as it goes out: its projection of each state, and what turns one that somebody has into
 * the newest, worked out once for all browsers that stand at the same place.
 */
import { type Cluster, emptyCluster } from '#model/cluster.ts'
import { type Delta, diff, isEmpty } from '#model/diff.ts'
import type { Projector } from '#model/project/index.ts'
import { makeScopeKey, type Scope } from '#model/scope.ts'
import { makeParcel } from './parcel.ts'
import type { Timing } from './timing.ts'

export interface State {
  readonly cluster: Cluster
  /** Counts the states of this channel, from 1. */
  readonly number: number
}

export interface Parcel {
  readonly to: State
  readonly delta: Delta | Uint8Array
}

export interface Channel {
  readonly scope: Scope
  readonly key: string
  publish(cluster: Cluster): void
  newest(): State | null
  /** From a state (null: from nothing) to a newer one, mostly the newest; null when there is nothing to say. */
  parcelFrom(cursor: Cluster | null): Parcel | Promise<Parcel> | null
  close(): void
}

/** A large first frame serves whoever comes within this time; what happened since follows as an ordinary frame. */
const wholeMs = 3_000
/** Where a cluster is so large that sums are rounded, what is about all of a node or all nodes is not sent four times a second. */
const roundedMs = 500
/** Pairs are many: they travel once a second there. */
const pairsMs = 1_000

/** `onState` is called when there is something new to send. */
export function makeChannel(scope: Scope, project: Projector, timing: Timing, onState: () => void): Channel {
  let newest: State | null = null
  let publishedAt = Number.NEGATIVE_INFINITY
  let held: { readonly cluster: Cluster; readonly cancel: () => void } | null = null
  let parcels = new Map<Cluster | null, Parcel | Promise<Parcel>>()
  let whole: { readonly at: number; readonly parcel: Promise<Parcel> } | null = null

  const take = (cluster: Cluster) => {
    publishedAt = timing.now()
    if (whole !== null && publishedAt - whole.at >= wholeMs) whole = null
    const projected = project(cluster)
    if (projected === newest?.cluster) return
    newest = { cluster: projected, number: (newest?.number ?? 0) + 1 }
    parcels = new Map()
    onState()
  }
  const hold = (cluster: Cluster, ms: number) => {
    held?.cancel()
    const cancel = timing.after(ms, () => {
      held = null
      take(cluster)
    })
    held = { cluster, cancel }
  }
  const make = (cursor: Cluster | null, to: State): Parcel | Promise<Parcel> => {
    const made = makeParcel(diff(cursor ?? emptyCluster, to.cluster))
    if (!(made instanceof Promise)) return { to, delta: made }
    const parcel = made.then((delta) => ({ to, delta }))
    if (cursor === null) whole = { at: timing.now(), parcel }
    return parcel
  }

  return {
    scope,
    key: makeScopeKey(scope),
    publish(cluster) {
      const ms = publishedAt + pauseOf(scope, cluster) - timing.now()
      if (ms > 0) hold(cluster, ms)
      else {
        held?.cancel()
        held = null
        take(cluster)
      }
    },
    newest: () => newest,
    parcelFrom(cursor) {
      if (newest === null || cursor === newest.cluster) return null
      if (cursor === null && whole !== null && timing.now() - whole.at < wholeMs) return whole.parcel
      const parcel = parcels.get(cursor) ?? make(cursor, newest)
      parcels.set(cursor, parcel)
      return cursor !== null && isNothing(parcel) ? null : parcel
    },
    close() {
      held?.cancel()
      held = null
    },
  }
}

function pauseOf({ is }: Scope, { sums }: Cluster): number {
  if (sums === null || sums.exact) return 0
  if (is === 'matrix') return pairsMs
  return is === 'overview' || is === 'node' ? roundedMs : 0
}

const isNothing = (parcel: Parcel | Promise<Parcel>): boolean =>
  !(parcel instanceof Promise) && !(parcel.delta instanceof Uint8Array) && isEmpty(parcel.delta)
