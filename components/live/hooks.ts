'use client'
import {
  createContext,
  createElement,
  type ReactNode,
  use,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react'
import type { Cluster } from '#model/cluster.ts'
import { has, type Role } from '#model/principal.ts'
import type { Who } from '#model/protocol.ts'
import { makeScopeKey, overview, type Scope } from '#model/scope.ts'
import type { Feed } from './feed.ts'
import { type Ear, makePacedEar, makeTopologyEar } from './pace.ts'
import { type LiveStore, makeLiveStore } from './store.ts'
import { browserTimer } from './timer.ts'

interface Live {
  readonly store: LiveStore
  /** Shared by the many small things that read `useNewest`. */
  readonly newest: Ear
}

const makeLive = (store: LiveStore): Live => ({
  store,
  newest: makePacedEar({ cluster: store.newest, subscribe: store.subscribe }, browserTimer),
})

const LiveContext = createContext<Live>(makeLive(makeLiveStore(Date.now, browserTimer)))

/** Gives everything below the live data of one store. */
export function LiveProvider({ store, children }: { store: LiveStore; children: ReactNode }) {
  const live = useMemo(() => makeLive(store), [store])
  return createElement(LiveContext, { value: live }, children)
}

/** The store itself: for a canvas that listens directly. */
export const useStore = (): LiveStore => use(LiveContext).store

/** Looks at a scope and hears of it through an ear of its own. */
function useEar(scope: Scope, makeEar: (source: Ear) => Ear): Cluster {
  const store = useStore()
  const key = makeScopeKey(scope)
  // biome-ignore lint/correctness/useExhaustiveDependencies: equal scopes are one, whatever object says them.
  const ear = useMemo(
    () => makeEar({ cluster: () => store.cluster(scope), subscribe: store.subscribe }),
    [store, key, makeEar],
  )
  useLook(scope)
  return useSyncExternalStore(ear.subscribe, ear.cluster, ear.cluster)
}

/** Looks at a scope while mounted, without hearing of it; null for none. For what a canvas reads from the store. */
export function useLook(scope: Scope | null): void {
  const store = useStore()
  const key = scope && makeScopeKey(scope)
  // biome-ignore lint/correctness/useExhaustiveDependencies: equal scopes are one, whatever object says them.
  useEffect(() => (scope ? store.look(scope) : undefined), [store, key])
}

const paced = (source: Ear): Ear => makePacedEar(source, browserTimer)

/** The newest cluster of a scope, at most twice a second; the hub is asked for it while this is mounted. `at` is 0 before its first frame. */
export const useCluster = (scope: Scope = overview): Cluster => useEar(scope, paced)

/** As `useCluster`, but another object only when something other than load, feeds or time changed. */
export const useTopologyCluster = (scope: Scope = overview): Cluster => useEar(scope, makeTopologyEar)

/** The newest cluster of whatever is looked at, at most twice a second: for what every projection has, as name, API and health. */
export function useNewest(): Cluster {
  const { newest } = use(LiveContext)
  return useSyncExternalStore(newest.subscribe, newest.cluster, newest.cluster)
}

export function useFeed(): Feed {
  const store = useStore()
  return useSyncExternalStore(store.subscribe, store.feed, store.feed)
}

/** Whom the hub takes this page for; null while it has not said, and where no hub is asked. */
export function useWho(): Who | null {
  const store = useStore()
  return useSyncExternalStore(store.subscribe, store.who, store.who)
}

/** Whether something can be begun from this page, or why not: `kept` and `past` where it shows no present, `embed` within somebody's page. */
export type Actions = 'possible' | 'open' | 'role' | 'kept' | 'past' | 'embed'

/** `needs`: roles it takes, all of them. */
export function useActions(needs: readonly Role[] = walkRoles): Actions {
  const { is } = useFeed()
  const rights = useRights(needs)
  return is === 'kept' || is === 'past' ? is : rights
}

/** As `useActions`, of what is no less possible from a page that shows the past. */
export function useRights(needs: readonly Role[]): Exclude<Actions, 'kept' | 'past'> {
  const who = useWho()
  if (who?.login === 'embed') return 'embed'
  if (who === null || needs.every((role) => has(who, role))) return 'possible'
  return who.login === 'open' ? 'open' : 'role'
}

/** A walk sends a request and watches it. */
const walkRoles: readonly Role[] = ['probe', 'capture']

/** Whether time passes in what is shown; see `LiveStore.speed`. */
export function useIsPassing(): boolean {
  const store = useStore()
  return useSyncExternalStore(store.subscribe, () => store.speed() > 0)
}

/** The hub's clock, ticking once a second: for ages. */
export function useNow(): number {
  const store = useStore()
  const [now, setNow] = useState(store.now)
  useEffect(() => {
    setNow(store.now())
    const handle = setInterval(() => setNow(store.now()), 1000)
    return () => clearInterval(handle)
  }, [store])
  return now
}
