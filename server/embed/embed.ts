/** Embedding, as the hub has it: tokens for portals, bearers for pages, who may frame them. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { embedLimits, parseEmbedAsk } from '#model/embed/claims.ts'
import { has, type Principal } from '#model/principal.ts'
import { type Bearers, bearerMs, type Embedded, isBearer, makeBearers } from './bearers.ts'
import type { EmbedSettings } from './settings.ts'
import { makeToken, readToken } from './tokens.ts'

export interface EmbedRequest {
  readonly method: string
  /** Below the base path, decoded. */
  readonly path: string
  readonly body: unknown
  readonly principal: Principal | null
}

export interface EmbedAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Embed {
  /** Null for addresses that have nothing to do with it. */
  answer(request: EmbedRequest): EmbedAnswer | null
  /** Undefined where an `Authorization` is not meant for it; null where it is, and holds no more. */
  identify(path: string, authorization: string | undefined): Embedded | null | undefined
  find(bearer: string): Embedded | null
  readonly parents: readonly string[]
}

export interface EmbedOptions {
  readonly settings: EmbedSettings
  /** Signs tokens. */
  readonly key: Buffer
  /** Wall clock, milliseconds. */
  readonly now: () => number
}

const tokensPath = '/api/v1/embed-tokens'
/** A portal's server: it is given tokens and nothing else. */
const portal: Principal = { id: 'portal', name: '', roles: [], namespaces: null }
const knownPortal: Embedded = { principal: portal, id: portal.id, sees: () => false, isStill: () => true }

const send = (status: number, value: object): EmbedAnswer => ({
  status,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: `${JSON.stringify(value, null, 2)}\n`,
})

/** Tokens that were exchanged are remembered until they could not be any more; more than this in a minute are refused. */
const mostExchanges = 20_000

export function makeEmbed({ settings, key, now }: EmbedOptions): Embed {
  const bearers: Bearers = makeBearers(now)
  const exchanged = new Map<string, number>()

  const issue = ({ principal, body }: EmbedRequest): EmbedAnswer => {
    const isPortal = principal === portal
    if (!isPortal && principal === null)
      return send(401, {
        error: 'Only an admin or a portal that shows FAIRLEAD_EMBED_KEY as its bearer token is given tokens.',
      })
    if (!isPortal && !has(principal!, 'admin'))
      return send(403, { error: 'This needs the role admin, which you do not have.' })
    if (settings.parents.length === 0)
      return send(409, { error: 'No page may embed this hub: name its origin in FAIRLEAD_EMBED_PARENTS.' })
    const ask = parseEmbedAsk(body)
    if (!ask.ok) return send(400, { error: `The token is not understood: ${ask.why}.` })
    const own = isPortal ? null : principal!.namespaces
    if (own !== null && (ask.value.namespaces === null || !ask.value.namespaces.every((each) => own.includes(each))))
      return send(403, { error: 'You cannot let others see namespaces that you do not see.' })
    return send(200, { token: makeToken(key, ask.value, now()), seconds: ask.value.seconds })
  }

  const exchange = (body: unknown): EmbedAnswer => {
    const { token, bearer } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
    const claims = typeof token === 'string' && settings.parents.length > 0 ? readToken(key, token, now()) : null
    for (const [jti, until] of exchanged) if (until <= now()) exchanged.delete(jti)
    if (claims === null || exchanged.has(claims.jti))
      return send(401, { error: 'This token was not made by this hub, was used already, or is over.' })
    if (exchanged.size >= mostExchanges) return send(429, { error: 'Too many tokens were exchanged within a minute.' })
    exchanged.set(claims.jti, claims.until)
    return send(200, {
      bearer: bearers.give(claims, typeof bearer === 'string' ? bearer : null),
      seconds: bearerMs / 1_000,
      views: claims.views,
      namespaces: claims.namespaces,
    })
  }

  return {
    parents: settings.parents,
    find: bearers.find,
    identify(path, authorization) {
      const [, given] = /^Bearer (.+)$/i.exec(authorization ?? '') ?? []
      if (given === undefined) return undefined
      if (isBearer(given)) return bearers.find(given)
      return path === tokensPath && settings.key !== '' && isSame(given, settings.key) ? knownPortal : undefined
    },
    answer(request) {
      const { method, path } = request
      if (path === tokensPath && method === 'POST') return issue(request)
      if (path === '/api/v1/embed/exchange' && method === 'POST') return exchange(request.body)
      if (path === '/api/v1/embed' && method === 'GET')
        return send(200, { parents: settings.parents, mostSeconds: embedLimits.mostSeconds })
      return null
    },
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
const isSame = (given: string, own: string): boolean => timingSafeEqual(digest(given), digest(own))
