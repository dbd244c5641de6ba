/** Where a Service stands: its virtual servers by port and address, one tab each. */
import { familyOf } from '#model/address.ts'
import type { Node, Service } from '#model/cluster.ts'
import { makeVirtualServerKey, type VirtualServerKey } from '#model/ids.ts'
import type { ServicePort } from '#model/kube/service.ts'
import { isProxied } from '#model/kube-proxy/want.ts'
import { nodePortAddressesOf, type Role } from '#model/tie.ts'

export interface Place {
  /** Names the tab in the address: `10.0.0.1:80/TCP`, `node:30080/TCP/4`. */
  readonly id: string
  readonly role: Role
  readonly port: ServicePort
  readonly family: 4 | 6
  /** Null where every node has it at addresses of its own (node port). */
  readonly address: string | null
  /** The port number packets are sent to. */
  readonly number: number
}

/** In the order people ask for them: ClusterIPs, outside addresses, node ports. */
export function placesOf(service: Service): readonly Place[] {
  if (!isProxied(service)) return []
  const at = (role: Role, addresses: readonly string[]) =>
    service.ports.flatMap((port) =>
      addresses.map((address) => ({
        id: `${address.includes(':') ? `[${address}]` : address}:${port.port}/${port.protocol}`,
        role,
        port,
        family: familyOf(address),
        address,
        number: port.port,
      })),
    )
  const families = [...new Set(service.clusterIps.map(familyOf))]
  const nodePorts = service.ports
    .filter(({ nodePort }) => nodePort !== 0)
    .flatMap((port) =>
      families.map((family) => ({
        id: `node:${port.nodePort}/${port.protocol}${family === 6 ? '/6' : ''}`,
        role: 'node-port' as const,
        port,
        family,
        address: null,
        number: port.nodePort,
      })),
    )
  return [
    ...at('cluster-ip', service.clusterIps),
    ...at('load-balancer', service.loadBalancerIps),
    ...at('external-ip', service.externalIps),
    ...nodePorts,
  ]
}

/** The virtual servers of a place on one node: one, but for node ports on nodes with several addresses. */
export function keysOn(place: Place, node: Node): readonly VirtualServerKey[] {
  const addresses = place.address === null ? nodePortAddressesOf(node) : [place.address]
  return addresses
    .filter((address) => familyOf(address) === place.family)
    .map((address) => makeVirtualServerKey(place.port.protocol, address, place.number))
}
