/** Where traffic ends: Pods, and addresses nobody knows a Pod for. */
import type { Cluster, Endpoint } from '#model/cluster.ts'
import type { PodId, ServiceId, VirtualServerKey } from '#model/ids.ts'
import type { KubePod } from '#model/kube/pod.ts'
import type { ThingId } from './facts.ts'
import type { EntryFact } from './tables.ts'

export interface BackendFact {
  /** `pod:NS/NAME`, or `endpoint:IP` where no Pod is known. */
  readonly id: ThingId
  readonly name: string
  /** Empty for an address without a Pod. */
  readonly namespace: string
  readonly address: string
  /** Node that runs it; empty when not known. */
  readonly host: string
  /** `stranger`: no EndpointSlice names it; a kernel row does. */
  readonly state: 'ready' | 'unready' | 'terminating' | 'stranger'
}

export interface Backends {
  readonly backends: readonly BackendFact[]
  readonly backendOf: (thing: ThingId, address: string) => ThingId
  readonly backendsOf: (thing: ThingId) => readonly ThingId[]
}

export function makeBackends(
  cluster: Cluster,
  entries: Iterable<EntryFact>,
  thingOf: (key: VirtualServerKey) => ThingId,
): Backends {
  const podByAddress = new Map<string, KubePod>()
  for (const pod of cluster.pods.values()) {
    // Pods on the host's network share its address: it does not tell which of them is meant.
    if (!pod.hostNetwork) for (const address of pod.addresses) podByAddress.set(address, pod)
  }
  const found = new Map<ThingId, BackendFact>()
  const named = new Map<string, ThingId>()
  const members = new Map<ThingId, Set<ThingId>>()
  const join = (thing: ThingId, address: string, backend: BackendFact) => {
    named.set(`${thing} ${address}`, backend.id)
    const known = found.get(backend.id)
    if (known === undefined || known.state === 'stranger') found.set(backend.id, backend)
    const set = members.get(thing)
    if (set) set.add(backend.id)
    else members.set(thing, new Set([backend.id]))
  }

  for (const service of cluster.services.values()) {
    for (const endpoint of service.endpoints) {
      join(`service:${service.id}`, endpoint.address, fromEndpoint(cluster, service.id, endpoint))
    }
  }
  for (const entry of entries) {
    const thing = thingOf(entry.key)
    for (const { address } of entry.rows) {
      if (!named.has(`${thing} ${address}`)) join(thing, address, stranger(address, podByAddress.get(address)))
    }
  }
  return {
    backends: [...found.values()],
    backendOf: (thing, address) => named.get(`${thing} ${address}`) ?? `endpoint:${address}`,
    backendsOf: (thing) => [...(members.get(thing) ?? [])],
  }
}

function fromEndpoint(cluster: Cluster, service: ServiceId, endpoint: Endpoint): BackendFact {
  const pod = endpoint.pod ? cluster.pods.get(endpoint.pod) : undefined
  const state = endpoint.terminating ? 'terminating' : endpoint.ready ? 'ready' : 'unready'
  const host = endpoint.node ?? pod?.node ?? ''
  if (endpoint.pod) {
    const [namespace, name] = splitPod(endpoint.pod)
    return { id: `pod:${endpoint.pod}`, name, namespace, address: endpoint.address, host, state }
  }
  const namespace = service.slice(0, service.indexOf('/'))
  return {
    id: `endpoint:${endpoint.address}`,
    name: endpoint.address,
    namespace,
    address: endpoint.address,
    host,
    state,
  }
}

const splitPod = (id: PodId): [string, string] => [id.slice(0, id.indexOf('/')), id.slice(id.indexOf('/') + 1)]

/** A row no slice explains: often a Pod on its way out. */
function stranger(address: string, pod: KubePod | undefined): BackendFact {
  if (pod === undefined)
    return { id: `endpoint:${address}`, name: address, namespace: '', address, host: '', state: 'stranger' }
  return {
    id: `pod:${pod.id}`,
    name: pod.name,
    namespace: pod.namespace,
    address,
    host: pod.node ?? '',
    state: pod.terminating ? 'terminating' : 'stranger',
  }
}
