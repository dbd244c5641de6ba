'use client'
import { type ReactNode, type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import { FeedState } from '#components/frame/feed-state.tsx'
import { Logo } from '#components/frame/logo.tsx'
import { useReading } from '#components/frame/page-state.tsx'
import { ClockProvider, makeLiveClock } from '#components/live/clock.ts'
import { connect } from '#components/live/connection.ts'
import { useFeed, useNewest } from '#components/live/hooks.ts'
import { makeLiveStore } from '#components/live/store.ts'
import { browserTimer } from '#components/live/timer.ts'
import { Here } from '#components/pages.tsx'
import { FeedNotice } from '#components/parts/feed-notice.tsx'
import type { Address } from '#components/url/address.ts'
import { currentBearer } from '#components/url/bearer.ts'
import { basePath, hubHref, useAddress } from '#components/url/browser.ts'
import { Link } from '#components/url/link.tsx'
import { isOffered } from '#components/url/offer.ts'
import { useWords } from '#components/words/use-words.ts'
import { makeHeights } from './heights.ts'
import type { Line } from './line.ts'
import { type Embedding, useEmbedding } from './use-embedding.ts'

/** A view within somebody's page: the same view, without the frame around it and without anything to do. */
export function EmbedPage() {
  const embedding = useEmbedding()
  useReading()
  switch (embedding.is) {
    case 'granted':
      return <Embedded embedding={embedding} />
    case 'waiting':
      return <Waiting />
    case 'refused':
      return <Alone tell={embedding.tell}>{embedding.why}</Alone>
  }
}

/** What there is to say before a view, and where there is none. */
function Alone({ children, tell }: { children: ReactNode; tell?: Tell | undefined }) {
  const body = useRef<HTMLDivElement>(null)
  useHeight(body, tell ?? null)
  return (
    <div ref={body} data-embed="alone">
      <p className="min-h-16 px-4 py-5 text-13 text-ink-quiet sm:px-6" role="status">
        {children}
      </p>
      <footer className={foot}>
        <span />
        <Whole />
      </footer>
    </div>
  )
}

/** A page around that gives no token is waited for quietly at first, milliseconds. */
const quietMs = 4_000

function Waiting() {
  const { embed: say } = useWords()
  const [isLong, setLong] = useState(false)
  useEffect(() => {
    const handle = setTimeout(() => setLong(true), quietMs)
    return () => clearTimeout(handle)
  }, [])
  return <Alone>{isLong ? say.noToken : null}</Alone>
}

function Embedded({ embedding }: { embedding: Extract<Embedding, { is: 'granted' }> }) {
  const [store] = useState(() => makeLiveStore(Date.now, browserTimer))
  useEffect(() => connect(store, basePath(), currentBearer), [store])
  const clock = useMemo(() => makeLiveClock(store), [store])
  return (
    <ClockProvider clock={clock}>
      <Body tell={embedding.tell} />
    </ClockProvider>
  )
}

function Body({ tell }: { tell: Tell }) {
  const { embed: say } = useWords()
  const address = useAddress()
  const feed = useFeed()
  const body = useRef<HTMLDivElement>(null)
  const isMissing = !isOffered(address)
  // Until there is something to show the frame stays as high as the page around made it.
  const isThere = useNewest().at > 0 || isMissing || feed.is === 'lost' || feed.is === 'refused'
  useHeight(body, isThere ? tell : null)
  useTellState(tell, isMissing ? say.notOffered : '')
  const isPast = feed.is === 'lost' || feed.is === 'stale' || feed.is === 'refused'
  return (
    <div ref={body} className="flex flex-col" data-embed={address.view}>
      <FeedNotice />
      <main
        id="main"
        tabIndex={-1}
        className={`flex min-h-16 flex-1 flex-col outline-none ${isPast ? 'saturate-50' : ''}`}
      >
        {isMissing ? <p className="px-4 py-5 text-13 text-ink-quiet sm:px-6">{say.notOffered}</p> : <Here />}
      </main>
      <Foot />
    </div>
  )
}

const foot = 'flex items-center justify-between gap-4 border-t border-line px-4 py-1 text-12 text-ink-quiet sm:px-6'

/** How fresh it is, whose, the way back to where it began, and the way to all of it. */
function Foot() {
  const words = useWords()
  const { name } = useNewest()
  const address = useAddress()
  const [start] = useState(address)
  const isElsewhere = placeOf(address) !== placeOf(start)
  return (
    <footer className={foot}>
      <span className="flex min-w-0 items-center gap-3">
        {isElsewhere && (
          <Link to={start} className="whitespace-nowrap text-accent underline underline-offset-3">
            ← {words.embed.back}
          </Link>
        )}
        <FeedState />
        <span className="truncate">{name}</span>
      </span>
      <Whole />
    </footer>
  )
}

const placeOf = ({ view, params }: Address): string => JSON.stringify([view, params])

/** The mark of whose view this is, and the same view with everything around it. */
function Whole() {
  const { embed: say } = useWords()
  useAddress()
  return (
    <a
      href={hubHref()}
      target="_blank"
      rel="noopener noreferrer"
      title={say.open}
      className="flex items-center gap-1.5 whitespace-nowrap hover:text-ink"
    >
      <Logo size={14} />
      Fairlead <span aria-hidden="true">↗</span>
    </a>
  )
}

type Tell = Line['tell']

/** Of a longer view the frame shows as much, and the view is scrolled within it, CSS pixels. */
const mostHeight = 2_400
/** What grows in steps, as a view does that comes to life, is told of when it has grown, milliseconds. */
const settleMs = 100

/** Tells the page around how high this is, whenever it is another. */
function useHeight(body: RefObject<HTMLElement | null>, tell: Tell | null): void {
  useEffect(() => {
    const element = body.current
    if (element === null || tell === null) return
    const heights = makeHeights((height) => tell({ type: 'fairlead:height', height }))
    const look = () => {
      const { height } = element.getBoundingClientRect()
      element.toggleAttribute('data-long', height > mostHeight)
      heights(Math.min(height, mostHeight), window.innerHeight, window.innerWidth)
    }
    let waiting: ReturnType<typeof setTimeout> | undefined
    const soon = () => {
      clearTimeout(waiting)
      waiting = setTimeout(look, settleMs)
    }
    const observer = new ResizeObserver(soon)
    observer.observe(element)
    window.addEventListener('resize', soon)
    return () => {
      clearTimeout(waiting)
      observer.disconnect()
      window.removeEventListener('resize', soon)
    }
  }, [body, tell])
}

/** The page around hears when the view lives, when it lost its hub, and why there is none; `why` empty where there is one. */
function useTellState(tell: Tell, why: string): void {
  const { is } = useFeed()
  const lives = is === 'live' ? 'live' : is === 'lost' || is === 'stale' || is === 'refused' ? 'lost' : null
  const state = why === '' ? lives : 'refused'
  useEffect(() => {
    if (state !== null) tell({ type: 'fairlead:state', state, why })
  }, [state, why, tell])
}
