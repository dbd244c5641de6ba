/** A port of a Service by one text, and the addresses it is reached at. */
import { familyOf } from './address.ts'
import type { Cluster, Service } from './cluster.ts'
import { makeNodeName, makeServiceId, makeServicePortId, type NodeName, type ServicePortId } from './ids.ts'
import type { ServicePort } from './kube/service.ts'
import { nodePortAddressesOf, type Role } from './tie.ts'
import type { Protocol } from './topology.ts'

export interface NamedServicePort {
  readonly id: ServicePortId
  readonly service: Service
  readonly port: ServicePort
}

/** Null for a port no Service has. */
export function findServicePort({ services }: Pick<Cluster, 'services'>, id: string): NamedServicePort | null {
  const [, namespace = '', name = '', number = '', protocol = ''] =
    /^([^/]+)\/([^/:]+):(\d{1,5})\/(TCP|UDP|SCTP)$/.exec(id) ?? []
  const service = services.get(makeServiceId(namespace, name))
  const port = service?.ports.find((each) => each.port === Number(number) && each.protocol === protocol)
  return service && port ? { id: idOfPort(service, port), service, port } : null
}

export const idOfPort = (service: Pick<Service, 'id'>, port: Pick<ServicePort, 'port' | 'protocol'>): ServicePortId =>
  makeServicePortId(service.id, port.port, port.protocol)

/** Where a port is asked for. */
export interface Target {
  readonly role: Role
  readonly protocol: Protocol
  readonly address: string
  readonly port: number
  /** Of a node port the node whose address it is; null otherwise. */
  readonly node: NodeName | null
}

/** Every address a port is reached at, ClusterIPs first; node ports on every node. */
export function targetsOf({ service, port }: NamedServicePort, { nodes }: Pick<Cluster, 'nodes'>): Target[] {
  const { protocol } = port
  const at = (role: Role, address: string, number: number, node: NodeName | null = null): Target => ({
    role,
    protocol,
    address,
    port: number,
    node,
  })
  return [
    ...service.clusterIps.map((address) => at('cluster-ip', address, port.port)),
    ...service.externalIps.map((address) => at('external-ip', address, port.port)),
    ...service.loadBalancerIps.map((address) => at('load-balancer', address, port.port)),
    ...(port.nodePort === 0
      ? []
      : [...nodes.values()].flatMap((node) =>
          nodePortAddressesOf(node).map((address) => at('node-port', address, port.nodePort, makeNodeName(node.name))),
        )),
  ]
}

/** What to ask for when nothing is said but the port: the first ClusterIP, IPv4 before IPv6. */
export function usualTarget(named: NamedServicePort, cluster: Pick<Cluster, 'nodes'>): Target | null {
  const targets = targetsOf(named, cluster).filter(({ role }) => role === 'cluster-ip')
  return targets.find(({ address }) => familyOf(address) === 4) ?? targets[0] ?? null
}
