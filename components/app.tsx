'use client'
import { type ComponentType, lazy, Suspense, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { FaultBarrier } from './frame/fault.tsx'
import { FirstWait } from './frame/first-wait.tsx'
import { Frame } from './frame/frame.tsx'
import { Logo } from './frame/logo.tsx'
import { PageState } from './frame/page-state.tsx'
import { UnknownAddress } from './frame/unknown-address.tsx'
import { ClockProvider, makeLiveClock } from './live/clock.ts'
import { connect } from './live/connection.ts'
import { makeLiveStore } from './live/store.ts'
import { browserTimer } from './live/timer.ts'
import { formatAddress } from './url/address.ts'
import { basePath, useAddress } from './url/browser.ts'
import { type View, views } from './views/index.ts'

const never = () => () => undefined

/** The whole page. What is exported ahead of time has no words in it: the language is the reader's, not ours to guess. */
export function App() {
  const isHere = useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
  return isHere ? <Live /> : <Dawn />
}

/** Before the script runs. */
function Dawn() {
  return (
    <div className="flex min-h-dvh items-center justify-center text-ink-quiet">
      <Logo size={48} />
      <noscript className="p-4">Fairlead needs JavaScript. · Fairlead 需要启用 JavaScript。</noscript>
    </div>
  )
}

function Live() {
  const [store] = useState(() => makeLiveStore(Date.now, browserTimer))
  useEffect(() => connect(store, basePath()), [store])
  const clock = useMemo(() => makeLiveClock(store), [store])
  return (
    <ClockProvider clock={clock}>
      <PageState />
      <Frame>
        <Here />
      </Frame>
    </ClockProvider>
  )
}

const components = new Map<string, { readonly scope: View['scope']; readonly Body: ComponentType }>(
  views.map(({ id, scope, load }) => [id, { scope, Body: lazy(load) }]),
)

function Here() {
  const address = useAddress()
  useArrival(JSON.stringify([address.view, address.params]))
  const view = components.get(address.view)
  if (view === undefined) return <UnknownAddress />
  const body = (
    <Suspense>
      <view.Body />
    </Suspense>
  )
  return (
    <FaultBarrier place={formatAddress(address)}>
      {view.scope ? <FirstWait scope={view.scope(address.params)}>{body}</FirstWait> : body}
    </FaultBarrier>
  )
}

/** Whoever moves by keyboard or hears the page begins at the top of the new view, not where the old link was. */
function useArrival(place: string): void {
  const before = useRef(place)
  useEffect(() => {
    if (before.current !== place) document.getElementById('main')?.focus({ preventScroll: true })
    before.current = place
  }, [place])
}
