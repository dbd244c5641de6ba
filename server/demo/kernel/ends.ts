/** The addresses of a connection before and after the translation at its node: what tables tell of it and packets carry. */
import { formatIpv4 } from '#model/address.ts'
import type { FlowEnd } from '#model/flow.ts'
import type { Protocol } from '#model/topology.ts'
import { ipv6Beside } from '../cluster/addresses.ts'
import { hashText } from '../random.ts'
import type { Given } from './connections.ts'
import { type Neighbour, type NodeNetwork, tunnelAddressOf } from './network.ts'
import type { SimulatedServer } from './virtual-server.ts'

export interface Ends {
  readonly protocol: Protocol
  /** As it reached IPVS: of the node's own request, the virtual address itself. */
  readonly client: FlowEnd
  readonly virtual: FlowEnd
  readonly real: FlowEnd
  /** The client as the real server sees it. */
  readonly source: FlowEnd
}

/** Null for one by firewall mark: whom its packets were for is not simulated. */
export type EndsOf = (given: Given) => Ends | null

/** `hasConntrack`: without `vs.conntrack` nothing that IPVS sends is translated at its source. */
export function makeEndsOf(network: NodeNetwork, others: readonly Neighbour[], hasConntrack: () => boolean): EndsOf {
  const lan = new Set([network, ...others].map(({ address }) => address))
  return ({ server, destination, opening }) => {
    const { match } = server
    if (match.protocol === 'FWM') return null
    const client = { address: clientAddress(server, opening.sourceKey), port: opening.sourcePort }
    const virtual = { address: match.address, port: match.port }
    const real = { address: destination.address, port: destination.port }
    const untranslated = { protocol: match.protocol, client, virtual, real, source: client }
    if (!hasConntrack()) return untranslated
    const isToItself = client.address === real.address
    // Its own request to a ClusterIP always gets another source, that to its own node port as the policy says.
    const isOwn = client.address === virtual.address && !lan.has(virtual.address)
    if (!isOwn && !isToItself && !opening.isMasqueraded) return untranslated
    const address = leavingAddress(real.address, network, lan) ?? client.address
    return { ...untranslated, source: { address, port: isToItself ? client.port : masqueradePort(client, real) } }
  }
}

/** Clients are known by 32 bits: an IPv4 address, which a Pod's IPv6 one goes with, or the virtual server's own. */
export function clientAddress({ match, family, addressKey }: SimulatedServer, key: number): string {
  if (match.protocol !== 'FWM' && key === addressKey) return match.address
  return family === 6 ? ipv6Beside(formatIpv4(key)) : formatIpv4(key)
}

/**
 * Of the device it leaves by. The node's own requests and those from outside leave with it; a Pod that reaches itself,
 * too, with its port. Pods of others keep their address.
 */
function leavingAddress(real: string, network: NodeNetwork, lan: ReadonlySet<string>): string | null {
  if (real.includes(':')) return network.ipv6 ?? null
  return (lan.has(real) ? null : tunnelAddressOf(network)) ?? network.address
}

/** MASQUERADE --random-fully: any free port. */
const masqueradePort = (client: FlowEnd, real: FlowEnd): number =>
  1_024 + (hashText(`${client.address} ${client.port} ${real.address} ${real.port}`) % 64_512)
