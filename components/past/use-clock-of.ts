'use client'
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { type Clock, makeLiveClock, makePastClock } from '#components/live/clock.ts'
import { makePastStore } from '#components/live/past-store.ts'
import type { LiveStore } from '#components/live/store.ts'
import { useAddress } from '#components/url/browser.ts'
import { fetchMoment } from './fetch-moment.ts'
import { momentOf } from './moment.ts'

/** Live, or the moment in the address, which the hub is asked for once it knows who looks. What is live stays until the first moment is there: nothing goes blank in between. */
export function useClockOf(live: LiveStore): Clock {
  const at = momentOf(useAddress())
  const [past] = useState(() => makePastStore(fetchMoment, live))
  const isKnown = useSyncExternalStore(live.subscribe, () => live.who() !== null)
  useEffect(() => {
    if (at === null) past.leave()
    else if (isKnown) past.show(at)
  }, [at, past, isKnown])
  const isThere = useSyncExternalStore(
    past.subscribe,
    () => past.newest().at > 0 || past.trouble() !== null || live.newest().at === 0,
  )
  return useMemo(
    () => (at !== null && isKnown && isThere ? makePastClock(at, past) : makeLiveClock(live)),
    [at, isKnown, isThere, past, live],
  )
}
