/**
 * What the browser knows: a cluster for each scope it looks at, how fresh it is, and who wants to
 * hear of changes. The connection writes, everybody else reads. Knows no socket and no React.
 */
import { type Cluster, emptyCluster } from '#model/cluster.ts'
import { apply, diff } from '#model/diff.ts'
import type { Frame, Who } from '#model/protocol.ts'
import { makeScopeKey, mostScopes, parseScopes, type Scope } from '#model/scope.ts'
import { type Feed, speedOf } from './feed.ts'
import type { Timer } from './timer.ts'

export interface LiveStore {
  /** What is known of a scope; `emptyCluster` until its first frame. */
  cluster(scope: Scope): Cluster
  /** The newest cluster of any scope: for what is in all of them alike, as name, API and health. */
  newest(): Cluster
  feed(): Feed
  /** Whom the hub takes this page for; null while it has not said. */
  who(): Who | null
  /** The hub's wall clock now, milliseconds: ages are `now() - since`, whatever this machine's clock says. */
  now(): number
  /** Seconds that pass here in one of whoever looks: 1 live, 0 where time stands, more where it is played. */
  speed(): number
  /** Called after every change of a cluster or the feed, never during one. Returns its undo. */
  subscribe(listener: () => void): () => void
  /** Wants news of a scope until the returned function is called; counted, so anybody may ask. */
  look(scope: Scope): () => void
}

export interface WritableStore extends LiveStore {
  /** False when the frame does not follow what is here: say hello again. */
  accept(frame: Frame): boolean
  /** Only frames of this epoch are accepted, and the first of each scope must be from nothing. */
  begin(epoch: string, who?: Who | null): void
  setFeed(feed: Feed): void
  /** Scopes to ask the hub for: those looked at, then those left a moment ago; at most `mostScopes`. */
  wanted(): readonly Scope[]
  /** The hub was asked for exactly these: what else is here is forgotten. */
  told(scopes: readonly Scope[]): void
  /** Called when `wanted` may have changed. Returns its undo. */
  subscribeWanted(listener: () => void): () => void
}

/** Somebody who goes to a page and comes back finds it as it was: a scope is kept this long after it was left, milliseconds. */
export const keptMs = 10_000

interface Entry {
  readonly scope: Scope
  cluster: Cluster
  /** `to` of its last frame; null before the first of a stream. */
  cursor: number | null
  lookers: number
  /** Later is larger; of scopes just left the last one is kept longest. */
  leftAs: number
  forget: (() => void) | null
}

/** `wallMs` is this machine's clock. */
export function makeLiveStore(wallMs: () => number, timer: Timer): WritableStore {
  const entries = new Map<string, Entry>()
  let newest = emptyCluster
  /** Another hub's clock may be behind: its first frame is the newest whatever it says. */
  let newestAt = -Infinity
  let feed: Feed = { is: 'connecting' }
  let who: Who | null = null
  let epoch: string | null = null
  /** Hub clock minus ours: the largest seen is the one with the least travel time in it. */
  let ahead: number | null = null
  let departures = 0
  const listeners = makeListeners()
  const wantedListeners = makeListeners()

  const entryOf = (scope: Scope): Entry => {
    const key = makeScopeKey(scope)
    const known = entries.get(key)
    if (known) return known
    const made: Entry = { scope, cluster: emptyCluster, cursor: null, lookers: 0, leftAs: 0, forget: null }
    entries.set(key, made)
    return made
  }
  const leave = (entry: Entry) => {
    entry.lookers -= 1
    if (entry.lookers > 0) return
    entry.leftAs = ++departures
    entry.forget = timer.after(keptMs, () => {
      entry.forget = null
      wantedListeners.tell()
    })
  }

  return {
    cluster: (scope) => entries.get(makeScopeKey(scope))?.cluster ?? emptyCluster,
    newest: () => newest,
    feed: () => feed,
    who: () => who,
    now: () => wallMs() + (ahead ?? 0),
    speed: () => speedOf(feed),
    subscribe: listeners.add,
    subscribeWanted: wantedListeners.add,
    look(scope) {
      // Out of an address anybody may have written: the hub would let go of a page that asks for this.
      if (parseScopes([scope]) === null) return () => undefined
      const entry = entryOf(scope)
      entry.forget?.()
      entry.forget = null
      entry.lookers += 1
      wantedListeners.tell()
      let isOver = false
      return () => {
        if (!isOver) leave(entry)
        isOver = true
      }
    },
    wanted: () =>
      [...entries.values()]
        .filter(({ lookers, forget }) => lookers > 0 || forget !== null)
        .sort((a, b) => Number(b.lookers > 0) - Number(a.lookers > 0) || (a.lookers > 0 ? 0 : b.leftAs - a.leftAs))
        .slice(0, mostScopes)
        .map(({ scope }) => scope),
    told(scopes) {
      const kept = new Set(scopes.map(makeScopeKey))
      for (const [key, { lookers, forget }] of entries) {
        if (kept.has(key) || lookers > 0) continue
        forget?.()
        entries.delete(key)
      }
    },
    begin(next, now = null) {
      epoch = next
      who = now
      ahead = null
      newestAt = -Infinity
      for (const entry of entries.values()) entry.cursor = null
      if (newest === emptyCluster) feed = { is: 'waiting' }
      listeners.tell()
    },
    accept(frame) {
      if (frame.epoch !== epoch) return false
      const entry = entries.get(frame.scope)
      // On its way while this page looked away from it.
      if (entry === undefined || (entry.cursor === null && frame.from !== 0)) return true
      if (frame.from !== 0 && frame.from !== entry.cursor) return false
      entry.cluster =
        frame.from === 0 ? renew(entry.cluster, apply(emptyCluster, frame.delta)) : apply(entry.cluster, frame.delta)
      entry.cursor = frame.to
      if (entry.cluster.at >= newestAt) newest = entry.cluster
      newestAt = newest.at
      ahead = Math.max(ahead ?? -Infinity, entry.cluster.at - wallMs())
      feed = { is: 'live', at: newest.at }
      listeners.tell()
      return true
    },
    setFeed(next) {
      feed = next
      listeners.tell()
    },
  }
}

function makeListeners() {
  const all = new Set<() => void>()
  return {
    add(listener: () => void): () => void {
      all.add(listener)
      return () => all.delete(listener)
    },
    tell() {
      for (const listener of [...all]) listener()
    },
  }
}

/** A snapshot over what is already here: parts that are the same stay the same objects, so nothing on screen jumps. */
const renew = (before: Cluster, fresh: Cluster): Cluster =>
  before === emptyCluster ? fresh : apply(before, diff(before, fresh))
