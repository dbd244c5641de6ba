'use client'
import { type ComponentType, lazy, Suspense, useEffect, useRef } from 'react'
import { FaultBarrier } from './frame/fault.tsx'
import { FirstWait, Waiting } from './frame/first-wait.tsx'
import { Frame } from './frame/frame.tsx'
import { PageState } from './frame/page-state.tsx'
import { UnknownAddress } from './frame/unknown-address.tsx'
import { type Clock, ClockProvider, useClock, useIsKnown } from './live/clock.ts'
import { formatAddress } from './url/address.ts'
import { useAddress, usePlace } from './url/browser.ts'
import { type View, views } from './views/index.ts'

/** The view of the address within its frame, as of one clock. */
export function Pages({ clock }: { clock: Clock }) {
  return (
    <ClockProvider clock={clock}>
      <PageState />
      <Frame>
        <Here />
      </Frame>
    </ClockProvider>
  )
}

const components = new Map<string, Pick<View, 'scope' | 'isOfHub'> & { readonly Body: ComponentType }>(
  views.map(({ load, ...view }) => [view.id, { ...view, Body: lazy(load) }]),
)

/** The view of the address alone. */
export function Here() {
  const address = useAddress()
  useArrival(JSON.stringify([address.view, address.params]))
  const view = components.get(address.view)
  const isKept = useClock()?.is === 'kept'
  const isEmbedded = usePlace().is === 'embed'
  const isKnown = useIsKnown()
  if (view === undefined || ((isKept || isEmbedded) && view.isOfHub)) return <UnknownAddress />
  if (!isKnown) return <Waiting />
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
