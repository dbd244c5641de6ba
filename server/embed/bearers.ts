/** What embedded pages hold while they are open: in memory alone, told once, kept here by hash. */
import { createHash, randomBytes } from 'node:crypto'
import type { EmbedClaims } from '#model/embed/claims.ts'
import { makeSees } from '#model/embed/views.ts'
import type { Principal } from '#model/principal.ts'
import type { Scope } from '#model/scope.ts'

/** Lasts so long after each token that was exchanged for it, milliseconds. */
export const bearerMs = 600_000
/** The oldest goes when there are more. */
const mostBearers = 10_000

export interface Embedded {
  /** Without a role: no address of the twin is for it, only what its page looks at through the socket. */
  readonly principal: Principal
  /** Names it; opens nothing. */
  readonly id: string
  /** What it may look at. */
  readonly sees: (scope: Scope) => boolean
  readonly isStill: () => boolean
}

export interface Bearers {
  /** A new one, or the one given for longer where it is of the same rights. */
  give(claims: Pick<EmbedClaims, 'views' | 'namespaces'>, before: string | null): string
  /** Null for one that is none, or is over. */
  find(bearer: string): Embedded | null
}

interface Kept {
  readonly id: string
  readonly rights: string
  readonly views: EmbedClaims['views']
  readonly namespaces: readonly string[] | null
  until: number
}

const prefix = 'fle_'
/** Whether a text is meant as one of these: then it is taken for nothing else. */
export const isBearer = (text: string): boolean => text.startsWith(prefix)

const digest = (bearer: string): string => createHash('sha256').update(bearer).digest('base64url')

/** `now`: wall clock, milliseconds. */
export function makeBearers(now: () => number): Bearers {
  const kept = new Map<string, Kept>()
  const forgetOver = () => {
    for (const [key, { until }] of kept) if (until <= now()) kept.delete(key)
    while (kept.size >= mostBearers) kept.delete(kept.keys().next().value!)
  }
  const live = (key: string): Kept | null => {
    const found = kept.get(key)
    return found !== undefined && now() < found.until ? found : null
  }
  return {
    give({ views, namespaces }, before) {
      const rights = JSON.stringify([[...views].sort(), namespaces && [...namespaces].sort()])
      const known = before === null ? null : live(digest(before))
      if (before !== null && known?.rights === rights) {
        known.until = now() + bearerMs
        return before
      }
      forgetOver()
      const bearer = prefix + randomBytes(32).toString('base64url')
      const id = `embed:${randomBytes(9).toString('base64url')}`
      kept.set(digest(bearer), { id, rights, views, namespaces, until: now() + bearerMs })
      return bearer
    },
    find(bearer) {
      const key = digest(bearer)
      const found = isBearer(bearer) ? live(key) : null
      if (found === null) return null
      const { id, views, namespaces } = found
      const principal = { id, name: '', roles: [], namespaces }
      return { id, principal, sees: makeSees(views), isStill: () => live(key) === found }
    },
  }
}
