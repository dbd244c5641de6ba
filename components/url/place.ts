/**
 * Where in the address bar an address stands, which says whose pages these are. The hub's own begin at
 * its base path; those of a snapshot below it, so that every link within a snapshot stays within it:
 *
 *     /services/default/web               live
 *     /s/ID/services/default/web#TOKEN    a snapshot opened by its link
 *     /open/services/default/web          a snapshot opened from a file
 *     /embed/services/default/web         a view within somebody's page
 *     #/services/default/web              pages that are one file and have no path
 */
import { type Address, formatAddress, parseAddress } from './address.ts'

export type Place =
  | { readonly is: 'hub' }
  | { readonly is: 'link'; readonly id: string }
  | { readonly is: 'file' }
  | { readonly is: 'embed' }
  | { readonly is: 'page' }

/** What the address bar says; `path` without the base path, `fragment` with its `#` or empty. */
export interface Bar {
  readonly path: string
  readonly search: string
  readonly fragment: string
}

const linkPath = /^\/s\/([\w-]{1,64})(?=\/|$)/
const filePath = /^\/open(?=\/|$)/
const embedPath = /^\/embed(?=\/|$)/

/** `isPage` for pages that have no path of their own. */
export function parseBar(bar: Bar, isPage: boolean): { readonly place: Place; readonly address: Address } {
  if (isPage) {
    const [path = '', search = ''] = bar.fragment.slice(1).split(/\?(.*)/s, 2)
    return { place: { is: 'page' }, address: parseAddress(path.startsWith('/') ? path : '/', search) }
  }
  const link = linkPath.exec(bar.path)
  const place: Place = link ? { is: 'link', id: link[1]! } : { is: placeOf(bar.path) }
  const path = bar.path.slice(prefixOf(place).length)
  return { place, address: parseAddress(path === '' ? '/' : path, bar.search) }
}

const placeOf = (path: string): 'file' | 'embed' | 'hub' =>
  filePath.test(path) ? 'file' : embedPath.test(path) ? 'embed' : 'hub'

/** Text of an address where the page is, below the base path. */
export const formatBar = (place: Place, address: Address, fragment: string): string =>
  place.is === 'page'
    ? `#${formatAddress(address)}`
    : prefixOf(place) + formatAddress(address) + (place.is === 'link' && isToken(fragment) ? fragment : '')

function prefixOf(place: Place): string {
  switch (place.is) {
    case 'link':
      return `/s/${place.id}`
    case 'file':
      return '/open'
    case 'embed':
      return '/embed'
    case 'hub':
    case 'page':
      return ''
  }
}

export const isSame = (a: Place, b: Place): boolean => a.is === b.is && prefixOf(a) === prefixOf(b)

/** A fragment that opens a snapshot: 256 bits in base64url. */
export const isToken = (fragment: string): boolean => /^#[\w-]{43}$/.test(fragment)
