/** Who asks, by the word of a proxy in front of the hub: only over connections nobody else can hold. */
import type { Principal } from '#model/principal.ts'
import { grant, listOf } from './grant.ts'
import { isLoopback, type ProxySettings } from './settings.ts'

/** The other end of the connection, as the connection itself tells it. */
export interface ProxyPeer {
  readonly address: string
  readonly isOnUnixSocket: boolean
  readonly certificate: {
    readonly names: readonly string[]
    /** Wall clock, milliseconds. */
    readonly endsAt: number
    /** Why nobody vouches for it; null where somebody does. */
    readonly trouble: string | null
  } | null
}

export interface ProxyAsker {
  readonly peer: ProxyPeer
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
}

export type Vouched =
  | { readonly ok: true; readonly principal: Principal }
  | { readonly ok: false; readonly why: string }

export interface Proxy {
  ask(asker: ProxyAsker): Vouched
  /** Whether that connection is believed now: a certificate may have ended since. */
  isBelieved(peer: ProxyPeer): boolean
}

const no = (why: string): Vouched => ({ ok: false, why })

export function makeProxy(settings: ProxySettings, now: () => number): Proxy {
  const doubt = (peer: ProxyPeer): string | null => doubtOf(peer, settings, now())
  return {
    isBelieved: (peer) => doubt(peer) === null,
    ask({ peer, headers }) {
      const why = doubt(peer)
      if (why !== null) return no(why)
      const one = (name: string): string => (name === '' ? '' : String(headers[name] ?? ''))
      const user = one(settings.userHeader).trim()
      if (user === '')
        return no(`The proxy in front of this hub did not say who asks: ${settings.userHeader} is missing.`)
      // Two values: one of them was not the proxy's.
      if (user.includes(',')) return no(`The proxy in front of this hub named more than one in ${settings.userHeader}.`)
      const principal = grant(
        {
          id: user,
          name: user,
          groups: listOf(one(settings.groupsHeader)),
          namespaces: settings.namespacesHeader === '' ? null : listOf(one(settings.namespacesHeader)),
        },
        settings.grants,
      )
      return principal === null ? no('No group of yours is in FAIRLEAD_ROLES.') : { ok: true, principal }
    },
  }
}

/** Null where what it says is believed. */
function doubtOf(
  { address, isOnUnixSocket, certificate }: ProxyPeer,
  settings: ProxySettings,
  now: number,
): string | null {
  if (isOnUnixSocket) return null
  if (!settings.needsCertificate) {
    if (isLoopback(address)) return null
    return `This hub takes who asks from a proxy on its own machine, and this came from ${address}: let the proxy come by a unix socket (FAIRLEAD_LISTEN) or with a certificate (FAIRLEAD_TLS_CLIENT_CA).`
  }
  const only = 'This hub takes who asks from a proxy that shows a certificate, and this connection'
  if (certificate === null) return `${only} showed none.`
  if (certificate.trouble !== null)
    return `${only} showed one FAIRLEAD_TLS_CLIENT_CA does not vouch for (${certificate.trouble}).`
  if (certificate.endsAt <= now) return `${only} showed one that has ended.`
  if (settings.names.length === 0 || certificate.names.some((name) => settings.names.includes(name))) return null
  return `${only} showed one for ${certificate.names.join(', ') || 'no name'}, which FAIRLEAD_PROXY_NAMES does not list.`
}
