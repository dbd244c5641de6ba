import { normaliseAddress } from '../address.ts'
import { makeNodeName, makePodId, type NodeName, type PodId } from '../ids.ts'
import { list, record, reshapeMeta, text } from './meta.ts'

export interface KubePod {
  readonly id: PodId
  readonly namespace: string
  readonly name: string
  readonly node: NodeName | null
  readonly addresses: readonly string[]
  readonly phase: string
  readonly ready: boolean
  /** It has been asked to end. */
  readonly terminating: boolean
  readonly hostNetwork: boolean
}

/** Keeps no more of a Pod than where it is and how it is: its specification may hold secrets. */
export function reshapePod(object: unknown): KubePod | null {
  const meta = reshapeMeta(object)
  if (meta === null || meta.namespace === '') return null
  const spec = record(record(object)['spec'])
  const status = record(record(object)['status'])
  const ips = list(status['podIPs']).map((entry) => text(record(entry)['ip']))
  const node = text(spec['nodeName'])
  return {
    id: makePodId(meta.namespace, meta.name),
    namespace: meta.namespace,
    name: meta.name,
    node: node ? makeNodeName(node) : null,
    addresses: (ips.length > 0 ? ips : [text(status['podIP'])])
      .map(normaliseAddress)
      .filter((address) => address !== null),
    phase: text(status['phase']),
    ready: list(status['conditions'])
      .map(record)
      .some((condition) => condition['type'] === 'Ready' && condition['status'] === 'True'),
    terminating: text(record(record(object)['metadata'])['deletionTimestamp']) !== '',
    hostNetwork: spec['hostNetwork'] === true,
  }
}
