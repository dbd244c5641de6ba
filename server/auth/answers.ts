/** `/api/v1/login`, `/logout`, `/me` and `/sessions`. */
import type { Principal } from '#model/principal.ts'
import { readCookies, writeCookie } from './cookie.ts'
import { findToken, type Identity, type KnownToken } from './identify.ts'
import type { LoginSessions } from './kept-sessions.ts'
import type { Oidc } from './oidc.ts'
import type { Login, Session } from './sessions.ts'
import type { AuthSettings } from './settings.ts'

export interface AuthRequest {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Below the base path, decoded. */
  readonly path: string
  readonly query: URLSearchParams
  readonly body: unknown
  /** Address of who asks. */
  readonly by: string
  /** The headers `Origin` and `Cookie`; empty for none. */
  readonly origin: string
  readonly cookie: string
  readonly identity: Identity | null
}

export interface AuthAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface AnswersOptions {
  readonly mode: AuthSettings['is']
  readonly basePath: string
  readonly tokens: readonly KnownToken[]
  readonly sessions: LoginSessions
  readonly oidc: (Oidc & { readonly isSecure: boolean; readonly basis: string }) | null
  /** 0 when this address may try to log in now; else seconds to wait. */
  readonly attempt: (address: string) => number
  readonly onEnded: () => void
  readonly log: (sentence: string) => void
}

const noStore = { 'cache-control': 'no-store' }
const json = (status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): AuthAnswer => ({
  status,
  headers: { ...noStore, 'content-type': 'application/json', ...headers },
  body: `${JSON.stringify(value, null, 2)}\n`,
})
const refuse = (status: number, error: string, headers?: Readonly<Record<string, string>>) =>
  json(status, { error }, headers)
const done = (headers: Readonly<Record<string, string>>): AuthAnswer => ({
  status: 204,
  headers: { ...noStore, ...headers },
  body: '',
})
const redirect = (location: string, headers: Readonly<Record<string, string>> = {}): AuthAnswer => ({
  status: 302,
  headers: { ...noStore, location, ...headers },
  body: '',
})

const tooOften = (seconds: number): AuthAnswer =>
  refuse(429, `Too many tries to log in from this address; try again in ${seconds} s.`, {
    'retry-after': String(seconds),
  })

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const time = (at: number): string => new Date(at).toISOString()

export function makeAnswers(options: AnswersOptions) {
  const { mode, basePath, tokens, sessions, oidc, attempt, onEnded, log } = options

  /** Whatever the browser held before is of no use any more. */
  const begin = async (login: Omit<Login, 'by'>, { by, cookie }: AuthRequest) => {
    for (const secret of readCookies('session', cookie)) {
      const before = sessions.find(secret)
      if (before !== null) await end(before.id).catch(() => {})
    }
    return (await sessions.start({ ...login, by })).secret
  }
  /** False where there is none. Rejects where others could not be told. */
  const end = async (id: string): Promise<boolean> => {
    const ending = sessions.end(id)
    // It is over here already, whatever the store takes to hear of it.
    onEnded()
    return ending
  }

  const me = ({ identity }: AuthRequest): AuthAnswer =>
    json(200, {
      mode,
      login: { token: tokens.length > 0, oidc: oidc !== null },
      user: identity && showUser(identity.principal, identity.session === null ? null : sessions.at(identity.session)),
    })

  const login = async (request: AuthRequest): Promise<AuthAnswer> => {
    if (tokens.length === 0) return refuse(409, 'Nobody logs in to this hub with a token.')
    const seconds = attempt(request.by)
    if (seconds > 0) return tooOften(seconds)
    const { body } = request
    const token = typeof body === 'object' && body !== null && 'token' in body ? body.token : null
    if (typeof token !== 'string') return refuse(400, 'A login is asked as {"token": TOKEN}.')
    const known = findToken(tokens, token.trim())
    if (known === null) return refuse(401, 'This is not a token of this hub.')
    const secret = await begin({ ...known, idToken: null }, request)
    return done({ 'set-cookie': writeCookie('session', secret, request.origin.startsWith('https:')) })
  }

  const logout = async ({ identity, cookie }: AuthRequest): Promise<AuthAnswer> => {
    const session = identity?.session ? sessions.at(identity.session) : null
    const headers = {
      'set-cookie': writeCookie('session', '', cookie.includes('__Host-')),
      // Neither cookies nor storage: they may be of other pages on this host.
      'clear-site-data': '"cache"',
    }
    if (session === null) return done(headers)
    await end(session.id).catch((error: unknown) => log(wordsOf(error)))
    const to = session.basis === oidc?.basis ? await logoutAtProvider(session.idToken) : null
    return to === null ? done(headers) : json(200, { to }, headers)
  }
  /** Null where there is no such thing, or it cannot be asked: then it is over here alone. */
  const logoutAtProvider = async (idToken: string | null): Promise<string | null> => {
    try {
      return (await oidc?.logout(idToken)) ?? null
    } catch (error) {
      log(wordsOf(error))
      return null
    }
  }

  const goToProvider = async ({ by, query }: AuthRequest): Promise<AuthAnswer> => {
    if (oidc === null) return refuse(409, 'Nobody logs in to this hub by an OpenID provider.')
    const seconds = attempt(by)
    if (seconds > 0) return tooOften(seconds)
    const to = query.get('to') ?? ''
    try {
      const { secret, url } = await oidc.begin(isOwnPath(to, basePath) ? to : `${basePath}/`)
      return redirect(url, { 'set-cookie': writeCookie('login', secret, oidc.isSecure) })
    } catch (error) {
      log(wordsOf(error))
      return redirect(`${basePath}/#login-failed`)
    }
  }

  const comeBack = async (request: AuthRequest): Promise<AuthAnswer> => {
    const [secret] = readCookies('login', request.cookie)
    if (oidc === null) return refuse(409, 'Nobody logs in to this hub by an OpenID provider.')
    const ended = await oidc.end(secret ?? '', request.query)
    if (ended.ok)
      return redirect(ended.to, {
        'set-cookie': writeCookie('session', await begin({ ...ended, basis: oidc.basis }, request), oidc.isSecure),
      })
    log(`A login from ${request.by} failed: ${ended.why}.`)
    return redirect(`${basePath}/#login-failed`, { 'set-cookie': writeCookie('login', '', oidc.isSecure) })
  }

  const answers: Readonly<Record<string, (request: AuthRequest) => AuthAnswer | Promise<AuthAnswer>>> = {
    'GET /api/v1/me': me,
    'POST /api/v1/login': login,
    'GET /api/v1/login/oidc': goToProvider,
    'GET /api/v1/login/callback': comeBack,
    'POST /api/v1/logout': logout,
    'GET /api/v1/sessions': async ({ identity }) =>
      json(200, { sessions: (await sessions.list()).map((each) => showSession(each, each.id === identity?.session)) }),
  }
  const endSession = async (id: string): Promise<AuthAnswer> => {
    try {
      return (await end(id)) ? done({}) : refuse(404, `There is no session “${id}”; /api/v1/sessions lists them.`)
    } catch (error) {
      return refuse(503, wordsOf(error))
    }
  }

  return (request: AuthRequest): AuthAnswer | Promise<AuthAnswer> | null => {
    const { method, path } = request
    const key = `${method} ${path}`
    if (Object.hasOwn(answers, key)) return answers[key]!(request)
    const [, id] = /^DELETE \/api\/v1\/sessions\/([0-9a-f]{12})$/.exec(key) ?? []
    return id === undefined ? null : endSession(id)
  }
}

const showUser = ({ id, name, roles, namespaces }: Principal, session: Session | null) => ({
  id,
  name,
  roles,
  namespaces,
  endsAt: session ? time(session.endsAt) : null,
})

const showSession = ({ id, principal, by, startedAt, seenAt, endsAt }: Session, isYours: boolean) => ({
  id,
  user: showUser(principal, null),
  by,
  startedAt: time(startedAt),
  seenAt: time(seenAt),
  endsAt: time(endsAt),
  isYours,
})

/** A path of this hub, and nothing a browser could read as an address of another. */
const isOwnPath = (text: string, basePath: string): boolean =>
  text.startsWith(`${basePath}/`) && /^\/(?!\/)[\w./~!$&'()*+,;=:@%?-]*$/.test(text)
