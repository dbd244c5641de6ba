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
import { type Cluster, emptyCluster } from '#model/cluster.ts'
import type { Feed } from './feed.ts'
import { browserTimer, type Ear, makePacedEar, makeTopologyEar } from './pace.ts'
import { type LiveStore, makeFixedStore } from './store.ts'

interface Live {
  readonly store: LiveStore
  readonly paced: Ear
  readonly topology: Ear
}

const makeLive = (store: LiveStore): Live => ({
  store,
  paced: makePacedEar(store, browserTimer),
  topology: makeTopologyEar(store),
})

const LiveContext = createContext<Live>(makeLive(makeFixedStore(emptyCluster, { is: 'connecting' })))

/** Gives everything below the live data of one store. */
export function LiveProvider({ store, children }: { store: LiveStore; children: ReactNode }) {
  const live = useMemo(() => makeLive(store), [store])
  return createElement(LiveContext, { value: live }, children)
}

/** The store itself: for a canvas that listens directly. */
export const useStore = (): LiveStore => use(LiveContext).store

const nothing = () => emptyCluster
const connecting: Feed = { is: 'connecting' }

/** The newest cluster, at most twice a second. */
export function useCluster(): Cluster {
  const { paced } = use(LiveContext)
  return useSyncExternalStore(paced.subscribe, paced.cluster, nothing)
}

/** The newest cluster, but another object only when something other than load, feeds or time changed. */
export function useTopologyCluster(): Cluster {
  const { topology } = use(LiveContext)
  return useSyncExternalStore(topology.subscribe, topology.cluster, nothing)
}

export function useFeed(): Feed {
  const store = useStore()
  return useSyncExternalStore(store.subscribe, store.feed, () => connecting)
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
