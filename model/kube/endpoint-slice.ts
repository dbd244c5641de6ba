import { normaliseAddress } from '../address.ts'
import { makeNodeName, makePodId, makeServiceId, type NodeName, type PodId, type ServiceId } from '../ids.ts'
import type { Protocol } from '../topology.ts'
import { count, flag, list, record, reshapeMeta, text } from './meta.ts'
import { protocolOf } from './service.ts'

export interface SlicePort {
  readonly name: string
  readonly protocol: Protocol
  readonly port: number
}

export interface SliceEndpoint {
  /** The first address: kube-proxy looks at no other. */
  readonly address: string
  readonly ready: boolean
  readonly serving: boolean
  readonly terminating: boolean
  readonly node: NodeName | null
  readonly pod: PodId | null
  readonly zone: string
  readonly zoneHints: readonly string[]
  readonly nodeHints: readonly string[]
}

export interface EndpointSlice {
  /** `NAMESPACE/NAME` of the slice. */
  readonly id: string
  readonly service: ServiceId
  readonly family: 4 | 6
  readonly ports: readonly SlicePort[]
  readonly endpoints: readonly SliceEndpoint[]
}

const names = (value: unknown): string[] => list(value).map((entry) => text(record(entry)['name']))

/**
 * Null for what kube-proxy passes by: slices without the service-name label, of headless Services,
 * of another proxy, or of FQDN type.
 */
export function reshapeEndpointSlice(object: unknown): EndpointSlice | null {
  const meta = reshapeMeta(object)
  if (meta === null) return null
  const service = text(meta.labels['kubernetes.io/service-name'])
  const type = record(object)['addressType']
  if (service === '' || (type !== 'IPv4' && type !== 'IPv6')) return null
  if ('service.kubernetes.io/headless' in meta.labels) return null
  if ('service.kubernetes.io/service-proxy-name' in meta.labels) return null
  return {
    id: `${meta.namespace}/${meta.name}`,
    service: makeServiceId(meta.namespace, service),
    family: type === 'IPv6' ? 6 : 4,
    ports: list(record(object)['ports'])
      .map(record)
      .filter((port) => count(port['port']) > 0)
      .map((port) => ({ name: text(port['name']), protocol: protocolOf(port['protocol']), port: count(port['port']) })),
    endpoints: list(record(object)['endpoints']).flatMap((value) => {
      const endpoint = record(value)
      const address = normaliseAddress(text(list(endpoint['addresses'])[0]))
      if (address === null) return []
      const conditions = record(endpoint['conditions'])
      const target = record(endpoint['targetRef'])
      const hints = record(endpoint['hints'])
      return [
        {
          address,
          ready: flag(conditions['ready'], true),
          serving: flag(conditions['serving'], true),
          terminating: flag(conditions['terminating'], false),
          node: text(endpoint['nodeName']) ? makeNodeName(text(endpoint['nodeName'])) : null,
          pod:
            target['kind'] === 'Pod' && text(target['name'])
              ? makePodId(text(target['namespace']) || meta.namespace, text(target['name']))
              : null,
          zone: text(endpoint['zone']),
          zoneHints: names(hints['forZones']),
          nodeHints: names(hints['forNodes']),
        },
      ]
    }),
  }
}
