'use client'
import type { ReactNode } from 'react'
import { useFeed } from '#components/live/hooks.ts'
import { FeedNotice } from '#components/parts/feed-notice.tsx'
import { ShareButton } from '#components/share/share-button.tsx'
import { to } from '#components/url/address.ts'
import { Link } from '#components/url/link.tsx'
import { useWords } from '#components/words/use-words.ts'
import { ApiNotices } from './api-notices.tsx'
import { ClusterName } from './cluster-name.tsx'
import { FeedState } from './feed-state.tsx'
import { Figures } from './figures.tsx'
import { KeptNotice } from './kept-notice.tsx'
import { Login } from './login/login.tsx'
import { Logo } from './logo.tsx'
import { Navigation } from './navigation.tsx'
import { PastNotice } from './past-notice.tsx'
import { Switches } from './switches.tsx'
import { TimeStrip } from './time-strip/time-strip.tsx'
import { User } from './user.tsx'

/** No link to a fragment, which may be in use: as the key of a snapshot, or as the whole address. */
const skip = () => document.getElementById('main')?.focus()

/** What stands around every view: which cluster, how fresh, what is wrong, and the ways to go. */
export function Frame({ children }: { children: ReactNode }) {
  const words = useWords()
  const feed = useFeed()
  if (feed.is === 'refused' && (feed.why === 'login' || feed.why === 'role'))
    return <Login mayNot={feed.why === 'role'} />
  const isPast = feed.is === 'lost' || feed.is === 'stale' || feed.is === 'refused'
  return (
    <div className="flex min-h-dvh flex-col">
      <button
        type="button"
        onClick={skip}
        className="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-30 focus:rounded focus:bg-accent focus:px-3 focus:py-2 focus:text-ground"
      >
        {words.frame.skip}
      </button>
      <header className="flex flex-wrap items-center justify-between gap-x-3 border-b border-line px-4 sm:px-6 lg:gap-x-5 one-row:flex-nowrap one-row:justify-start">
        <div className="flex h-11 min-w-0 items-center gap-2.5">
          <Link to={to('topology')} aria-label={words.frame.home} className="flex items-center text-ink">
            <Logo />
          </Link>
          <ClusterName />
        </div>
        <div className="flex shrink-0 items-center whitespace-nowrap one-row:order-1">
          <User />
          <ShareButton />
          <Switches />
        </div>
        <div className="w-full lg:flex lg:items-center lg:gap-x-5 one-row:contents">
          <Navigation />
          <div className="@container min-w-0 border-t border-line/50 text-12 lg:flex-1 lg:border-0 lg:text-13">
            <div className="flex items-center gap-x-4 overflow-x-auto lg:justify-end lg:gap-x-5">
              <Figures />
              <div className="ml-auto lg:ml-0">
                <FeedState />
              </div>
            </div>
          </div>
        </div>
      </header>
      <FeedNotice />
      <KeptNotice />
      <PastNotice />
      <ApiNotices />
      <main
        id="main"
        tabIndex={-1}
        className={`flex min-h-0 flex-1 flex-col outline-none ${isPast ? 'saturate-50' : ''}`}
      >
        {children}
      </main>
      <TimeStrip />
    </div>
  )
}
