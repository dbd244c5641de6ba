'use client'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { EmbedPage } from './embed/embed-page.tsx'
import { Logo } from './frame/logo.tsx'
import { DropFile } from './kept/drop-file.tsx'
import { KeptFile } from './kept/kept-file.tsx'
import { KeptLink } from './kept/kept-link.tsx'
import { connect } from './live/connection.ts'
import { makeLiveStore } from './live/store.ts'
import { browserTimer } from './live/timer.ts'
import { Pages } from './pages.tsx'
import { useClockOf } from './past/use-clock-of.ts'
import { basePath, usePlace } from './url/browser.ts'
import type { Place as PlaceOf } from './url/place.ts'
import { useHasWords } from './words/use-words.ts'

const never = () => () => undefined

/** The whole page. What is exported ahead of time has no words in it: the language is the reader's, not ours to guess. */
export function App() {
  const isHere = useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
  return useHasWords() && isHere ? <Place /> : <Dawn />
}

/** Before the script runs, and the words are there. */
function Dawn() {
  return (
    <div className="flex min-h-dvh items-center justify-center text-ink-quiet">
      <Logo size={48} />
      <noscript className="p-4">Fairlead needs JavaScript. · Fairlead 需要启用 JavaScript。</noscript>
    </div>
  )
}

/** Whose pages these are, by where the address stands. */
function Place() {
  const place = usePlace()
  return (
    <>
      {pagesOf(place)}
      {place.is !== 'embed' && <DropFile />}
    </>
  )
}

function pagesOf(place: PlaceOf) {
  switch (place.is) {
    case 'link':
      return <KeptLink key={place.id} id={place.id} />
    case 'file':
      return <KeptFile />
    case 'embed':
      return <EmbedPage />
    default:
      return <Live />
  }
}

function Live() {
  const [store] = useState(() => makeLiveStore(Date.now, browserTimer))
  useEffect(() => connect(store, basePath()), [store])
  const clock = useClockOf(store)
  return <Pages clock={clock} />
}
