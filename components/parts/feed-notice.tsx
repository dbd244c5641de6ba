'use client'
import type { ReactNode } from 'react'
import type { Feed } from '#components/live/feed.ts'
import { useFeed, useNow, useStore } from '#components/live/hooks.ts'
import { useWords } from '#components/words/use-words.ts'
import { assertNever } from './assert-never.ts'
import { formatAge } from './format.ts'
import { Mark, type MarkState } from './mark.tsx'

/** In words, why what is shown is not the present. Nothing while all is live. */
export function FeedNotice() {
  const words = useWords()
  const feed = useFeed()
  const now = useNow()
  const hadAny = useStore().newest().at > 0
  const age = (since: number) => formatAge(now - since, words.parts)
  const says = (): string | null => {
    switch (feed.is) {
      case 'connecting':
      case 'waiting':
      case 'live':
      // The frame says what they are in words of their own.
      case 'past':
      case 'kept':
        return null
      case 'stale':
        return words.frame.notice.stale(age(feed.since))
      case 'lost': {
        const retry = words.frame.notice.retry(Math.ceil((feed.retryAt - now) / 1000))
        return `${hadAny ? words.frame.notice.lost(age(feed.since)) : words.frame.notice.lostFirst} ${retry}`
      }
      case 'refused':
        return words.frame.notice.refused(feed.why)
      default:
        return assertNever(feed)
    }
  }
  const text = says()
  return text === null ? null : <Notice state={markOf(feed)}>{text}</Notice>
}

export const markOf = (feed: Feed): MarkState => {
  switch (feed.is) {
    case 'live':
      return 'ok'
    case 'refused':
      return 'wrong'
    case 'connecting':
    case 'waiting':
    case 'stale':
    case 'lost':
    case 'past':
    case 'kept':
      return 'unknown'
    default:
      return assertNever(feed)
  }
}

/** One line a person should read before the rest. */
export function Notice({ state, children }: { state: MarkState; children: ReactNode }) {
  return (
    <p role="status" className="flex items-start gap-2 border-b border-line bg-panel px-4 py-2 text-13 sm:px-6">
      <span className="flex h-5 items-center">
        <Mark state={state} />
      </span>
      <span className="min-w-0">{children}</span>
    </p>
  )
}
