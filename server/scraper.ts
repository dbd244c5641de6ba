/** Whoever collects metrics has a token of its own, good for `/metrics` and nothing else, however people log in. */
import type { Principal } from '#model/principal.ts'
import { digestOf, isSecret } from './auth/digest.ts'
import type { Asking, Identity } from './auth/identify.ts'

const scraper: Principal = { id: 'metrics', name: '', roles: ['view'], namespaces: null }

export const isScraper = (principal: Principal | null): boolean => principal === scraper

/** `token` empty: nobody has one. */
export function knowScraper(token: string): (path: string, asking: Asking) => Identity | null {
  if (token === '') return () => null
  const digest = digestOf(token)
  return (path, { headers }) => {
    if (path !== '/metrics') return null
    const [, given] = /^Bearer ([\w~+/.=-]{1,4096})$/i.exec(headers.authorization ?? '') ?? []
    return given !== undefined && isSecret(given, digest)
      ? { principal: scraper, session: null, isStill: () => true }
      : null
  }
}
