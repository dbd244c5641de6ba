/**
 * The address bar and back: which view, of what, with which options. Everything a person may want
 * to send to a colleague is here. Paths are without the base path.
 */
import { routes, type ViewId } from './routes.ts'

export interface Address {
  /** `unknown` for a path no view has; its `params.path` is that path. */
  readonly view: ViewId | 'unknown'
  readonly params: Readonly<Record<string, string>>
  /** The query string. An option without a value is left out. */
  readonly options: Readonly<Record<string, string>>
}

const segmentsOf = (path: string): string[] => path.split('/').filter((segment) => segment !== '')

const patterns = (Object.entries(routes) as [ViewId, string][]).map(([view, path]) => ({
  view,
  segments: segmentsOf(path),
}))

/** `search` with or without its question mark. */
export function parseAddress(path: string, search: string): Address {
  const options = Object.fromEntries([...new URLSearchParams(search)].filter(([, value]) => value !== ''))
  const segments = segmentsOf(path).map(decode)
  for (const { view, segments: pattern } of patterns) {
    const params = matchSegments(pattern, segments)
    if (params !== null) return { view, params, options }
  }
  return { view: 'unknown', params: { path }, options }
}

function matchSegments(
  pattern: readonly string[],
  segments: readonly (string | null)[],
): Record<string, string> | null {
  if (pattern.length !== segments.length) return null
  const params: Record<string, string> = {}
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index]
    if (segment == null) return null
    if (part.startsWith(':')) params[part.slice(1)] = segment
    else if (part !== segment) return null
  }
  return params
}

function decode(segment: string): string | null {
  try {
    return decodeURIComponent(segment)
  } catch {
    return null
  }
}

/** Path and query of an address; options in the order of their names, so that equal addresses are equal text. */
export function formatAddress(address: Address): string {
  const path =
    address.view === 'unknown'
      ? (address.params.path ?? '/')
      : `/${segmentsOf(routes[address.view])
          .map((part) => (part.startsWith(':') ? encodeURIComponent(address.params[part.slice(1)] ?? '') : part))
          .join('/')}`
  const options = Object.entries(address.options)
    .filter(([, value]) => value !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1))
  const search = new URLSearchParams(options).toString()
  return search === '' ? path : `${path}?${search}`
}

/** An address without writing the parts that are empty. */
export const to = (
  view: ViewId,
  params: Readonly<Record<string, string>> = {},
  options: Readonly<Record<string, string>> = {},
): Address => ({ view, params, options })

export const toService = (service: { namespace: string; name: string }, options = {}): Address =>
  to('service', { namespace: service.namespace, name: service.name }, options)
export const toNode = (name: string, options = {}): Address => to('node', { name }, options)

/** Connections that fit: `node`, `service`, `client`, `backend`, `state`, `protocol`. */
export const toFlows = (filter: Readonly<Record<string, string>> = {}): Address => to('flows', {}, filter)

/** One request followed from a node to the Pod and back; a walk that was made by its `walk`. */
export const toWalk = (options: Readonly<Record<string, string>> = {}): Address => to('walk', {}, options)

/** The same address with some options changed; an empty value takes the option out. */
export const withOptions = (address: Address, options: Readonly<Record<string, string>>): Address => ({
  ...address,
  options: { ...address.options, ...options },
})

/** Options about how and when, not what: they go along from view to view. */
const lasting = ['lang', 'theme', 'at'] as const

export function carryOptions(from: Address, address: Address): Address {
  const carried = lasting.flatMap((name) => (from.options[name] ? [[name, from.options[name]] as const] : []))
  return { ...address, options: { ...Object.fromEntries(carried), ...address.options } }
}
