import { normaliseAddress } from '../address.ts'
import { makeNodeName, type NodeName } from '../ids.ts'
import { list, record, reshapeMeta, text, texts } from './meta.ts'

export interface KubeNode {
  readonly name: NodeName
  readonly uid: string
  /** InternalIP addresses. */
  readonly addresses: readonly string[]
  readonly zone: string
  readonly podCidrs: readonly string[]
  readonly ready: boolean
  readonly controlPlane: boolean
}

export function reshapeNode(object: unknown): KubeNode | null {
  const meta = reshapeMeta(object)
  if (meta === null) return null
  const spec = record(record(object)['spec'])
  const status = record(record(object)['status'])
  return {
    name: makeNodeName(meta.name),
    uid: meta.uid,
    addresses: list(status['addresses'])
      .map(record)
      .filter((address) => address['type'] === 'InternalIP')
      .map((address) => normaliseAddress(text(address['address'])))
      .filter((address) => address !== null),
    zone: text(meta.labels['topology.kubernetes.io/zone']),
    podCidrs: texts(spec['podCIDRs']),
    ready: list(status['conditions'])
      .map(record)
      .some((condition) => condition['type'] === 'Ready' && condition['status'] === 'True'),
    controlPlane: 'node-role.kubernetes.io/control-plane' in meta.labels,
  }
}
