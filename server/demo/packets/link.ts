/** One connection as the network sees it: where its ends are and which node translates. */
import type { FlowEnd } from '#model/flow.ts'
import type { Ends } from '../kernel/ends.ts'
import { type Ground, nodeAt, podDeviceOf, type Site, siteOf, type Terrain } from './terrain.ts'

export interface Link {
  readonly ends: Ends
  /** The node whose table has the connection. */
  readonly translator: Ground
  readonly client: Site | { readonly is: 'outside' }
  /** Null where nobody has the real server's address. */
  readonly server: Site | null
  /** The virtual server has no real server to give: the translator itself answers, with ICMP. */
  readonly isRefused: boolean
}

/** `translator` has chosen the real server: the client is its own process or Pod, another node, or outside. */
export function makeLink(terrain: Terrain, translator: Ground, ends: Ends): Link {
  return {
    ends,
    translator,
    client: clientOf(terrain, translator, ends),
    server: siteOf(terrain, ends.real.address),
    isRefused: false,
  }
}

/** Of a request to a virtual server without real servers. */
export const makeRefusedLink = (
  terrain: Terrain,
  translator: Ground,
  protocol: Ends['protocol'],
  client: FlowEnd,
  virtual: FlowEnd,
): Link => {
  const ends: Ends = { protocol, client, virtual, real: virtual, source: client }
  const server: Site = { is: 'process', node: translator }
  return { ends, translator, client: clientOf(terrain, translator, ends), server, isRefused: true }
}

function clientOf(terrain: Terrain, translator: Ground, { client, virtual }: Ends): Link['client'] {
  if (client.address === virtual.address) return { is: 'process', node: translator }
  const device = podDeviceOf(translator, client.address)
  if (device) return { is: 'pod', node: translator, device }
  const node = nodeAt(terrain, client.address)
  return node ? { is: 'process', node } : { is: 'outside' }
}
