/** Who sends a request or opens a socket. */
import type { IncomingHttpHeaders } from 'node:http'
import { everybody, type Principal } from '#model/principal.ts'
import { readCookies } from './cookie.ts'
import { digestOf, isSecret, makeBasis } from './digest.ts'
import type { LoginSessions } from './kept-sessions.ts'
import { makeProxy, type ProxyPeer } from './proxy.ts'
import { type AuthSettings, isLoopback } from './settings.ts'
import { visitorBy } from './visitors.ts'

export interface Asking {
  readonly headers: IncomingHttpHeaders
  /** The other end of the connection. */
  readonly peer: ProxyPeer
}

export interface Identity {
  readonly principal: Principal
  /** Id of the login it rests on; null where every request says anew who asks. */
  readonly session: string | null
  /** Whether it is so still: a login may have ended since. */
  readonly isStill: () => boolean
  /** For the browser of a visitor who is new here; absent for everybody else. */
  readonly visitorSecret?: string | null
}

/** Tokens of programs, and of browsers that log in with one. */
export interface KnownToken {
  readonly digest: Buffer
  readonly principal: Principal
  readonly basis: string
}

const onlyLooks = ['view', 'snapshot'] as const

export function tokensOf({ token, viewToken }: { readonly token: string | null; readonly viewToken: string | null }) {
  const known = (secret: string | null, principal: Principal): KnownToken[] => {
    if (secret === null) return []
    const digest = digestOf(secret)
    return [{ digest, principal, basis: makeBasis(principal.id, digest.toString('hex')) }]
  }
  return [
    ...known(token, { id: 'token', name: '', roles: ['admin'], namespaces: null }),
    ...known(viewToken, { id: 'view-token', name: '', roles: onlyLooks, namespaces: null }),
  ]
}

/** All are compared, whichever fits. */
export const findToken = (tokens: readonly KnownToken[], given: string): KnownToken | null =>
  tokens.filter(({ digest }) => isSecret(given, digest))[0] ?? null

export interface IdentifyOptions {
  readonly settings: AuthSettings
  /** Where the hub listens. */
  readonly host: string
  readonly tokens: readonly KnownToken[]
  readonly sessions: Pick<LoginSessions, 'find' | 'isOn'>
  /** Wall clock, milliseconds. */
  readonly now: () => number
}

export function makeIdentify({
  settings,
  host,
  tokens,
  sessions,
  now,
}: IdentifyOptions): (asking: Asking) => Identity | null {
  const always = (principal: Principal | null): Identity | null =>
    principal && { principal, session: null, isStill: () => true }

  switch (settings.is) {
    case 'open':
    case 'demo':
      if (settings.is === 'demo' && isLoopback(host)) return () => always(everybody)
      return ({ headers }) => {
        const { id, secret } = visitorBy(headers.cookie)
        const principal = { ...everybody, id, roles: onlyLooks }
        return { principal, session: null, isStill: () => true, visitorSecret: secret }
      }
    case 'proxy': {
      const proxy = makeProxy(settings, now)
      return (asking) => {
        const asked = proxy.ask(asking)
        if (!asked.ok) return null
        return { principal: asked.principal, session: null, isStill: () => proxy.isBelieved(asking.peer) }
      }
    }
    case 'token':
    case 'oidc':
      return ({ headers }) => {
        const { authorization, cookie } = headers
        if (authorization !== undefined) {
          const [, bearer] = /^Bearer ([\w~+/.=-]{1,4096})$/i.exec(authorization) ?? []
          return always(bearer === undefined ? null : (findToken(tokens, bearer)?.principal ?? null))
        }
        for (const secret of readCookies('session', cookie)) {
          const session = sessions.find(secret)
          if (session === null) continue
          const { id, principal } = session
          return { principal, session: id, isStill: () => sessions.isOn(id) }
        }
        return null
      }
  }
}

/** In a sentence, why nobody is known for who asks; null where the way to log in says enough. */
export function makeWhyUnknown(settings: AuthSettings, now: () => number): (asking: Asking) => string | null {
  if (settings.is !== 'proxy') return () => null
  const proxy = makeProxy(settings, now)
  return (asking) => {
    const asked = proxy.ask(asking)
    return asked.ok ? null : asked.why
  }
}
