/** The reference case as Kubernetes API objects, by the path they are written to. */
import { createHash } from 'node:crypto'
import { type LabNode, type LabPod, nodes, web } from './reference-case.ts'

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

const core = `/api/v1/namespaces/${web.namespace}`
const discovery = `/apis/discovery.k8s.io/v1/namespaces/${web.namespace}`
const labels = { app: web.name }

function nodeObject(node: LabNode): Placed {
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
    spec: { podCIDR: node.block, podCIDRs: [node.block] },
    status: {
      addresses: [
        { type: 'InternalIP', address: node.address },
        { type: 'Hostname', address: node.name },
      ],
      conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }],
    },
  })
}

const port = { name: 'http', protocol: 'TCP' }

const serviceObject = (): Placed =>
  place(`${core}/services`, web.name, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace: web.namespace, labels },
    spec: {
      type: 'ClusterIP',
      clusterIP: web.clusterIp,
      clusterIPs: [web.clusterIp],
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      internalTrafficPolicy: 'Cluster',
      sessionAffinity: 'None',
      selector: labels,
      ports: [{ ...port, port: web.port, targetPort: web.targetPort }],
    },
    status: { loadBalancer: {} },
  })

/** `pending`: placed, not started; `ending`: asked to end, still answering. */
export type PodStage = 'pending' | 'ready' | 'ending'

export function podObject(pod: LabPod, stage: PodStage, now: Date): Placed {
  const isReady = stage === 'ready'
  return place(`${core}/pods`, pod.name, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      namespace: pod.namespace,
      labels,
      ...(stage === 'ending' ? { deletionTimestamp: now.toISOString() } : {}),
    },
    spec: { nodeName: pod.node, containers: [{ name: 'nginx', image: 'nginx' }] },
    status: {
      phase: stage === 'pending' ? 'Pending' : 'Running',
      ...(stage === 'pending' ? {} : { podIP: pod.address, podIPs: [{ ip: pod.address }] }),
      conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False' }],
    },
  })
}

/** The one EndpointSlice of `web`: Pods that answer, and those that end but still serve. */
export const sliceObject = (ready: readonly LabPod[], ending: readonly LabPod[]): Placed =>
  place(`${discovery}/endpointslices`, `${web.name}-lab01`, {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      namespace: web.namespace,
      labels: {
        ...labels,
        'kubernetes.io/service-name': web.name,
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      },
    },
    addressType: 'IPv4',
    ports: [{ ...port, port: web.targetPort }],
    endpoints: [
      ...ready.map((pod) => endpoint(pod, { ready: true, serving: true, terminating: false })),
      ...ending.map((pod) => endpoint(pod, { ready: false, serving: true, terminating: true })),
    ],
  })

const endpoint = (pod: LabPod, conditions: object) => ({
  addresses: [pod.address],
  conditions,
  nodeName: pod.node,
  targetRef: {
    kind: 'Pod',
    namespace: pod.namespace,
    name: pod.name,
    uid: uidOf(`${core}/pods/${pod.name}`),
  },
})

/** What is there before any Pod. */
export const firstObjects = (): Placed[] => [...nodes.map(nodeObject), serviceObject()]
