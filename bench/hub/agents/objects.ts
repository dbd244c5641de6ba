/** The Kubernetes objects of the simulated cluster, kept up in the stand-in's store as controllers would. */
import {
  type EndpointLife,
  makeNodeObject,
  makePodObject,
  makeServiceObject,
  makeSliceObject,
  type PodLife,
} from '#server/demo/cluster/objects.ts'
import type { KubeObject } from '#server/demo/kube-api/objects.ts'
import type { Store } from '#server/demo/kube-api/store.ts'
import type { NodeSketch, ServiceSketch } from '#server/demo/scenarios/sketch.ts'
import { agentAddress, nodeAddress, nodeName, type PodBlocks, virtualAddress } from './addresses.ts'
import { type Address, isUdp, realPort, virtualPort } from './structure.ts'

export const namespace = 'bench'
/** Of the agents' own Service, as `FAIRLEAD_AGENT_SERVICE` takes it. */
export const agentService = { namespace: 'fairlead', name: 'agents' }
export const serviceName = (service: number): string => `service-${String(service).padStart(4, '0')}`
const podsPath = '/api/v1/pods'
const slicesPath = '/apis/discovery.k8s.io/v1/endpointslices'
/** The endpoint controller puts no more into one slice. */
const mostEndpoints = 100

interface Placed extends Address {
  /** Counts the Pods that were in this slot. */
  readonly generation: number
}

export interface KubeWriter {
  nodes(count: number, blocks: PodBlocks): void
  agents(count: number, port: number): void
  /** A Service with its Pods by slot, and its slice. */
  service(service: number, addresses: readonly Address[]): void
  /** The Pod of a slot goes, another comes. */
  replace(service: number, slot: number, address: Address): void
}

export function makeKubeWriter(store: Store, services: number): KubeWriter {
  const nodes: NodeSketch[] = []
  const pods = new Map<number, Placed[]>()
  const createdAt = '2025-01-01T00:00:00Z'

  const sketchOf = (service: number): ServiceSketch => ({
    namespace,
    name: serviceName(service),
    clusterIp: virtualAddress(service),
    workload: serviceName(service),
    ports: [{ port: virtualPort, targetPort: realPort, protocol: isUdp(service, services) ? 'UDP' : 'TCP' }],
  })
  const podName = (service: number, slot: number, { generation }: Placed) =>
    `${serviceName(service)}-${slot}-${generation}`
  const lifeOf = (service: number, slot: number, placed: Placed): PodLife => ({
    namespace,
    name: podName(service, slot, placed),
    uid: `${service}-${slot}-${placed.generation}`,
    workload: serviceName(service),
    image: 'registry.example/bench:1',
    node: nodes[placed.node]!,
    address: placed.address,
    ipv6: null,
    phase: 'ready',
    createdAt,
    deletedAt: null,
    annotations: null,
  })
  const endpointOf = (life: PodLife): EndpointLife => ({
    address: life.address,
    node: life.node,
    ready: true,
    serving: true,
    terminating: false,
    pod: { name: life.name, uid: life.uid },
  })
  const putSlice = (service: number, placed: readonly Placed[]) => {
    const endpoints = placed.map((each, slot) => endpointOf(lifeOf(service, slot, each)))
    store.put(slicesPath, makeSliceObject(sketchOf(service), 4, endpoints))
  }

  return {
    nodes(count, blocks) {
      for (let node = 0; node < count; node++) {
        const sketch = { name: nodeName(node), zone: '', address: nodeAddress(node), podBlock: blocks.block(node) }
        nodes.push(sketch)
        store.put('/api/v1/nodes', makeNodeObject(sketch, '6.1.0'))
      }
    },
    agents(count, port) {
      store.put('/api/v1/services', makeServiceObject({ ...agentService, clusterIp: 'None', workload: null }, 'None'))
      for (let first = 0; first < count; first += mostEndpoints)
        store.put(slicesPath, agentSlice(first, Math.min(count, first + mostEndpoints), port))
    },
    service(service, addresses) {
      const placed = addresses.map((address) => ({ ...address, generation: 0 }))
      pods.set(service, placed)
      for (const [slot, each] of placed.entries()) store.put(podsPath, makePodObject(lifeOf(service, slot, each)))
      store.put('/api/v1/services', makeServiceObject(sketchOf(service), virtualAddress(service)))
      putSlice(service, placed)
    },
    replace(service, slot, address) {
      const placed = pods.get(service)!
      const before = placed[slot]!
      placed[slot] = { ...address, generation: before.generation + 1 }
      store.put(podsPath, makePodObject(lifeOf(service, slot, placed[slot])))
      putSlice(service, placed)
      store.remove(podsPath, namespace, podName(service, slot, before))
    },
  }
}

const agentSlice = (from: number, to: number, port: number): KubeObject => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: {
    name: `${agentService.name}-${from}`,
    namespace: agentService.namespace,
    labels: { 'kubernetes.io/service-name': agentService.name, 'service.kubernetes.io/headless': '' },
  },
  addressType: 'IPv4',
  endpoints: Array.from({ length: to - from }, (_, index) => ({
    addresses: [agentAddress(from + index)],
    conditions: { ready: true, serving: true, terminating: false },
    nodeName: nodeName(from + index),
  })),
  ports: [{ name: '', protocol: 'TCP', port }],
})
