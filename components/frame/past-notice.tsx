'use client'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { useClock } from '#components/live/clock.ts'
import type { PastStore } from '#components/live/past-store.ts'
import { Notice } from '#components/parts/feed-notice.tsx'
import { formatAge, formatMoment } from '#components/parts/format.ts'
import { withMoment } from '#components/past/moment.ts'
import { currentAddress, navigate } from '#components/url/browser.ts'
import { useWords } from '#components/words/use-words.ts'
import { loadKnown } from '#model/history/load-known.ts'

/** Older than this before the moment asked for is said, milliseconds: the coarsest there is. */
const saidFromMs = 6 * 60_000

/** That this is past: from when, what cannot be had of it, and the way back. */
export function PastNotice() {
  const clock = useClock()
  return clock?.is === 'past' ? <Said at={clock.at} store={clock.store} /> : null
}

function Said({ at, store }: { at: number; store: PastStore }) {
  const words = useWords()
  const { past: say } = words
  const now = useWallClock()
  const shown = useSyncExternalStore(store.subscribe, () => store.newest().at)
  const trouble = useSyncExternalStore(store.subscribe, store.trouble)
  const isWaiting = useSyncExternalStore(store.subscribe, store.isFetching)
  const gapMs = at - shown
  const known = loadKnown(store.newest())
  return (
    <Notice state={trouble === null ? 'unknown' : 'wrong'}>
      <span data-past>
        {shown > 0 && (
          <strong className="font-semibold">
            {say.notice(formatMoment(shown), formatAge(now - shown, words.parts))}
          </strong>
        )}{' '}
        {trouble !== null && <span>{say.troubles[trouble]} </span>}
        {trouble === null && !isWaiting && shown > 0 && gapMs > saidFromMs && (
          <span>{say.older(formatAge(gapMs, words.parts))} </span>
        )}
        {shown > 0 && <span>{say.without.connections} </span>}
        {shown > 0 && known !== 'rows' && <span>{say.without[known]} </span>}
        <button
          type="button"
          onClick={() => navigate(withMoment(currentAddress(), null), { replace: true })}
          className="cursor-pointer whitespace-nowrap text-accent underline underline-offset-3"
        >
          {say.toLive}
        </button>
      </span>
    </Notice>
  )
}

/** This machine's clock, twice a minute: that of the moment stands still. */
function useWallClock(): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const handle = setInterval(() => setNow(Date.now()), 30_000)
    return () => clearInterval(handle)
  }, [])
  return now
}
