/** The reference case as Kubernetes API objects, by the path they are written to. */
import { createHash } from 'node:crypto'
import { familyOf } from '#model/address.ts'
import { address6Of, block6Of } from './ipv6.ts'
import { type LabNode, type LabPod, type LabService, nodes, web } from './reference-case.ts'

export interface Placed {
  readonly path: string
  readonly object: object
}

/** The same for the same object each time, as far as an API server keeps it. */
function uidOf(path: string): string {
  const hex = createHash('sha256').update(path).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
}

const place = (collection: string, name: string, object: Record<string, unknown>): Placed => {
  const path = `${collection}/${name}`
  const metadata = { name, uid: uidOf(path), ...(object['metadata'] as object) }
  return { path, object: { ...object, metadata } }
}

const core = (namespace: string) => `/api/v1/namespaces/${namespace}`
const discovery = (namespace: string) => `/apis/discovery.k8s.io/v1/namespaces/${namespace}`
const podsOf = (namespace: string) => `${core(namespace)}/pods`
const labelsOf = (app: string) => ({ app })

/** `has6`: with the IPv6 of `ipv6.ts` besides. */
export function nodeObject(node: LabNode, has6: boolean): Placed {
  return place('/api/v1/nodes', node.name, {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      labels: {
        'kubernetes.io/hostname': node.name,
        ...(node.controlPlane ? { 'node-role.kubernetes.io/control-plane': '' } : {}),
      },
      annotations: { 'projectcalico.org/IPv4IPIPTunnelAddr': node.tunnelAddress },
    },
    spec: { podCIDR: node.block, podCIDRs: [node.block, ...(has6 ? [block6Of(node)] : [])] },
    status: {
      addresses: [
        { type: 'InternalIP', address: node.address },
        ...(has6 ? [{ type: 'InternalIP', address: address6Of(node) }] : []),
        { type: 'Hostname', address: node.name },
      ],
      conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }],
    },
  })
}

export const serviceObject = (service: LabService): Placed => {
  const { namespace, name, clusterIp, nodePort } = service
  return place(`${core(namespace)}/services`, name, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace, labels: labelsOf(name) },
    spec: {
      type: nodePort === null ? 'ClusterIP' : 'NodePort',
      clusterIP: clusterIp,
      clusterIPs: [clusterIp],
      ipFamilies: [`IPv${familyOf(clusterIp)}`],
      ipFamilyPolicy: 'SingleStack',
      internalTrafficPolicy: 'Cluster',
      ...(nodePort === null ? {} : { externalTrafficPolicy: nodePort.policy }),
      sessionAffinity: 'None',
      selector: labelsOf(name),
      ports: [
        {
          ...{ name: service.portName, protocol: service.protocol, port: service.port, targetPort: service.targetPort },
          ...(nodePort === null ? {} : { nodePort: nodePort.port }),
        },
      ],
    },
    status: { loadBalancer: {} },
  })
}

/** `pending`: placed, not started; `ending`: asked to end, still answering. */
export type PodStage = 'pending' | 'ready' | 'ending'

const containers = {
  web: { name: 'nginx', image: 'nginx' },
  dns: { name: 'dns', image: 'dns' },
  nothing: { name: 'client', image: 'client' },
} as const

export function podObject(pod: LabPod, stage: PodStage, now: Date): Placed {
  const isReady = stage === 'ready'
  const addresses = [pod.address, ...(pod.address6 === null ? [] : [pod.address6])]
  return place(podsOf(pod.namespace), pod.name, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      namespace: pod.namespace,
      labels: labelsOf(pod.app),
      ...(stage === 'ending' ? { deletionTimestamp: now.toISOString() } : {}),
    },
    spec: { nodeName: pod.node, containers: [containers[pod.runs]] },
    status: {
      phase: stage === 'pending' ? 'Pending' : 'Running',
      ...(stage === 'pending' ? {} : { podIP: pod.address, podIPs: addresses.map((ip) => ({ ip })) }),
      conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False' }],
    },
  })
}

/** The one EndpointSlice of a Service: Pods that answer, and those that end but still serve. */
export const sliceObject = (service: LabService, ready: readonly LabPod[], ending: readonly LabPod[]): Placed => {
  const family = familyOf(service.clusterIp)
  return place(`${discovery(service.namespace)}/endpointslices`, `${service.name}-lab01`, {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      namespace: service.namespace,
      labels: {
        ...labelsOf(service.name),
        'kubernetes.io/service-name': service.name,
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      },
    },
    addressType: `IPv${family}`,
    ports: [{ name: service.portName, protocol: service.protocol, port: service.targetPort }],
    endpoints: [
      ...ready.map((pod) => endpoint(pod, family, { ready: true, serving: true, terminating: false })),
      ...ending.map((pod) => endpoint(pod, family, { ready: false, serving: true, terminating: true })),
    ],
  })
}

const endpoint = (pod: LabPod, family: 4 | 6, conditions: object) => ({
  addresses: [family === 4 ? pod.address : pod.address6],
  conditions,
  nodeName: pod.node,
  targetRef: {
    kind: 'Pod',
    namespace: pod.namespace,
    name: pod.name,
    uid: uidOf(`${podsOf(pod.namespace)}/${pod.name}`),
  },
})

/** What is there before any Pod. */
export const firstObjects = (): Placed[] => [...nodes.map((node) => nodeObject(node, false)), serviceObject(web)]
