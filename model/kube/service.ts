import { familyOf, normaliseAddress } from '../address.ts'
import { makeServiceId, type ServiceId } from '../ids.ts'
import type { Protocol } from '../topology.ts'
import { count, list, record, reshapeMeta, text, texts } from './meta.ts'

export type ServiceType = 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName'
export type TrafficPolicy = 'Cluster' | 'Local'

export interface ServicePort {
  /** Empty when the only port has no name. */
  readonly name: string
  readonly protocol: Protocol
  readonly port: number
  /** 0 when the Service has none. */
  readonly nodePort: number
  /** As written: a number or the name of a container port. */
  readonly targetPort: string
}

export interface KubeService {
  readonly id: ServiceId
  readonly namespace: string
  readonly name: string
  readonly uid: string
  readonly type: ServiceType
  /** Empty for headless and ExternalName Services. */
  readonly clusterIps: readonly string[]
  readonly headless: boolean
  readonly externalName: string
  readonly externalIps: readonly string[]
  /** Ingress addresses that nodes themselves answer for (`ipMode` absent or VIP). */
  readonly loadBalancerIps: readonly string[]
  readonly ports: readonly ServicePort[]
  /** Seconds of ClientIP affinity; null for none. */
  readonly affinitySeconds: number | null
  readonly internalTrafficPolicy: TrafficPolicy
  readonly externalTrafficPolicy: TrafficPolicy
  /** Another proxy serves it (label service.kubernetes.io/service-proxy-name): kube-proxy passes it by. */
  readonly servedByAnother: boolean
  /** Scheduler asked for by annotation (kube-router's `kube-router.io/service.scheduler`); null for the node's own. */
  readonly scheduler: string | null
  readonly hasSelector: boolean
}

const types = ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'] as const
const policy = (value: unknown): TrafficPolicy => (value === 'Local' ? 'Local' : 'Cluster')
const addresses = (values: readonly string[]): string[] => {
  const normal = values.map(normaliseAddress).filter((address) => address !== null)
  return [...new Set(normal)]
}

export const protocolOf = (value: unknown): Protocol => (value === 'UDP' || value === 'SCTP' ? value : 'TCP')

/** Null for an object without namespace and name. */
export function reshapeService(object: unknown): KubeService | null {
  const meta = reshapeMeta(object)
  if (meta === null || meta.namespace === '') return null
  const spec = record(record(object)['spec'])
  const type = types.find((known) => known === spec['type']) ?? 'ClusterIP'
  const clusterIp = text(spec['clusterIP'])
  const clusterIps = texts(spec['clusterIPs']).length > 0 ? texts(spec['clusterIPs']) : [clusterIp]
  const ingress = list(record(record(record(object)['status'])['loadBalancer'])['ingress']).map(record)
  const affinity = record(record(spec['sessionAffinityConfig'])['clientIP'])
  return {
    id: makeServiceId(meta.namespace, meta.name),
    namespace: meta.namespace,
    name: meta.name,
    uid: meta.uid,
    type,
    clusterIps: type === 'ExternalName' ? [] : addresses(clusterIps),
    headless: type !== 'ExternalName' && clusterIp === 'None',
    externalName: text(spec['externalName']),
    externalIps: addresses(texts(spec['externalIPs'])),
    loadBalancerIps: addresses(
      ingress.filter((entry) => (entry['ipMode'] ?? 'VIP') === 'VIP').map((entry) => text(entry['ip'])),
    ),
    ports: list(spec['ports']).map((value) => {
      const port = record(value)
      return {
        name: text(port['name']),
        protocol: protocolOf(port['protocol']),
        port: count(port['port']),
        nodePort: count(port['nodePort']),
        targetPort: String(port['targetPort'] ?? port['port'] ?? ''),
      }
    }),
    affinitySeconds: spec['sessionAffinity'] === 'ClientIP' ? count(affinity['timeoutSeconds']) || 10_800 : null,
    internalTrafficPolicy: policy(spec['internalTrafficPolicy']),
    externalTrafficPolicy: policy(spec['externalTrafficPolicy']),
    servedByAnother: 'service.kubernetes.io/service-proxy-name' in meta.labels,
    scheduler: text(meta.annotations['kube-router.io/service.scheduler']) || null,
    hasSelector: Object.keys(record(spec['selector'])).length > 0,
  }
}

/** The first address of a family, or null. */
export const clusterIpOf = (service: KubeService, family: 4 | 6): string | null =>
  service.clusterIps.find((address) => familyOf(address) === family) ?? null
