/** Login at an OpenID provider: authorization code with PKCE. The provider is asked for the first time when somebody logs in. */
import * as oidc from 'openid-client'
import type { Principal } from '#model/principal.ts'
import { digestOf, makeSecret } from './digest.ts'
import { grant, listOf } from './grant.ts'
import type { OidcSettings } from './settings.ts'

export interface Begun {
  /** For the browser to keep until it comes back. */
  readonly secret: string
  /** Where the browser goes. */
  readonly url: string
}

export type Ended =
  | { readonly ok: true; readonly principal: Principal; readonly to: string; readonly idToken: string | null }
  | { readonly ok: false; readonly why: string }

export interface Oidc {
  /** `to`: path to come back to. Rejects with a sentence when the provider does not answer. */
  begin(to: string): Promise<Begun>
  /** `query`: what the provider sent the browser back with. */
  end(secret: string, query: URLSearchParams): Promise<Ended>
  /**
   * Where a browser goes to log out there too; null where the provider offers no such thing. `idToken`: of its login, by
   * which the provider knows whom to ask nothing. Rejects with a sentence when it does not answer.
   */
  logout(idToken: string | null): Promise<string | null>
}

interface Pending {
  readonly verifier: string
  readonly state: string
  readonly nonce: string
  readonly to: string
  readonly until: number
}

/** Of a login on its way: how long it may take, and how many there may be. */
const pendingMs = 600_000
const mostPending = 1_000

export function makeOidc(settings: OidcSettings, now: () => number): Oidc {
  const pending = new Map<string, Pending>()
  let known: Promise<oidc.Configuration> | null = null

  const provider = (): Promise<oidc.Configuration> => {
    const { issuer, clientId, clientSecret } = settings
    const isPlain = new URL(issuer).protocol === 'http:'
    known ??= oidc
      .discovery(
        new URL(issuer),
        clientId,
        clientSecret === '' ? undefined : clientSecret,
        clientSecret === '' ? oidc.None() : undefined,
        { timeout: 10, ...(isPlain ? { execute: [oidc.allowInsecureRequests] } : {}) },
      )
      .catch((error: unknown) => {
        known = null
        throw new Error(`The OpenID provider at ${issuer} cannot be asked: ${wordsOf(error)}.`)
      })
    return known
  }

  const claimsOf = async (
    config: oidc.Configuration,
    tokens: Awaited<ReturnType<typeof oidc.authorizationCodeGrant>>,
  ) => {
    const claims = tokens.claims() as Record<string, unknown> & { readonly sub: string }
    const wanted = [settings.groupsClaim, settings.namespacesClaim].filter((name) => name !== '')
    const isWhole = wanted.every((name) => name in claims)
    if (isWhole || config.serverMetadata().userinfo_endpoint === undefined) return claims
    return { ...(await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)), ...claims }
  }

  return {
    async begin(to) {
      const config = await provider()
      for (const [key, { until }] of pending) if (until <= now()) pending.delete(key)
      if (pending.size >= mostPending) pending.delete(pending.keys().next().value!)
      const secret = makeSecret()
      const login = {
        verifier: oidc.randomPKCECodeVerifier(),
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        to,
        until: now() + pendingMs,
      }
      pending.set(digestOf(secret).toString('hex'), login)
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: settings.redirect,
        scope: `openid ${settings.scopes}`,
        code_challenge: await oidc.calculatePKCECodeChallenge(login.verifier),
        code_challenge_method: 'S256',
        state: login.state,
        nonce: login.nonce,
      })
      return { secret, url: url.href }
    },

    async end(secret, query) {
      const key = digestOf(secret).toString('hex')
      const login = pending.get(key)
      pending.delete(key)
      if (login === undefined || login.until <= now())
        return { ok: false, why: 'the browser came back without having been sent, or after ten minutes' }
      const back = new URL(settings.redirect)
      back.search = query.toString()
      try {
        const config = await provider()
        const tokens = await oidc.authorizationCodeGrant(config, back, {
          pkceCodeVerifier: login.verifier,
          expectedState: login.state,
          expectedNonce: login.nonce,
          idTokenExpected: true,
        })
        const principal = grant(knownBy(await claimsOf(config, tokens), settings), settings.grants)
        if (principal !== null) return { ok: true, principal, to: login.to, idToken: tokens.id_token ?? null }
        return { ok: false, why: 'no group of theirs is in FAIRLEAD_ROLES' }
      } catch (error) {
        return { ok: false, why: wordsOf(error) }
      }
    },

    async logout(idToken) {
      const config = await provider()
      if (config.serverMetadata().end_session_endpoint === undefined) return null
      return oidc.buildEndSessionUrl(config, {
        ...(idToken === null ? {} : { id_token_hint: idToken }),
        ...(settings.afterLogout === '' ? {} : { post_logout_redirect_uri: settings.afterLogout }),
      }).href
    },
  }
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).replace(/\.$/, '')

/** A namespace claim that is asked for and not there leaves no namespace. */
function knownBy(claims: Readonly<Record<string, unknown>>, { groupsClaim, namespacesClaim }: OidcSettings) {
  const text = (name: string) => (typeof claims[name] === 'string' ? claims[name] : '')
  return {
    id: text('sub'),
    name: text('name') || text('preferred_username') || text('email'),
    groups: listOf(claims[groupsClaim]),
    namespaces: namespacesClaim === '' ? null : listOf(claims[namespacesClaim]),
  }
}
