/**
 * The cookies of a login. Where the browser came by https they are bound to this host by their prefix; on plain http,
 * which is for this machine, no browser would take that prefix, and they have another name and no `Secure`.
 */
export type CookieKind = 'session' | 'login'

const names = { session: 'fairlead', login: 'fairlead-login' } as const

const nameOf = (kind: CookieKind, isSecure: boolean): string => `${isSecure ? '__Host-' : ''}${names[kind]}`

/**
 * `login`: between the way to the issuer and back, which is from another site; for ten minutes. An empty value takes
 * the cookie away.
 */
export function writeCookie(kind: CookieKind, value: string, isSecure: boolean): string {
  const site = kind === 'session' ? 'Strict' : 'Lax'
  const age = value === '' ? '; Max-Age=0' : kind === 'login' ? '; Max-Age=600' : ''
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
