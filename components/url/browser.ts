'use client'
import { useSyncExternalStore } from 'react'
import { type Address, carryOptions, formatAddress, parseAddress, to } from './address.ts'

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

let last: { href: string; address: Address } | null = null

/** The address now; the same object until it changes. */
export function currentAddress(): Address {
  const { pathname, search } = window.location
  const href = pathname + search
  if (last?.href === href) return last.address
  const base = basePath()
  const path = pathname.startsWith(base) ? pathname.slice(base.length) : pathname
  last = { href, address: parseAddress(path === '' ? '/' : path, search) }
  return last.address
}

const rootAddress = to('topology')

export const useAddress = (): Address => useSyncExternalStore(subscribe, currentAddress, () => rootAddress)

/** Text of an address for `href` and the history, below the base path. */
export const hrefOf = (address: Address): string => basePath() + formatAddress(carryOptions(currentAddress(), address))

/** Goes to an address. `replace` where going back to the one before would mean nothing: typing, panning. */
export function navigate(address: Address, { replace = false }: { replace?: boolean } = {}): void {
  const before = currentAddress()
  const href = hrefOf(address)
  if (href === window.location.pathname + window.location.search) return
  if (replace) window.history.replaceState(null, '', href)
  else window.history.pushState(null, '', href)
  tell()
  if (before.view !== address.view || formatParams(before) !== formatParams(address)) window.scrollTo(0, 0)
}

const formatParams = (address: Address): string => JSON.stringify(address.params)
