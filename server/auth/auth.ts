/** Who asks, and logging in and out: what the hub needs of it. */
import { type AuthAnswer, type AuthRequest, makeAnswers } from './answers.ts'
import { makeAttempts } from './attempts.ts'
import { type Asking, type Identity, makeIdentify, tokensOf } from './identify.ts'
import { makeOidc } from './oidc.ts'
import { makeSessions } from './sessions.ts'
import type { AuthSettings } from './settings.ts'
import { type KeptToken, keepToken } from './token-file.ts'

export interface AuthOptions {
  readonly settings: AuthSettings
  /** Where the hub listens. */
  readonly host: string
  readonly basePath: string
  readonly dataDir: string
  /** Wall clock, milliseconds. */
  readonly now: () => number
  /** A login was ended: whoever rests on it must be let go. */
  readonly onEnded: () => void
  /** Told what no screen shows. */
  readonly log: (sentence: string) => void
}

export interface Auth {
  /** Null for nobody the hub knows. */
  identify(asking: Asking): Identity | null
  /** Null for addresses that have nothing to do with it. */
  answer(request: AuthRequest): AuthAnswer | Promise<AuthAnswer> | null
  /** The token of its own the hub keeps; null where it needs none. */
  readonly kept: KeptToken | null
}

/** Rejects with a sentence when its token cannot be kept. */
export async function openAuth({ settings, host, basePath, dataDir, now, onEnded, log }: AuthOptions): Promise<Auth> {
  const kept = settings.is === 'token' && settings.token === null ? await keepToken(dataDir) : null
  const tokens =
    settings.is === 'token' || settings.is === 'oidc'
      ? tokensOf({ token: kept?.token ?? settings.token, viewToken: settings.viewToken })
      : []
  const sessions = makeSessions(now)
  return {
    identify: makeIdentify(settings, host, tokens, sessions),
    answer: makeAnswers({
      mode: settings.is,
      basePath,
      tokens,
      sessions,
      oidc:
        settings.is === 'oidc'
          ? { ...makeOidc(settings, now), isSecure: settings.redirect.startsWith('https:') }
          : null,
      attempt: makeAttempts(now),
      onEnded,
      log,
    }),
    kept,
  }
}
