'use client'
import { useFeed, useNow } from '#components/live/hooks.ts'
import { markOf } from '#components/parts/feed-notice.tsx'
import { formatAge, formatClock } from '#components/parts/format.ts'
import { Mark } from '#components/parts/mark.tsx'
import { useWords } from '#components/words/use-words.ts'

/** Live with the hub's clock of the last frame, or what it is instead, with its age. */
export function FeedState() {
  const words = useWords()
  const feed = useFeed()
  const now = useNow()
  const time = () => {
    switch (feed.is) {
      case 'live':
      case 'past':
        return formatClock(feed.at)
      case 'kept':
        return formatClock(feed.takenAt)
      case 'stale':
      case 'lost':
        return formatAge(now - feed.since, words.parts)
      default:
        return ''
    }
  }
  return (
    <div className="flex items-center gap-1.5 whitespace-nowrap" data-feed={feed.is}>
      {feed.is === 'live' ? <LiveDot /> : <Mark state={markOf(feed)} />}
      <span>{words.frame.feed[feed.is]}</span>
      <span className="text-ink-quiet tabular-nums">{time()}</span>
    </div>
  )
}

const LiveDot = () => <span aria-hidden="true" className="size-2 rounded-full bg-accent" />
