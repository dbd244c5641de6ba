/** The two states a page compares, as its address names them: `?a=live`, a time, `snapshot:ID` or `file`. */
import { isToken } from '#components/url/place.ts'
import { parseSide } from '#model/compare/ask.ts'

export type Side =
  | { readonly is: 'live' }
  /** Nothing is said: a while before now. */
  | { readonly is: 'earlier' }
  /** Milliseconds. */
  | { readonly is: 'moment'; readonly at: number }
  | { readonly is: 'snapshot'; readonly id: string }
  /** Chosen on this machine. */
  | { readonly is: 'file' }

export const sideNames = ['a', 'b'] as const
export type SideName = (typeof sideNames)[number]

/** What cannot be read is what is taken when nothing is said. */
export function sideOf(text: string | undefined, otherwise: Side): Side {
  if (text === 'file') return { is: 'file' }
  const id = /^snapshot:([\w-]{1,64})$/.exec(text ?? '')?.[1]
  if (id !== undefined) return { is: 'snapshot', id }
  return parseSide(text ?? '') ?? otherwise
}

/** Empty where nothing need be said. */
export function formatSide(side: Side): string {
  switch (side.is) {
    case 'earlier':
      return ''
    case 'moment':
      return new Date(side.at).toISOString()
    case 'snapshot':
      return `snapshot:${side.id}`
    case 'live':
    case 'file':
      return side.is
  }
}

export interface SnapshotLink {
  readonly id: string
  readonly token: string
}

/** `…/s/ID#TOKEN`, with or without a view between; null for anything else, and for a link of another hub. */
export function parseSnapshotLink(text: string, hub: string): SnapshotLink | null {
  const link = text.trim()
  if (!link.startsWith(`${hub}/s/`)) return null
  const found = /^([\w-]{1,64})(?:[/?][^#]*)?(#[\w-]+)$/.exec(link.slice(hub.length + 3))
  return found && isToken(found[2]!) ? { id: found[1]!, token: found[2]!.slice(1) } : null
}

/** Tokens in the fragment of a comparison's link, which no browser sends: `#a=TOKEN&b=TOKEN`. */
export function parseTokens(fragment: string): Readonly<Partial<Record<SideName, string>>> {
  const told = new URLSearchParams(fragment.replace(/^#/, ''))
  return Object.fromEntries(
    sideNames.flatMap((name) => {
      const token = told.get(name)
      return token !== null && isToken(`#${token}`) ? [[name, token]] : []
    }),
  )
}

export const formatTokens = (tokens: Readonly<Partial<Record<SideName, string>>>): string => {
  const text = sideNames.flatMap((name) => (tokens[name] ? [`${name}=${tokens[name]}`] : [])).join('&')
  return text === '' ? '' : `#${text}`
}
