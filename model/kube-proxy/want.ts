/**
 * The table a node should have: kube-proxy's rules over Services and EndpointSlices, in the same
 * canonical form as a table read from a kernel, so that "is it right" compares hashes.
 */
import { familyOf } from '../address.ts'
import type { ServiceId } from '../ids.ts'
import type { EndpointSlice } from '../kube/endpoint-slice.ts'
import { clusterIpOf, type KubeService, type ServicePort } from '../kube/service.ts'
import { compareRealServers, type VirtualServer } from '../topology.ts'
import { type Chosen, chooseEndpoints, endpointsOfPort, type PortEndpoint, type Vantage } from './endpoints.ts'

/** What must be known of a node and its kube-proxy to say what it should program. */
export interface ProxyNode extends Vantage {
  /** Addresses NodePort virtual servers stand on: all of the node but loopback, link-local IPv6 and kube-ipvs0. */
  readonly nodePortAddresses: readonly string[]
  /** kube-proxy's configured scheduler. */
  readonly scheduler: string
  /** Whether tables of this node show scheduler flags: the wanted table leaves out what cannot be seen. */
  readonly showsSchedulerFlags: boolean
}

export interface Wanted {
  readonly server: VirtualServer
  readonly service: ServiceId
  readonly port: ServicePort
}

/** True for Services kube-proxy makes virtual servers for. */
export const isProxied = (service: KubeService): boolean =>
  service.type !== 'ExternalName' && service.clusterIps.length > 0 && !service.servedByAnother

/** The virtual servers of one Service on one node. `slices` are the Service's own. */
export function wantService(service: KubeService, slices: readonly EndpointSlice[], node: ProxyNode): Wanted[] {
  if (!isProxied(service)) return []
  const wanted: Wanted[] = []
  for (const family of [4, 6] as const) {
    const clusterIp = clusterIpOf(service, family)
    if (clusterIp === null) continue
    const external = [...service.externalIps, ...service.loadBalancerIps].filter((ip) => familyOf(ip) === family)
    for (const port of service.ports) {
      const chosen = chooseEndpoints(service, port, endpointsOfPort(slices, port, family), node)
      const inside = pick(chosen, service.internalTrafficPolicy === 'Local')
      const outside = pick(chosen, service.externalTrafficPolicy === 'Local')
      const add = (address: string, number: number, endpoints: readonly PortEndpoint[]) =>
        wanted.push({ server: makeWanted(service, port, address, number, endpoints, node), service: service.id, port })
      add(clusterIp, port.port, inside)
      for (const ip of external) add(ip, port.port, outside)
      if (port.nodePort === 0) continue
      for (const ip of node.nodePortAddresses) if (familyOf(ip) === family) add(ip, port.nodePort, outside)
    }
  }
  return wanted
}

/** IPVS mode falls back to the cluster's endpoints when the policy is Local and there is none here (kubernetes#97081). */
const pick = (chosen: Chosen, local: boolean): readonly PortEndpoint[] =>
  local && chosen.local.length > 0 ? chosen.local : chosen.cluster

function makeWanted(
  service: KubeService,
  port: ServicePort,
  address: string,
  number: number,
  endpoints: readonly PortEndpoint[],
  node: ProxyNode,
): VirtualServer {
  const scheduler = service.scheduler ?? node.scheduler
  return {
    match: { protocol: port.protocol, address, port: number },
    scheduler,
    schedulerFlags: node.showsSchedulerFlags ? (scheduler === 'mh' ? ['mh-port'] : []) : null,
    onePacket: false,
    persistence:
      service.affinitySeconds === null
        ? null
        : { timeoutSeconds: service.affinitySeconds, prefix: familyOf(address) === 4 ? 32 : 128 },
    realServers: endpoints
      .map((endpoint) => ({ address: endpoint.address, port: endpoint.port, forward: 'Masq' as const, weight: 1 }))
      .sort(compareRealServers),
  }
}
