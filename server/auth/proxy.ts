/** Who asks, by the word of a proxy in front of the hub: only from addresses that may say so. */
import { BlockList, isIPv6 } from 'node:net'
import type { Principal } from '#model/principal.ts'
import { grant, listOf } from './grant.ts'
import type { ProxySettings } from './settings.ts'

export interface ProxyAsker {
  /** Who holds the other end of the connection. */
  readonly peer: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
}

export function makeProxy(settings: ProxySettings): (asker: ProxyAsker) => Principal | null {
  const peers = new BlockList()
  for (const peer of settings.peers) {
    const [address = '', bits] = peer.split('/')
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    if (bits === undefined) peers.addAddress(address, family)
    else peers.addSubnet(address, Number(bits), family)
  }
  return ({ peer, headers }) => {
    const address = peer.replace(/^::ffff:/, '')
    if (!peers.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')) return null
    const one = (name: string): string => (name === '' ? '' : String(headers[name] ?? ''))
    const user = one(settings.userHeader).trim()
    // Two values: one of them was not the proxy's.
    if (user === '' || user.includes(',')) return null
    return grant(
      {
        id: user,
        name: user,
        groups: listOf(one(settings.groupsHeader)),
        namespaces: settings.namespacesHeader === '' ? null : listOf(one(settings.namespacesHeader)),
      },
      settings.grants,
    )
  }
}
