/** Who is logged in by a browser: in memory, by the hash of what the browser holds. */
import { randomBytes } from 'node:crypto'
import type { Principal } from '#model/principal.ts'
import { digestOf, makeSecret } from './digest.ts'

export interface Session {
  /** Names it to admins; of no use as a key. */
  readonly id: string
  readonly principal: Principal
  /** Address it was begun from. */
  readonly by: string
  /** The hub's wall clock, milliseconds. */
  readonly startedAt: number
  readonly seenAt: number
  /** However much it is used. */
  readonly endsAt: number
}

export interface Sessions {
  /** `secret` is for the browser alone. */
  start(principal: Principal, by: string): { readonly secret: string; readonly session: Session }
  /** Null for one that is none, or none any more. To find it is to use it. */
  find(secret: string): Session | null
  /** Whether it goes on; to ask is to use it. */
  isOn(id: string): boolean
  list(): readonly Session[]
  /** False where there is none. */
  end(id: string): boolean
}

export const sessionLimits = { absoluteMs: 8 * 3_600_000, idleMs: 30 * 60_000, most: 10_000 }

export function makeSessions(now: () => number, limits: typeof sessionLimits = sessionLimits): Sessions {
  const byDigest = new Map<string, string>()
  const byId = new Map<string, Session & { readonly digest: string }>()

  const forget = (id: string): boolean => {
    const known = byId.get(id)
    if (known === undefined) return false
    byId.delete(id)
    byDigest.delete(known.digest)
    return true
  }
  const use = (id: string | undefined): Session | null => {
    const known = id === undefined ? undefined : byId.get(id)
    if (known === undefined) return null
    const at = now()
    if (at >= known.endsAt || at - known.seenAt >= limits.idleMs) {
      forget(known.id)
      return null
    }
    const used = { ...known, seenAt: at }
    byId.set(known.id, used)
    return used
  }
  const live = () => [...byId.values()].filter(({ endsAt, seenAt }) => now() < endsAt && now() - seenAt < limits.idleMs)

  return {
    start(principal, by) {
      const kept = new Set(live().map(({ id }) => id))
      for (const id of byId.keys()) if (!kept.has(id)) forget(id)
      if (byId.size >= limits.most) forget(byId.keys().next().value!)
      const secret = makeSecret()
      const digest = digestOf(secret).toString('hex')
      const at = now()
      const id = randomBytes(6).toString('hex')
      const session = { id, principal, by, startedAt: at, seenAt: at, endsAt: at + limits.absoluteMs, digest }
      byId.set(id, session)
      byDigest.set(digest, id)
      return { secret, session }
    },
    find: (secret) => use(byDigest.get(digestOf(secret).toString('hex'))),
    isOn: (id) => use(id) !== null,
    list: live,
    end: forget,
  }
}
