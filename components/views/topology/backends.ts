/** Where traffic ends: Pods, and addresses nobody knows a Pod for. */
import type { Cluster, Endpoint, Service } from '#model/cluster.ts'
import type { PodId, ServiceId } from '#model/ids.ts'
import type { KubePod } from '#model/kube/pod.ts'
import { endpointThing, podThing, serviceThing, type ThingId } from '#model/thing.ts'
import type { EntryFact, RowFact } from './tables.ts'
import { soften, type Tone } from './tone.ts'

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

/** Kernel rows of one thing, with how many trusted nodes hold them. */
export interface Holding {
  readonly entry: EntryFact
  readonly trusted: number
}

type Unexplained = 'unclear' | 'draining' | 'stranger'
const gravest: readonly Unexplained[] = ['unclear', 'draining', 'stranger']

export interface Backends {
  readonly backends: readonly BackendFact[]
  readonly backendOf: (thing: ThingId, address: string) => ThingId
  readonly backendsOf: (thing: ThingId) => readonly ThingId[]
}

/** By address. */
type Ends = ReadonlyMap<string, BackendFact>

/** Remembers what a Service's endpoints are and which rows of an entry they leave unexplained: little of it changes at a time. */
export function makeBackendsReader(): (
  cluster: Cluster,
  holdings: ReadonlyMap<ThingId, readonly Holding[]>,
  settles: (thing: ThingId) => boolean,
) => Backends {
  const known = new WeakMap<Service, { readonly pods: Cluster['pods'] | null; readonly ends: Ends }>()
  const leftOver = new WeakMap<EntryFact, { readonly ends: Ends | null; readonly rows: readonly RowFact[] }>()

  const endsOf = (cluster: Cluster, service: Service): Ends => {
    const before = known.get(service)
    if (before !== undefined && (before.pods === null || before.pods === cluster.pods)) return before.ends
    const ends = new Map(
      service.endpoints.map((endpoint) => [endpoint.address, fromEndpoint(cluster, service.id, endpoint)]),
    )
    const asksPods = service.endpoints.some(({ node }) => node === null)
    known.set(service, { pods: asksPods ? cluster.pods : null, ends })
    return ends
  }
  const unexplainedIn = (entry: EntryFact, ends: Ends | null): readonly RowFact[] => {
    const before = leftOver.get(entry)
    if (before !== undefined && before.ends === ends) return before.rows
    const rows = ends === null ? entry.rows : entry.rows.filter(({ address }) => !ends.has(address))
    leftOver.set(entry, { ends, rows })
    return rows
  }

  return (cluster, holdings, settles) => {
    const explained = new Map<ThingId, Ends>()
    for (const service of cluster.services.values()) {
      if (service.endpoints.length > 0) explained.set(serviceThing(service.id), endsOf(cluster, service))
    }
    const states = new Map<string, Unexplained>()
    const rest: (readonly [ThingId, string])[] = []
    for (const [thing, held] of holdings) {
      const ends = explained.get(thing) ?? null
      for (const { entry, trusted } of held) {
        for (const { address, tone } of unexplainedIn(entry, ends)) {
          const state = trusted === 0 ? 'unclear' : stateOf(soften(tone, settles(thing)))
          const before = states.get(address)
          if (before === undefined || gravest.indexOf(state) > gravest.indexOf(before)) states.set(address, state)
          rest.push([thing, address])
        }
      }
    }

    const found = new Map<ThingId, BackendFact>()
    for (const ends of explained.values()) {
      for (const backend of ends.values()) if (!found.has(backend.id)) found.set(backend.id, backend)
    }
    const others = new Map<ThingId, Map<string, BackendFact>>()
    const podOf = rest.length === 0 ? () => undefined : makePodFinder(cluster)
    for (const [thing, address] of rest) {
      const backend = fromRow(address, podOf(address), states.get(address)!)
      if (!found.has(backend.id)) found.set(backend.id, backend)
      others.set(thing, (others.get(thing) ?? new Map<string, BackendFact>()).set(address, backend))
    }
    const idsOf = (ends: Ends | undefined) => (ends === undefined ? [] : [...ends.values()].map(({ id }) => id))
    return {
      backends: [...found.values()],
      backendOf: (thing, address) =>
        (explained.get(thing)?.get(address) ?? others.get(thing)?.get(address))?.id ?? endpointThing(address),
      backendsOf: (thing) => [...new Set([...idsOf(explained.get(thing)), ...idsOf(others.get(thing))])],
    }
  }
}

const stateOf = (tone: Tone): Unexplained =>
  tone === 'wrong' ? 'stranger' : tone === 'draining' ? 'draining' : 'unclear'

function makePodFinder(cluster: Cluster): (address: string) => KubePod | undefined {
  const byAddress = new Map<string, KubePod>()
  for (const pod of cluster.pods.values()) {
    // Pods on the host's network share its address: it does not tell which of them is meant.
    if (!pod.hostNetwork) for (const address of pod.addresses) byAddress.set(address, pod)
  }
  return (address) => byAddress.get(address)
}

function fromEndpoint(cluster: Cluster, service: ServiceId, endpoint: Endpoint): BackendFact {
  const pod = endpoint.pod ? cluster.pods.get(endpoint.pod) : undefined
  const state = endpoint.terminating ? 'terminating' : endpoint.ready ? 'ready' : 'unready'
  const host = endpoint.node ?? pod?.node ?? ''
  if (endpoint.pod) {
    const [namespace, name] = splitPod(endpoint.pod)
    return { id: podThing(endpoint.pod), name, namespace, address: endpoint.address, host, state }
  }
  const namespace = service.slice(0, service.indexOf('/'))
  return {
    id: endpointThing(endpoint.address),
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
  if (pod === undefined) return { id: endpointThing(address), name: address, namespace: '', address, host: '', state }
  return {
    id: podThing(pod.id),
    name: pod.name,
    namespace: pod.namespace,
    address,
    host: pod.node ?? '',
    state: pod.terminating ? 'terminating' : state,
  }
}
