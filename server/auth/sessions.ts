/** Who is logged in by a browser, as this hub knows it now: in memory, by the hash of what the browser holds. */
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

export interface KnownSession extends Session {
  /** Of its secret, in hex. */
  readonly digest: string
  /** Names what lets its principal in: a token, a provider with its settings. A session does not outlive it. */
  readonly basis: string
  /** What a provider said of its login, for logging out there: in memory alone. Null for none. */
  readonly idToken: string | null
}

export type Login = Pick<KnownSession, 'principal' | 'by' | 'basis' | 'idToken'>

export interface Sessions {
  /** `secret` is for the browser alone. */
  start(login: Login): { readonly secret: string; readonly session: KnownSession }
  /** Null for one that is none, or none any more. To find it is to use it. */
  find(secret: string): Session | null
  /** Whether it goes on; to ask is to use it. */
  isOn(id: string): boolean
  /** Without a use of it; null where it is not on. */
  at(id: string): KnownSession | null
  /** Whether `find` would find it; no use of it. */
  knows(digest: string): boolean
  /** One that was begun elsewhere. */
  take(session: KnownSession): void
  list(): readonly KnownSession[]
  /** False where there is none. */
  end(id: string): boolean
}

export const sessionLimits = { absoluteMs: 8 * 3_600_000, idleMs: 30 * 60_000, most: 10_000 }
export type SessionLimits = typeof sessionLimits

export const keyOf = (secret: string): string => digestOf(secret).toString('hex')

export function makeSessions(now: () => number, limits: SessionLimits = sessionLimits): Sessions {
  const byDigest = new Map<string, string>()
  const byId = new Map<string, KnownSession>()

  const forget = (id: string): boolean => {
    const known = byId.get(id)
    if (known === undefined) return false
    byId.delete(id)
    byDigest.delete(known.digest)
    return true
  }
  const isLive = ({ endsAt, seenAt }: Session): boolean => now() < endsAt && now() - seenAt < limits.idleMs
  const at = (id: string): KnownSession | null => {
    const known = byId.get(id)
    return known !== undefined && isLive(known) ? known : null
  }
  const use = (id: string | undefined): Session | null => {
    const known = id === undefined ? undefined : byId.get(id)
    if (known === undefined) return null
    if (!isLive(known)) {
      forget(known.id)
      return null
    }
    const used = { ...known, seenAt: now() }
    byId.set(known.id, used)
    return used
  }
  const take = (session: KnownSession): void => {
    for (const known of [...byId.values()]) if (!isLive(known)) forget(known.id)
    if (byId.size >= limits.most) forget(byId.keys().next().value!)
    byId.set(session.id, session)
    byDigest.set(session.digest, session.id)
  }

  return {
    start(login) {
      const secret = makeSecret()
      const at = now()
      const session = {
        id: randomBytes(6).toString('hex'),
        ...login,
        startedAt: at,
        seenAt: at,
        endsAt: at + limits.absoluteMs,
        digest: keyOf(secret),
      }
      take(session)
      return { secret, session }
    },
    find: (secret) => use(byDigest.get(keyOf(secret))),
    isOn: (id) => use(id) !== null,
    at,
    knows: (digest) => at(byDigest.get(digest) ?? '') !== null,
    take,
    list: () => [...byId.values()].filter(isLive),
    end: forget,
  }
}
