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

/** The name in a `Host` header, in lower case and without its port; null for what is none. */
export const nameOf = (host: string | undefined): string | null =>
  host === undefined || /[/?#@\\\s]/.test(host) || !URL.canParse(`http://${host}`)
    ? null
    : new URL(`http://${host}`).hostname

/** An address, or a name that is this machine's by its meaning: no foreign page is ever of it. */
export const isNobodysName = (name: string): boolean =>
  name === 'localhost' || name.endsWith('.localhost') || name.startsWith('[') || /^\d+\.\d+\.\d+\.\d+$/.test(name)
