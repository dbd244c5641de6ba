/** Sketches to real Kubernetes JSON, as the API server of about 1.33 would hold it. */
import { familyOf } from '#model/address.ts'
import type { KubeObject } from '../kube-api/objects.ts'
import type { NodeSketch, ServiceSketch } from '../scenarios/sketch.ts'

export function makeNodeObject(node: NodeSketch, kernelVersion: string): KubeObject {
  const addresses = [node.address, ...(node.ipv6 ? [node.ipv6] : [])]
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: node.name,
      labels: {
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': node.name,
        'kubernetes.io/os': 'linux',
        ...(node.controlPlane ? { 'node-role.kubernetes.io/control-plane': '' } : {}),
        ...(node.zone ? { 'topology.kubernetes.io/zone': node.zone } : {}),
      },
      ...(node.annotations ? { annotations: node.annotations } : {}),
    },
    spec: { podCIDR: node.podBlock, podCIDRs: [node.podBlock] },
    status: {
      addresses: [
        ...addresses.map((address) => ({ type: 'InternalIP', address })),
        { type: 'Hostname', address: node.name },
      ],
      conditions: [
        { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' },
      ],
      nodeInfo: {
        architecture: 'amd64',
        kernelVersion,
        kubeletVersion: 'v1.33.0',
        operatingSystem: 'linux',
        osImage: 'Debian GNU/Linux 12 (bookworm)',
      },
    },
  }
}

export function makeServiceObject(service: ServiceSketch, clusterIp: string): KubeObject {
  const type = service.type ?? 'ClusterIP'
  const annotations = {
    ...service.annotations,
    ...(service.scheduler ? { 'kube-router.io/service.scheduler': service.scheduler } : {}),
  }
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: service.name,
      namespace: service.namespace,
      labels: { app: service.workload ?? service.name },
      ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
    },
    spec: type === 'ExternalName' ? externalNameSpec(service) : proxiedSpec(service, type, clusterIp),
    status: {
      loadBalancer: service.loadBalancerIp ? { ingress: [{ ip: service.loadBalancerIp, ipMode: 'VIP' }] } : {},
    },
  }
}

const externalNameSpec = (service: ServiceSketch) => ({
  type: 'ExternalName',
  externalName: service.externalName ?? '',
  sessionAffinity: 'None',
})

function proxiedSpec(service: ServiceSketch, type: string, clusterIp: string) {
  const clusterIPs = [clusterIp, ...(service.ipv6ClusterIp ? [service.ipv6ClusterIp] : [])]
  return {
    type,
    clusterIP: clusterIp,
    clusterIPs,
    ipFamilies: service.ipv6ClusterIp ? ['IPv4', 'IPv6'] : ['IPv4'],
    ipFamilyPolicy: service.ipv6ClusterIp ? 'PreferDualStack' : 'SingleStack',
    internalTrafficPolicy: service.internalTrafficPolicy ?? 'Cluster',
    ...(type === 'ClusterIP' ? {} : { externalTrafficPolicy: service.externalTrafficPolicy ?? 'Cluster' }),
    ports: (service.ports ?? []).map((port) => ({
      ...(port.name ? { name: port.name } : {}),
      protocol: port.protocol ?? 'TCP',
      port: port.port,
      targetPort: port.targetPort ?? port.port,
      ...(port.nodePort ? { nodePort: port.nodePort } : {}),
    })),
    ...(service.workload === null ? {} : { selector: { app: service.workload } }),
    ...(service.affinitySeconds
      ? {
          sessionAffinity: 'ClientIP',
          sessionAffinityConfig: { clientIP: { timeoutSeconds: service.affinitySeconds } },
        }
      : { sessionAffinity: 'None' }),
  }
}

/** A Pod as far as its life matters here. */
export interface PodLife {
  readonly namespace: string
  readonly name: string
  readonly uid: string
  readonly workload: string
  readonly image: string
  readonly node: NodeSketch
  readonly address: string
  readonly ipv6: string | null
  /** `pending`: no address yet. `ending`: asked to go. */
  readonly phase: 'pending' | 'running' | 'ready' | 'ending'
  /** RFC 3339. */
  readonly createdAt: string
  /** When it was asked to end. */
  readonly deletedAt: string | null
  readonly annotations: Readonly<Record<string, string>> | null
}

export function makePodObject(pod: PodLife): KubeObject {
  const isReady = pod.phase === 'ready'
  const addresses = pod.phase === 'pending' ? [] : [pod.address, ...(pod.ipv6 ? [pod.ipv6] : [])]
  const condition = (type: string, holds: boolean) => ({
    type,
    status: holds ? 'True' : 'False',
    lastTransitionTime: pod.createdAt,
  })
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: pod.name,
      namespace: pod.namespace,
      uid: pod.uid,
      creationTimestamp: pod.createdAt,
      labels: { app: pod.workload },
      ...(pod.annotations ? { annotations: pod.annotations } : {}),
      ...(pod.deletedAt ? { deletionTimestamp: pod.deletedAt, deletionGracePeriodSeconds: 30 } : {}),
    },
    spec: { nodeName: pod.node.name, containers: [{ name: 'main', image: pod.image }] },
    status: {
      phase: pod.phase === 'pending' ? 'Pending' : 'Running',
      conditions: [condition('PodScheduled', true), condition('ContainersReady', isReady), condition('Ready', isReady)],
      hostIP: pod.node.address,
      ...(addresses.length > 0 ? { podIP: addresses[0], podIPs: addresses.map((ip) => ({ ip })) } : {}),
    },
  }
}

export interface EndpointLife {
  readonly address: string
  readonly node: NodeSketch
  readonly ready: boolean
  readonly serving: boolean
  readonly terminating: boolean
  /** Null for endpoints written by hand. */
  readonly pod: { readonly name: string; readonly uid: string } | null
}

/** The slice of one Service and family; the endpoint controller would split above 100 endpoints. */
export function makeSliceObject(service: ServiceSketch, family: 4 | 6, endpoints: readonly EndpointLife[]): KubeObject {
  const suffix = family === 4 ? 'v4' : 'v6'
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `${service.name}-${suffix}`,
      namespace: service.namespace,
      labels: {
        'kubernetes.io/service-name': service.name,
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
        ...(service.clusterIp === 'None' ? { 'service.kubernetes.io/headless': '' } : {}),
      },
    },
    addressType: family === 4 ? 'IPv4' : 'IPv6',
    endpoints: endpoints
      .filter(({ address }) => familyOf(address) === family)
      .map(({ address, node, ready, serving, terminating, pod }) => ({
        addresses: [address],
        conditions: { ready, serving, terminating },
        nodeName: node.name,
        ...(node.zone ? { zone: node.zone } : {}),
        ...(pod ? { targetRef: { kind: 'Pod', namespace: service.namespace, ...pod } } : {}),
        ...(service.hasZoneHints && node.zone ? { hints: { forZones: [{ name: node.zone }] } } : {}),
      })),
    ports: (service.ports ?? []).map((port) => ({
      name: port.name ?? '',
      protocol: port.protocol ?? 'TCP',
      port: port.targetPort ?? port.port,
    })),
  }
}
