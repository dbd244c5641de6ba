'use client'
import { type ReactNode, type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import { useReading } from '#components/frame/page-state.tsx'
import { ClockProvider, makeLiveClock } from '#components/live/clock.ts'
import { connect } from '#components/live/connection.ts'
import { useFeed, useNewest } from '#components/live/hooks.ts'
import { makeLiveStore } from '#components/live/store.ts'
import { browserTimer } from '#components/live/timer.ts'
import { Here } from '#components/pages.tsx'
import { FeedNotice } from '#components/parts/feed-notice.tsx'
import { formatAddress } from '#components/url/address.ts'
import { currentBearer } from '#components/url/bearer.ts'
import { basePath, hubHref, useAddress } from '#components/url/browser.ts'
import { useWords } from '#components/words/use-words.ts'
import type { EmbedMessage } from '#model/embed/messages.ts'
import { makeHeights } from './heights.ts'
import { type Embedding, useEmbedding } from './use-embedding.ts'

/** A view within somebody's page: the same view, without the frame around it and without anything to do. */
export function EmbedPage() {
  const embedding = useEmbedding()
  useReading()
  switch (embedding.is) {
    case 'granted':
      return <Embedded embedding={embedding} />
    case 'waiting':
      return <Alone>{null}</Alone>
    case 'refused':
      return <Alone>{embedding.why}</Alone>
  }
}

const Alone = ({ children }: { children: ReactNode }) => (
  <p className="p-4 text-13 text-ink-quiet" role="status" data-embed="alone">
    {children}
  </p>
)

function Embedded({ embedding }: { embedding: Extract<Embedding, { is: 'granted' }> }) {
  const [store] = useState(() => makeLiveStore(Date.now, browserTimer))
  useEffect(() => connect(store, basePath(), currentBearer), [store])
  const clock = useMemo(() => makeLiveClock(store), [store])
  return (
    <ClockProvider clock={clock}>
      <Body embedding={embedding} />
    </ClockProvider>
  )
}

/** Their pictures fill the frame, whatever its height: they ask for none. */
const filling: readonly string[] = ['topology', 'matrix']

function Body({ embedding: { views, tell } }: { embedding: Extract<Embedding, { is: 'granted' }> }) {
  const { embed: say } = useWords()
  const address = useAddress()
  const isFilling = filling.includes(address.view)
  const body = useRef<HTMLDivElement>(null)
  useHeight(body, isFilling ? null : tell)
  useTellState(tell)
  const isOffered = views.includes(formatAddress(address).split(/[/?]/)[1] ?? '')
  return (
    <div ref={body} className={`flex flex-col ${isFilling ? 'h-dvh' : ''}`} data-embed={address.view}>
      <FeedNotice />
      <main id="main" tabIndex={-1} className="flex min-h-0 flex-1 flex-col outline-none">
        {isOffered ? <Here /> : <p className="p-4 text-13 text-ink-quiet">{say.notOffered}</p>}
      </main>
      <Foot />
    </div>
  )
}

/** Of what this is, and the way to all of it. */
function Foot() {
  const words = useWords()
  const { name } = useNewest()
  useAddress()
  return (
    <footer className="flex items-baseline justify-between gap-4 border-t border-line px-4 py-1 text-12 text-ink-quiet sm:px-6">
      <span className="truncate">{name || words.frame.unnamed}</span>
      <a href={hubHref()} target="_blank" rel="noopener noreferrer" className="whitespace-nowrap hover:text-ink">
        {words.embed.open} ↗
      </a>
    </footer>
  )
}

type Tell = (message: Exclude<EmbedMessage, { type: 'fairlead:ready' | 'fairlead:token' }>) => void

function useHeight(body: RefObject<HTMLElement | null>, tell: Tell | null): void {
  useEffect(() => {
    const element = body.current
    if (element === null || tell === null) return
    const heights = makeHeights((height) => tell({ type: 'fairlead:height', height }))
    const observer = new ResizeObserver(() => heights(element.getBoundingClientRect().height, window.innerHeight))
    observer.observe(element)
    return () => observer.disconnect()
  }, [body, tell])
}

/** The page around hears when the view lives, and when it lost its hub. */
function useTellState(tell: Tell): void {
  const { is } = useFeed()
  const state = is === 'live' ? 'live' : is === 'lost' || is === 'stale' || is === 'refused' ? 'lost' : null
  useEffect(() => {
    if (state !== null) tell({ type: 'fairlead:state', state, why: '' })
  }, [state, tell])
}
