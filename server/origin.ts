/** Whether a page may open the socket or begin something. A browser always says where the page came from; other programs do not. */
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

/**
 * Whether the name a request was sent to can only be this hub's: an address, this machine, or a host somebody configured.
 * Any other name may be one that a foreign page made point here.
 */
export function isOwnHost(host: string | undefined, allowed: readonly string[]): boolean {
  const url =
    host === undefined || /[/?#@\\\s]/.test(host) || !URL.canParse(`http://${host}`) ? null : new URL(`http://${host}`)
  if (url === null) return false
  const { hostname } = url
  if (hostname === 'localhost' || hostname.endsWith('.localhost')) return true
  if (hostname.startsWith('[') || /^\d+\.\d+\.\d+\.\d+$/.test(hostname)) return true
  return allowed.some((origin) => new URL(origin).hostname === hostname)
}
