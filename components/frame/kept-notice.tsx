'use client'
import { useEffect, useState } from 'react'
import { useClock } from '#components/live/clock.ts'
import { Notice } from '#components/parts/feed-notice.tsx'
import { formatAge, formatMoment } from '#components/parts/format.ts'
import { hubHref, useAddress } from '#components/url/browser.ts'
import { useWords } from '#components/words/use-words.ts'
import { loadKnown } from '#model/history/load-known.ts'

/** That this is a snapshot: of what, from when, whether anybody vouches for it, and the way back. */
export function KeptNotice() {
  const words = useWords()
  const { snapshots: say } = words
  const clock = useClock()
  const now = useWallClock()
  useAddress()
  if (clock?.is !== 'kept') return null
  const { snapshot, from } = clock.kept
  const known = loadKnown(snapshot.cluster)
  const age = formatAge(now - snapshot.takenAt, words.parts)
  return (
    <Notice state="unknown">
      <span data-kept={from}>
        <strong className="font-semibold">
          {say.notice(snapshot.cluster.name || words.frame.unnamed, formatMoment(snapshot.takenAt), age)}
        </strong>{' '}
        {from !== 'link' && <span>{say.unverified} </span>}
        {snapshot.isPseudonymous && <span>{say.standIns} </span>}
        {known !== 'rows' && <span>{words.past.without[known]} </span>}
        {from !== 'page' && (
          <a href={hubHref()} className="whitespace-nowrap text-accent underline underline-offset-3">
            {say.toLive}
          </a>
        )}
      </span>
    </Notice>
  )
}

/** This machine's clock, once a minute: the snapshot's own stands still. */
function useWallClock(): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const handle = setInterval(() => setNow(Date.now()), 60_000)
    return () => clearInterval(handle)
  }, [])
  return now
}
