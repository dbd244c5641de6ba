'use client'
import { useSyncExternalStore } from 'react'
import { type Address, carryOptions, to } from './address.ts'
import { isOffered } from './offer.ts'
import { formatBar, isSame, type Place, parseBar } from './place.ts'

/**
 * Where the hub serves us, without a slash at the end: '' or `/tools/fairlead`. The hub writes it
 * into the page; a page nobody wrote it into is served at the root.
 */
export function basePath(): string {
  const base = document.documentElement.dataset.base ?? ''
  return base.startsWith('/__') ? '' : base
}

const listeners = new Set<() => void>()
const tell = () => {
  for (const listener of [...listeners]) listener()
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) window.addEventListener('popstate', tell)
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) window.removeEventListener('popstate', tell)
  }
}

/** Pages that are one file say so in their root element. */
const isPage = (): boolean => document.documentElement.dataset.pages === 'one-file'

let last: { readonly href: string; readonly place: Place; readonly address: Address } | null = null

function current(): { readonly place: Place; readonly address: Address } {
  const { pathname, search, hash } = window.location
  const href = isPage() ? hash : pathname + search
  if (last?.href === href) return last
  const base = basePath()
  const path = pathname.startsWith(base) ? pathname.slice(base.length) : pathname
  const { place, address } = parseBar({ path, search, fragment: hash }, isPage())
  last = { href, address, place: last !== null && isSame(last.place, place) ? last.place : place }
  return last
}

/** The address now; the same object until it changes. */
export const currentAddress = (): Address => current().address
const currentPlace = (): Place => current().place

const rootAddress = to('topology')
const hub: Place = { is: 'hub' }

export const useAddress = (): Address => useSyncExternalStore(subscribe, currentAddress, () => rootAddress)

/** Whose pages these are; the same object until it changes. */
export const usePlace = (): Place => useSyncExternalStore(subscribe, currentPlace, () => hub)

const hrefIn = (place: Place, address: Address): string =>
  (place.is === 'page' ? '' : basePath()) +
  formatBar(place, carryOptions(currentAddress(), address), window.location.hash)

/** Text of an address for `href` and the history, below the base path; within a snapshot it stays within it. */
export const hrefOf = (address: Address): string => hrefIn(currentPlace(), address)

/** The hub's own page of an address, the present one where none is given, as a plain link: what is kept or embedded lives in another. */
export const hubHref = (address: Address = currentAddress()): string => hrefIn(hub, address)

/** Goes to an address; to one these pages do not have in a window of its own. `replace` where going back to the one before would mean nothing: typing, panning. `place` leads out of where the page is, or into it. */
export function navigate(
  address: Address,
  { replace = false, place = currentPlace() }: { replace?: boolean; place?: Place } = {},
): void {
  if (!isOffered(address)) {
    window.open(hubHref(address), '_blank', 'noopener')
    return
  }
  const before = current()
  const href = hrefIn(place, address)
  const { pathname, search, hash } = window.location
  if (href === (place.is === 'page' ? hash : pathname + search + (place.is === 'link' ? hash : ''))) return
  if (replace) window.history.replaceState(null, '', href)
  else window.history.pushState(null, '', href)
  tell()
  const isElsewhere = before.address.view !== address.view || formatParams(before.address) !== formatParams(address)
  if (isElsewhere || before.place !== place) window.scrollTo(0, 0)
}

const formatParams = (address: Address): string => JSON.stringify(address.params)
