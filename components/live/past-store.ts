/**
 * Moments that are past, as a store. One store for all of them: from one moment to the next, parts that are the same
 * stay the same objects, so that nothing on screen jumps. What was fetched is kept for a while.
 */
import { type Cluster, emptyCluster } from '#model/cluster.ts'
import { apply, diff } from '#model/diff.ts'
import { makeProjector, type Projector } from '#model/project/index.ts'
import { makeScopeKey, type Scope } from '#model/scope.ts'
import type { Feed } from './feed.ts'
import type { LiveStore } from './store.ts'

/** `none`: nothing is remembered of that time. `silent`: the hub did not answer, or not with what can be read. */
export type MomentTrouble = 'none' | 'silent'
export type Moment =
  | { readonly is: 'moment'; readonly cluster: Cluster }
  | { readonly is: 'trouble'; readonly why: MomentTrouble }

export interface PastStore extends LiveStore {
  /** Goes to a moment, the hub's wall clock, milliseconds. While it is fetched the one before stays. */
  show(at: number): void
  /** Nobody looks at the past any more: the next moment does not begin with this one. */
  leave(): void
  /** Time goes on at this speed, as `speed` tells it; 0 while nobody plays. */
  play(speed: number): void
  /** Has a moment at hand before it is shown. */
  expect(at: number): void
  /** Whether the moment asked for is not shown yet. */
  isFetching(): boolean
  /** Why the moment asked for is not shown; null where it is, or is fetched. */
  trouble(): MomentTrouble | null
}

/** Moments that are kept; the last used longest. */
const mostKept = 40
const mostScopes = 24
/** Fetched at once: what is shown, and what comes next. */
const mostFetches = 3

/** `live` is the same hub's present, which knows who looks. */
export function makePastStore(
  fetchMoment: (at: number) => Promise<Moment>,
  live: Pick<LiveStore, 'who' | 'subscribe'>,
): PastStore {
  const kept = new Map<number, Cluster>()
  const away = new Set<number>()
  const projected = new Map<string, { readonly project: Projector; of: Cluster; made: Cluster }>()
  const listeners = new Set<() => void>()
  let wanted: number | null = null
  let next: number | null = null
  let shown = emptyCluster
  let feed: Feed = { is: 'connecting' }
  let why: MomentTrouble | null = null
  let who = live.who()
  let speed = 0

  const tell = () => {
    for (const listener of [...listeners]) listener()
  }
  const keep = (at: number, cluster: Cluster) => {
    kept.delete(at)
    kept.set(at, cluster)
    if (kept.size > mostKept) kept.delete(kept.keys().next().value!)
  }
  const put = (at: number, cluster: Cluster) => {
    keep(at, cluster)
    shown = shown === emptyCluster ? cluster : apply(shown, diff(shown, cluster))
    feed = { is: 'past', at: cluster.at }
    why = null
  }
  const fetch = (at: number) => {
    if (kept.has(at) || away.has(at)) return
    if (away.size >= mostFetches) {
      next = at
      return
    }
    away.add(at)
    void fetchMoment(at)
      .catch((): Moment => ({ is: 'trouble', why: 'silent' }))
      .then((moment) => {
        away.delete(at)
        if (moment.is === 'moment') keep(at, moment.cluster)
        if (wanted === at && moment.is === 'moment') put(at, moment.cluster)
        if (wanted === at && moment.is === 'trouble') why = moment.why
        const after = next
        next = null
        if (after !== null) fetch(after)
        tell()
      })
  }

  live.subscribe(() => {
    if (live.who() === who) return
    who = live.who()
    tell()
  })
  return {
    cluster(scope: Scope) {
      if (shown === emptyCluster) return emptyCluster
      const key = makeScopeKey(scope)
      const known = projected.get(key) ?? { project: makeProjector(scope), of: emptyCluster, made: emptyCluster }
      if (known.of !== shown) {
        known.of = shown
        known.made = known.project(shown)
      }
      projected.delete(key)
      projected.set(key, known)
      if (projected.size > mostScopes) projected.delete(projected.keys().next().value!)
      return known.made
    },
    newest: () => shown,
    feed: () => feed,
    who: () => who,
    now: () => (shown === emptyCluster ? (wanted ?? 0) : shown.at),
    speed: () => speed,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    look: () => () => undefined,
    show(at) {
      if (at === wanted) return
      wanted = at
      why = null
      const known = kept.get(at)
      if (known !== undefined) put(at, known)
      else fetch(at)
      tell()
    },
    leave() {
      if (wanted === null) return
      wanted = null
      why = null
      shown = emptyCluster
      feed = { is: 'connecting' }
      tell()
    },
    play(next) {
      if (next === speed) return
      speed = next
      tell()
    },
    expect: fetch,
    isFetching: () => wanted !== null && why === null && !isShown(),
    trouble: () => why,
  }

  function isShown(): boolean {
    return wanted !== null && kept.has(wanted) && feed.is === 'past'
  }
}
