/** Where traffic ends: Pods, and addresses nobody knows a Pod for. */
import type { Cluster, Endpoint } from '#model/cluster.ts'
import type { PodId, ServiceId, VirtualServerKey } from '#model/ids.ts'
import type { KubePod } from '#model/kube/pod.ts'
import type { ThingId } from './facts.ts'
import type { EntryFact } from './tables.ts'
import { soften } from './tone.ts'

export interface BackendFact {
  /** `pod:NS/NAME`, or `endpoint:IP` where no Pod is known. */
  readonly id: ThingId
  readonly name: string
  /** Empty for an address without a Pod. */
  readonly namespace: string
  readonly address: string
  /** Node that runs it; empty when not known. */
  readonly host: string
  /**
   * The last three are in no EndpointSlice, only in kernel rows. `draining`: every row of a trusted
   * node has weight 0 · `stranger`: some row there has weight, though nobody asked for it ·
   * `unclear`: too young to say, not compared, or only in the table of a silent node.
   */
  readonly state: 'ready' | 'unready' | 'terminating' | 'draining' | 'stranger' | 'unclear'
}

/** Kernel rows, with the trusted nodes that hold them. */
export type Holdings = Iterable<readonly [EntryFact, { readonly trusted: readonly string[] }]>

type Unexplained = 'unclear' | 'draining' | 'stranger'
const gravest: readonly Unexplained[] = ['unclear', 'draining', 'stranger']

export interface Backends {
  readonly backends: readonly BackendFact[]
  readonly backendOf: (thing: ThingId, address: string) => ThingId
  readonly backendsOf: (thing: ThingId) => readonly ThingId[]
}

export function makeBackends(
  cluster: Cluster,
  holdings: Holdings,
  thingOf: (key: VirtualServerKey) => ThingId,
  settles: (thing: ThingId) => boolean,
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
    if (!found.has(backend.id)) found.set(backend.id, backend)
    const set = members.get(thing)
    if (set) set.add(backend.id)
    else members.set(thing, new Set([backend.id]))
  }

  for (const service of cluster.services.values()) {
    for (const endpoint of service.endpoints) {
      join(`service:${service.id}`, endpoint.address, fromEndpoint(cluster, service.id, endpoint))
    }
  }
  const unexplained = new Map<string, Unexplained>()
  const rows: (readonly [ThingId, string])[] = []
  for (const [entry, { trusted }] of holdings) {
    const thing = thingOf(entry.key)
    for (const { address, tone } of entry.rows) {
      if (named.has(`${thing} ${address}`)) continue
      const shown = soften(tone, settles(thing))
      const state: Unexplained =
        trusted.length === 0
          ? 'unclear'
          : shown === 'wrong'
            ? 'stranger'
            : shown === 'draining'
              ? 'draining'
              : 'unclear'
      const before = unexplained.get(address)
      if (before === undefined || gravest.indexOf(state) > gravest.indexOf(before)) unexplained.set(address, state)
      rows.push([thing, address])
    }
  }
  for (const [thing, address] of rows) {
    join(thing, address, fromRow(address, podByAddress.get(address), unexplained.get(address) ?? 'unclear'))
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
function fromRow(address: string, pod: KubePod | undefined, state: Unexplained): BackendFact {
  if (pod === undefined) return { id: `endpoint:${address}`, name: address, namespace: '', address, host: '', state }
  return {
    id: `pod:${pod.id}`,
    name: pod.name,
    namespace: pod.namespace,
    address,
    host: pod.node ?? '',
    state: pod.terminating ? 'terminating' : state,
  }
}
