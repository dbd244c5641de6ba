/** Whether a page may open the socket. A browser always says where the page came from; other programs do not. */
export interface Asker {
  /** The `Origin` header. */
  readonly origin: string | undefined
  /** The `Host` header. */
  readonly host: string | undefined
}

/** True for no browser, for a page of this very hub, and for the origins allowed besides. */
export function mayConnect({ origin, host }: Asker, allowed: readonly string[]): boolean {
  if (origin === undefined) return true
  if (!URL.canParse(origin)) return false
  const url = new URL(origin)
  if (!/^https?:$/.test(url.protocol)) return false
  return allowed.includes(url.origin) || (host !== undefined && url.host === host.toLowerCase())
}
