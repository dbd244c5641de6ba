/**
 * The cookies of a login. Where the browser came by https they are bound to this host by their prefix; on plain http,
 * which is for this machine, no browser would take that prefix, and they have another name and no `Secure`.
 */
export type CookieKind = 'session' | 'login' | 'visitor'

const names = { session: 'fairlead', login: 'fairlead-login', visitor: 'fairlead-visitor' } as const
/** Seconds; a session's is the browser's own. A visitor's is as long as browsers keep any. */
const ages = { session: null, login: 600, visitor: 400 * 86_400 } as const

const nameOf = (kind: CookieKind, isSecure: boolean): string => `${isSecure ? '__Host-' : ''}${names[kind]}`

/**
 * `login`: between the way to the issuer and back, which is from another site; for ten minutes. An empty value takes
 * the cookie away.
 */
export function writeCookie(kind: CookieKind, value: string, isSecure: boolean): string {
  const site = kind === 'login' ? 'Lax' : 'Strict'
  const seconds = value === '' ? 0 : ages[kind]
  const age = seconds === null ? '' : `; Max-Age=${seconds}`
  return `${nameOf(kind, isSecure)}=${value}; Path=/; HttpOnly; SameSite=${site}${isSecure ? '; Secure' : ''}${age}`
}

/** Every value of that kind a browser sent: where both exist, the one bound to the host first. */
export function readCookies(kind: CookieKind, header: string | undefined): readonly string[] {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim())
  return [true, false].flatMap((isSecure) => {
    const start = `${nameOf(kind, isSecure)}=`
    return pairs.filter((pair) => pair.startsWith(start)).map((pair) => pair.slice(start.length))
  })
}
