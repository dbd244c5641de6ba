/** Which node's clients want what: the cluster's demand for a Service dealt out over the nodes, unevenly, as life does. */
import { makeVirtualServerKey } from '#model/ids.ts'
import { foldAddress } from '#model/schedulers/hashes.ts'
import type { Demand } from '../kernel/demand.ts'
import { makeRandom } from '../random.ts'
import type { DemandSketch, NodeSketch, PortSketch, ServiceSketch } from '../scenarios/sketch.ts'

/** A part of the clients of a dual-stack Service comes over IPv6. */
const ipv6Share = 0.2
const outsiders = Array.from({ length: 40 }, (_, i) => foldAddress(`203.0.113.${20 + i * 3}`))
const mostClients = 8
/** Of a Service of type NodePort a part comes from outside, all of it from one proxy in front of the cluster. */
const nodePortShare = 0.35
const proxies = outsiders.slice(0, 1)

export interface DemandSource {
  readonly services: readonly ServiceSketch[]
  readonly nodes: readonly NodeSketch[]
  readonly seed: string
  clusterIpOf(service: ServiceSketch): string
  /** Addresses of Pods on the node. */
  podAddressesOn(node: NodeSketch): readonly string[]
}

export function makeDemands(source: DemandSource): ReadonlyMap<string, readonly Demand[]> {
  const demands = new Map<string, Demand[]>(source.nodes.map(({ name }) => [name, []]))
  for (const service of source.services) {
    for (const port of service.ports ?? []) {
      if (port.demand === undefined) continue
      for (const [node, perSecond] of dealOut(source, service, port, port.demand)) {
        demands.get(node.name)!.push(...demandsOf(source, service, port, port.demand, node, perSecond))
      }
    }
  }
  return demands
}

/** The nodes that have clients, each with its part. */
function dealOut(
  { nodes, seed }: DemandSource,
  service: ServiceSketch,
  port: PortSketch,
  { perSecond, share = 1 }: DemandSketch,
): [NodeSketch, number][] {
  const random = makeRandom(seed, 'demand', service.namespace, service.name, port.port)
  const drawn = nodes
    .map((node) => ({ node, order: random.next(), weight: random.between(0.25, 1.75) * (node.controlPlane ? 0.3 : 1) }))
    .sort((a, b) => a.order - b.order)
    .slice(0, Math.max(1, Math.round(nodes.length * share)))
  const sum = drawn.reduce((total, { weight }) => total + weight, 0)
  return drawn.map(({ node, weight }) => [node, (perSecond * weight) / sum])
}

function demandsOf(
  source: DemandSource,
  service: ServiceSketch,
  port: PortSketch,
  { profile, via }: DemandSketch,
  node: NodeSketch,
  perSecond: number,
): Demand[] {
  const protocol = port.protocol ?? 'TCP'
  const demand = (address: string, number: number, clients: readonly number[], rate: number): Demand => ({
    server: makeVirtualServerKey(protocol, address, number),
    profile,
    perSecond: rate,
    clients,
  })
  const isMasqueraded = service.externalTrafficPolicy !== 'Local'
  const fromOutside = (address: string, number: number): Demand[] => [
    { ...demand(address, number, outsiders, perSecond), isMasqueraded },
  ]
  if (via === 'load-balancer') return fromOutside(service.loadBalancerIp ?? '', port.port)
  if (via === 'node-port') return fromOutside(node.address, port.nodePort ?? 0)
  const clusterIp = source.clusterIpOf(service)
  const pods = source.podAddressesOn(node).slice(0, mostClients)
  // The node itself asks too: its address is then the ClusterIP's own.
  const clientsOf = (virtual: string) => [...pods, virtual].map(foldAddress)
  const ipv6 = service.ipv6ClusterIp
  const outside =
    service.type === 'NodePort' && port.nodePort !== undefined
      ? [{ ...demand(node.address, port.nodePort, proxies, perSecond * nodePortShare), isMasqueraded }]
      : []
  const rate = perSecond * (1 - nodePortShare * outside.length)
  if (ipv6 === undefined) return [demand(clusterIp, port.port, clientsOf(clusterIp), rate), ...outside]
  return [
    demand(clusterIp, port.port, clientsOf(clusterIp), rate * (1 - ipv6Share)),
    demand(ipv6, port.port, clientsOf(ipv6), rate * ipv6Share),
    ...outside,
  ]
}
