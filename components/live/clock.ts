'use client'
/**
 * Which moment the page shows. Live, past and kept are one product with three clocks: they differ in
 * the store everything below reads, and in nothing else. Views read a cluster and never ask.
 */
import { createContext, createElement, type ReactNode, use } from 'react'
import type { Snapshot } from '#model/snapshot/format.ts'
import { makeFixedStore } from './fixed-store.ts'
import { LiveProvider, useWho } from './hooks.ts'
import type { PastStore } from './past-store.ts'
import type { LiveStore } from './store.ts'

export type Clock =
  | { readonly is: 'live'; readonly store: LiveStore }
  /** `at` is the hub's wall clock of the moment, milliseconds. */
  | { readonly is: 'past'; readonly at: number; readonly store: PastStore }
  | { readonly is: 'kept'; readonly kept: Kept; readonly store: LiveStore }

/** A snapshot that was opened. */
export interface Kept {
  readonly snapshot: Snapshot
  /** A `link` is vouched for by the hub; a `file`, alone or within a `page`, may have been written by anybody. */
  readonly from: 'link' | 'file' | 'page'
}

export const makeLiveClock = (store: LiveStore): Clock => ({ is: 'live', store })
export const makePastClock = (at: number, store: PastStore): Clock => ({ is: 'past', at, store })
export const makeKeptClock = (kept: Kept): Clock => ({
  is: 'kept',
  kept,
  store: makeFixedStore(kept.snapshot.cluster, { is: 'kept', takenAt: kept.snapshot.takenAt }),
})

const ClockContext = createContext<Clock | null>(null)

/** Gives everything below one clock and its store. */
export function ClockProvider({ clock, children }: { clock: Clock; children: ReactNode }) {
  return createElement(ClockContext, { value: clock }, createElement(LiveProvider, { store: clock.store, children }))
}

/** For the frame, which says what is shown; null outside of any. */
export const useClock = (): Clock | null => use(ClockContext)

/** False while the hub has not said whom it takes this page for: nothing is asked of it before. */
export function useIsKnown(): boolean {
  const clock = useClock()
  const who = useWho()
  return clock?.is !== 'live' || who !== null
}
