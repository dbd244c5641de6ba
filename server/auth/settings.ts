/** `FAIRLEAD_AUTH` and what belongs to it: how the hub knows who asks. */
import { type Role, roles } from '#model/principal.ts'

/** Roles by group; `*` stands for whoever is known at all. */
export type Grants = ReadonlyMap<string, readonly Role[]>

export interface TokenSettings {
  readonly is: 'token'
  /** Null for the one the hub makes at its first start, and keeps. */
  readonly token: string | null
  /** Of who may look and keep snapshots; null for none. */
  readonly viewToken: string | null
}

export interface OidcSettings {
  readonly is: 'oidc'
  readonly issuer: string
  readonly clientId: string
  /** Empty for a public client. */
  readonly clientSecret: string
  /** Whole address of `/api/v1/login/callback` as the browser sees it. */
  readonly redirect: string
  /** Address the provider sends browsers back to when they logged out there; empty to leave them there. */
  readonly afterLogout: string
  /** Asked for besides `openid`. */
  readonly scopes: string
  /** Claim that lists groups. */
  readonly groupsClaim: string
  /** Claim that lists namespaces, `*` for all; empty for no limit. */
  readonly namespacesClaim: string
  readonly grants: Grants
  /** For programs: as in `TokenSettings`, but never made by the hub. */
  readonly token: string | null
  readonly viewToken: string | null
}

export interface ProxySettings {
  readonly is: 'proxy'
  /** A certificate alone makes a connection the proxy's; else it must come from this machine. */
  readonly needsCertificate: boolean
  /** Names of which its certificate must have one; empty for any. */
  readonly names: readonly string[]
  /** Header names, in lower case. */
  readonly userHeader: string
  readonly groupsHeader: string
  /** Empty for no limit. */
  readonly namespacesHeader: string
  readonly grants: Grants
}

export type AuthSettings =
  | TokenSettings
  | OidcSettings
  | ProxySettings
  /** Everybody may look and keep snapshots; nobody may begin anything. */
  | { readonly is: 'open' }
  /** The demo: everybody on this machine may do everything, for it is simulated. */
  | { readonly is: 'demo' }

type Environment = Readonly<Record<string, string | undefined>>
type Problem = <T>(sentence: string, instead: T) => T

export interface AuthSurroundings {
  /** Text of a file. Throws when it cannot be read. */
  readFile(path: string): string
}

/** Where the hub listens. */
export interface Reached {
  readonly host: string
  readonly isUnixSocket: boolean
  /** It asks who connects for a certificate. */
  readonly asksCertificate: boolean
}

export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(host)

const onlyLooks: AuthSettings = { is: 'open' }

export function readAuthSettings(
  env: Environment,
  reached: Reached,
  around: AuthSurroundings,
  problem: Problem,
): AuthSettings {
  const mode = env['FAIRLEAD_AUTH'] || 'token'
  const { host, isUnixSocket } = reached
  switch (mode) {
    case 'token':
      return { is: 'token', ...readTokens(env, around, problem) }
    case 'oidc':
      return readOidc(env, around, problem)
    case 'proxy':
      return readProxy(env, reached, problem)
    case 'open':
      if (isLoopback(host) || isUnixSocket || env['FAIRLEAD_OPEN_ANYWAY'] === 'on') return onlyLooks
      return problem(
        `FAIRLEAD_AUTH is open and FAIRLEAD_HOST is ${host}: everybody who reaches it would see the cluster. Listen on 127.0.0.1, choose token, oidc or proxy, or set FAIRLEAD_OPEN_ANYWAY=on.`,
        onlyLooks,
      )
    default:
      return problem(`FAIRLEAD_AUTH is “${mode}”; it must be token, oidc, proxy or open.`, onlyLooks)
  }
}

/** A token shorter than this can be guessed. */
export const leastTokenLength = 32

function readTokens(env: Environment, around: AuthSurroundings, problem: Problem) {
  const read = (name: string): string | null => {
    const token = readSecret(name, env, around, problem)
    if (token === '' || token.length >= leastTokenLength) return token || null
    return problem(`${name} has ${token.length} characters; it must have ${leastTokenLength} or more.`, null)
  }
  const token = read('FAIRLEAD_TOKEN')
  const viewToken = read('FAIRLEAD_VIEW_TOKEN')
  if (token === null || token !== viewToken) return { token, viewToken }
  return problem('FAIRLEAD_TOKEN and FAIRLEAD_VIEW_TOKEN are the same; each needs its own.', { token, viewToken })
}

/** The setting, or the text of the file that `NAME_FILE` names; empty for neither. */
export function readSecret(name: string, env: Environment, around: AuthSurroundings, problem: Problem): string {
  const path = env[`${name}_FILE`]
  if (!path) return env[name] ?? ''
  if (env[name]) return problem(`${name} and ${name}_FILE are both set; set one of them.`, '')
  try {
    const text = around.readFile(path).trim()
    return text === '' ? problem(`${name}_FILE ${path} is empty; put the secret in it.`, '') : text
  } catch (error) {
    return problem(`${name}_FILE ${path} cannot be read: ${error instanceof Error ? error.message : error}.`, '')
  }
}

function readOidc(env: Environment, around: AuthSurroundings, problem: Problem): AuthSettings {
  const needed = (name: string): string => env[name] || problem(`${name} is not set; FAIRLEAD_AUTH=oidc needs it.`, '')
  const url = (name: string, isNeeded = true): string => {
    const text = isNeeded ? needed(name) : env[name] || ''
    const parsed = URL.canParse(text) ? new URL(text) : null
    if (text === '' || parsed?.protocol === 'https:' || (parsed?.protocol === 'http:' && isLoopback(parsed.hostname)))
      return text
    return problem(`${name} is “${text}”; it must be an https address, or http on this machine.`, '')
  }
  const redirect = url('FAIRLEAD_OIDC_REDIRECT')
  if (redirect !== '' && !new URL(redirect).pathname.endsWith('/api/v1/login/callback'))
    problem(`FAIRLEAD_OIDC_REDIRECT is “${redirect}”; its path must end with /api/v1/login/callback.`, '')
  return {
    is: 'oidc',
    issuer: url('FAIRLEAD_OIDC_ISSUER'),
    clientId: needed('FAIRLEAD_OIDC_CLIENT_ID'),
    clientSecret: readSecret('FAIRLEAD_OIDC_CLIENT_SECRET', env, around, problem),
    redirect,
    afterLogout: url('FAIRLEAD_OIDC_LOGOUT_REDIRECT', false),
    scopes: env['FAIRLEAD_OIDC_SCOPES'] || 'profile',
    groupsClaim: env['FAIRLEAD_OIDC_GROUPS_CLAIM'] || 'groups',
    namespacesClaim: env['FAIRLEAD_OIDC_NAMESPACES_CLAIM'] || '',
    grants: readGrants(env, problem),
    ...readTokens(env, around, problem),
  }
}

function readProxy(env: Environment, { isUnixSocket, asksCertificate }: Reached, problem: Problem): AuthSettings {
  const header = (name: string, otherwise: string): string => {
    const text = (env[name] || otherwise).toLowerCase()
    return /^[a-z0-9-]*$/.test(text) ? text : problem(`${name} is “${text}”; it must be the name of a header.`, '')
  }
  if (env['FAIRLEAD_PROXY_PEERS'])
    problem(
      'FAIRLEAD_PROXY_PEERS is of no use any more: an address proves nothing. Let the proxy come from this machine, by a unix socket (FAIRLEAD_LISTEN=unix:/PATH), or with a certificate (FAIRLEAD_TLS_CLIENT_CA).',
      '',
    )
  const names = (env['FAIRLEAD_PROXY_NAMES'] ?? '').split(',').map((entry) => entry.trim())
  const given = names.filter((name) => name !== '')
  if (given.length > 0 && (!asksCertificate || isUnixSocket))
    problem('FAIRLEAD_PROXY_NAMES lists names of certificates, and none is asked for: set FAIRLEAD_TLS_CLIENT_CA.', '')
  return {
    is: 'proxy',
    needsCertificate: asksCertificate,
    names: given,
    userHeader: header('FAIRLEAD_PROXY_USER_HEADER', 'x-forwarded-user'),
    groupsHeader: header('FAIRLEAD_PROXY_GROUPS_HEADER', 'x-forwarded-groups'),
    namespacesHeader: header('FAIRLEAD_PROXY_NAMESPACES_HEADER', ''),
    grants: readGrants(env, problem),
  }
}

/** `operators=admin,developers=view+probe,*=view`. */
function readGrants(env: Environment, problem: Problem): Grants {
  const text = env['FAIRLEAD_ROLES'] ?? ''
  const grants = new Map<string, Role[]>()
  for (const entry of text.split(',').filter((part) => part.trim() !== '')) {
    const cut = entry.lastIndexOf('=')
    const [group, named] = [entry.slice(0, cut).trim(), entry.slice(cut + 1).split('+')]
    const known = named.flatMap((name) => roles.find((role) => role === name.trim()) ?? [])
    if (cut < 1 || known.length !== named.length) {
      problem(
        `FAIRLEAD_ROLES has “${entry.trim()}”; each entry must read GROUP=ROLE+ROLE with roles of ${roles.join(', ')}.`,
        null,
      )
    } else grants.set(group, [...(grants.get(group) ?? []), ...known])
  }
  if (text === '')
    problem(
      'FAIRLEAD_ROLES is not set: nobody could do anything. Write GROUP=ROLE, such as operators=admin,*=view.',
      null,
    )
  return grants
}
