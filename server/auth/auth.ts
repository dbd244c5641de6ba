/** Who asks, and logging in and out: what the hub needs of it. */
import type { IncomingHttpHeaders } from 'node:http'
import type { Database } from '#server/store/database.ts'
import { type AuthAnswer, type AuthRequest, makeAnswers } from './answers.ts'
import { makeAttempts } from './attempts.ts'
import { readCookies } from './cookie.ts'
import { makeBasis } from './digest.ts'
import { type Asking, type Identity, makeIdentify, makeWhyUnknown, tokensOf } from './identify.ts'
import { keepSessions } from './kept-sessions.ts'
import { makeOidc } from './oidc.ts'
import { makeSessions } from './sessions.ts'
import type { AuthSettings, OidcSettings } from './settings.ts'
import { type KeptToken, keepToken } from './token-file.ts'

export interface AuthOptions {
  readonly settings: AuthSettings
  /** Where the hub listens. */
  readonly host: string
  readonly basePath: string
  readonly dataDir: string
  /** Where sessions are kept. */
  readonly store: Database
  readonly timing: {
    /** Wall clock, milliseconds. */
    readonly now: () => number
    readonly after: (ms: number, run: () => void) => () => void
  }
  /** A login was ended: whoever rests on it must be let go. */
  readonly onEnded: () => void
  /** Told what no screen shows. */
  readonly log: (sentence: string) => void
}

export interface Auth {
  /** Before `identify`: who logged in at a run before, or at another hub on this store, is known from now on. */
  recall(headers: IncomingHttpHeaders): Promise<void>
  /** Null for nobody the hub knows. */
  identify(asking: Asking): Identity | null
  /** In a sentence, why; null where the way to log in says enough. */
  whyUnknown(asking: Asking): string | null
  /** Null for addresses that have nothing to do with it. */
  answer(request: AuthRequest): AuthAnswer | Promise<AuthAnswer> | null
  /** The token of its own the hub keeps; null where it needs none. */
  readonly kept: KeptToken | null
  close(): Promise<void>
}

/** Rejects with a sentence when its token cannot be kept. */
export async function openAuth(options: AuthOptions): Promise<Auth> {
  const { settings, host, basePath, dataDir, store, timing, onEnded, log } = options
  const { now } = timing
  const kept = settings.is === 'token' && settings.token === null ? await keepToken(dataDir) : null
  const tokens =
    settings.is === 'token' || settings.is === 'oidc'
      ? tokensOf({ token: kept?.token ?? settings.token, viewToken: settings.viewToken })
      : []
  const oidc = settings.is === 'oidc' ? { ...makeOidc(settings, now), ...constantsOf(settings) } : null
  const bases = new Set([...tokens, ...(oidc === null ? [] : [oidc])].map(({ basis }) => basis))
  // Where nobody logs in nothing is kept.
  const shared = bases.size === 0 ? null : await keepSessions({ store, bases, onEnded, log, timing })
  const sessions = shared ?? makeSessions(now)
  return {
    recall: async ({ cookie }) => shared?.recall(readCookies('session', cookie)),
    identify: makeIdentify({ settings, host, tokens, sessions, now }),
    whyUnknown: makeWhyUnknown(settings, now),
    answer: makeAnswers({
      mode: settings.is,
      basePath,
      tokens,
      sessions,
      oidc,
      attempt: makeAttempts(now),
      onEnded,
      log,
    }),
    kept,
    close: async () => shared?.close(),
  }
}

/** Whoever a provider let in under other settings may have had other rights. */
const constantsOf = (settings: OidcSettings) => ({
  isSecure: settings.redirect.startsWith('https:'),
  basis: makeBasis(
    settings.issuer,
    settings.clientId,
    settings.groupsClaim,
    settings.namespacesClaim,
    JSON.stringify([...settings.grants]),
  ),
})
