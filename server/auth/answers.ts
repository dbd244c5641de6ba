/** `/api/v1/login`, `/logout`, `/me` and `/sessions`. */
import type { Principal } from '#model/principal.ts'
import { readCookies, writeCookie } from './cookie.ts'
import { findToken, type Identity, type KnownToken } from './identify.ts'
import type { Oidc } from './oidc.ts'
import type { Session, Sessions } from './sessions.ts'
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
  readonly sessions: Sessions
  readonly oidc: (Oidc & { readonly isSecure: boolean }) | null
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

const time = (at: number): string => new Date(at).toISOString()

export function makeAnswers(options: AnswersOptions) {
  const { mode, basePath, tokens, sessions, oidc, attempt, onEnded, log } = options

  /** Whatever the browser held before is of no use any more. */
  const begin = (principal: Principal, { by, cookie }: AuthRequest) => {
    for (const secret of readCookies('session', cookie)) {
      const before = sessions.find(secret)
      if (before !== null && sessions.end(before.id)) onEnded()
    }
    return sessions.start(principal, by).secret
  }

  const me = ({ identity }: AuthRequest): AuthAnswer =>
    json(200, {
      mode,
      login: { token: tokens.length > 0, oidc: oidc !== null },
      user:
        identity &&
        showUser(
          identity.principal,
          sessions.list().find(({ id }) => id === identity.session),
        ),
    })

  const login = (request: AuthRequest): AuthAnswer => {
    if (tokens.length === 0) return refuse(409, 'Nobody logs in to this hub with a token.')
    const seconds = attempt(request.by)
    if (seconds > 0) return tooOften(seconds)
    const { body } = request
    const token = typeof body === 'object' && body !== null && 'token' in body ? body.token : null
    if (typeof token !== 'string') return refuse(400, 'A login is asked as {"token": TOKEN}.')
    const principal = findToken(tokens, token.trim())
    if (principal === null) return refuse(401, 'This is not a token of this hub.')
    return done({
      'set-cookie': writeCookie('session', begin(principal, request), request.origin.startsWith('https:')),
    })
  }

  const logout = ({ identity, cookie }: AuthRequest): AuthAnswer => {
    if (identity?.session && sessions.end(identity.session)) onEnded()
    const isSecure = cookie.includes('__Host-')
    return done({ 'set-cookie': writeCookie('session', '', isSecure), 'clear-site-data': '"cache"' })
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
      log(error instanceof Error ? error.message : String(error))
      return redirect(`${basePath}/#login-failed`)
    }
  }

  const comeBack = async (request: AuthRequest): Promise<AuthAnswer> => {
    const [secret] = readCookies('login', request.cookie)
    if (oidc === null) return refuse(409, 'Nobody logs in to this hub by an OpenID provider.')
    const ended = await oidc.end(secret ?? '', request.query)
    if (ended.ok)
      return redirect(ended.to, {
        'set-cookie': writeCookie('session', begin(ended.principal, request), oidc.isSecure),
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
    'GET /api/v1/sessions': ({ identity }) =>
      json(200, { sessions: sessions.list().map((each) => showSession(each, each.id === identity?.session)) }),
  }
  const endSession = (id: string): AuthAnswer => {
    if (!sessions.end(id)) return refuse(404, `There is no session “${id}”; /api/v1/sessions lists them.`)
    onEnded()
    return done({})
  }

  return (request: AuthRequest): AuthAnswer | Promise<AuthAnswer> | null => {
    const { method, path } = request
    const key = `${method} ${path}`
    if (Object.hasOwn(answers, key)) return answers[key]!(request)
    const [, id] = /^DELETE \/api\/v1\/sessions\/([0-9a-f]{12})$/.exec(key) ?? []
    return id === undefined ? null : endSession(id)
  }
}

const showUser = ({ id, name, roles, namespaces }: Principal, session: Session | undefined) => ({
  id,
  name,
  roles,
  namespaces,
  endsAt: session ? time(session.endsAt) : null,
})

const showSession = ({ id, principal, by, startedAt, seenAt, endsAt }: Session, isYours: boolean) => ({
  id,
  user: showUser(principal, undefined),
  by,
  startedAt: time(startedAt),
  seenAt: time(seenAt),
  endsAt: time(endsAt),
  isYours,
})

/** A path of this hub, and nothing a browser could read as an address of another. */
const isOwnPath = (text: string, basePath: string): boolean =>
  text.startsWith(`${basePath}/`) && /^\/(?!\/)[\w./~!$&'()*+,;=:@%?-]*$/.test(text)
