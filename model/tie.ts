/** Ties a kernel's virtual server to the Service port it stands for. */
import type { Cluster, Node, Service } from './cluster.ts'
import type { ServiceId, VirtualServerKey } from './ids.ts'
import { makeVirtualServerKey } from './ids.ts'
import type { ServicePort } from './kube/service.ts'
import { isProxied } from './kube-proxy/want.ts'

/** Which kind of address of the Service the virtual server stands on. */
export type Role = 'cluster-ip' | 'external-ip' | 'load-balancer' | 'node-port'

export interface Tie {
  readonly service: ServiceId
  readonly port: ServicePort
  readonly role: Role
}

/** Every virtual server key a Service explains on nodes with the given addresses. */
export function tiesOfService(service: Service, nodeAddresses: readonly string[]): [VirtualServerKey, Tie][] {
  if (!isProxied(service)) return []
  const ties: [VirtualServerKey, Tie][] = []
  for (const port of service.ports) {
    const add = (addresses: readonly string[], number: number, role: Role) => {
      for (const address of addresses) {
        ties.push([makeVirtualServerKey(port.protocol, address, number), { service: service.id, port, role }])
      }
    }
    if (port.nodePort !== 0) add(nodeAddresses, port.nodePort, 'node-port')
    add(service.loadBalancerIps, port.port, 'load-balancer')
    add(service.externalIps, port.port, 'external-ip')
    add(service.clusterIps, port.port, 'cluster-ip')
  }
  return ties
}

export type TieIndex = ReadonlyMap<VirtualServerKey, Tie>

/** Ties for the whole cluster. Node ports of all nodes are in it: a key names its address. */
export function makeTieIndex(cluster: Pick<Cluster, 'services' | 'nodes'>): TieIndex {
  const addresses = [...new Set([...cluster.nodes.values()].flatMap(nodePortAddressesOf))]
  return new Map([...cluster.services.values()].flatMap((service) => tiesOfService(service, addresses)))
}

/**
 * Addresses NodePort virtual servers stand on when kube-proxy's `nodePortAddresses` is not set:
 * all but loopback, link-local IPv6 and what is on kube-ipvs0. Without an agent's word, the
 * addresses the API knows.
 */
export function nodePortAddressesOf(node: Pick<Node, 'addresses' | 'kube'>): readonly string[] {
  if (node.addresses.length === 0) return node.kube?.addresses ?? []
  return node.addresses
    .filter(({ device, address }) => device !== 'kube-ipvs0' && !isLoopback(address) && !/^fe[89ab]/i.test(address))
    .map(({ address }) => address)
}

const isLoopback = (address: string): boolean => address.startsWith('127.') || address === '::1'
