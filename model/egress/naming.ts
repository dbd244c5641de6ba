/** Which Services and Pods somebody sees who sees some namespaces only, and what must not be said of the others. */
import type { Cluster, Service } from '../cluster.ts'
import type { Connection } from '../flow.ts'
import { makeVirtualServerKey, type VirtualServerKey } from '../ids.ts'
import { makeSightKey } from '../principal.ts'
import { keepMap, makeKeeper } from '../project/keep.ts'
import { serviceOf, thingOfIn } from '../thing-of.ts'
import { type Hidden, hiddenIn, makeMentions, namespaceOf } from './hidden.ts'
import type { ProofsSight } from './proofs.ts'

const none = new Map<never, never>()

export interface Naming {
  readonly services: Cluster['services']
  readonly pods: Cluster['pods']
  readonly hidden: Hidden & { readonly services: Cluster['services'] }
  readonly sight: ProofsSight
}

/** Whose is whose, worked out again only when Services, Pods or nodes are others. */
export function makeNaming(sees: (namespace: string) => boolean): (cluster: Cluster) => Naming {
  const keepServices = makeKeeper<Service['id'], Service, Service>()
  let before: Cluster | null = null
  let last: Naming | null = null
  return (cluster) => {
    const isSame =
      before?.services === cluster.services && before.pods === cluster.pods && before.nodes === cluster.nodes
    before = cluster
    if (last !== null && isSame) return last
    const split = (wanted: boolean) =>
      new Map([...cluster.services].filter(([, { namespace }]) => sees(namespace) === wanted))
    const pods = new Map([...cluster.pods].filter(([, { namespace }]) => sees(namespace)))
    const found = hiddenIn(cluster, sees)
    const hidden = { ...found, services: keepMap(last?.hidden.services ?? none, split(false)) }
    const isHiddenSame = last !== null && hasAll(last.hidden, found) && hasAll(found, last.hidden)
    last = {
      services: keepServices(split(true), (service) => ofNamespaces(service, sees)),
      pods: keepMap(last?.pods ?? none, pods),
      hidden: isHiddenSame ? { ...last!.hidden, services: hidden.services } : hidden,
      sight: isHiddenSame ? last!.sight : { sees, mentions: makeMentions(found) },
    }
    return last
  }
}

const hasAll = (a: Hidden, b: Hidden): boolean =>
  [...b.addresses].every((address) => a.addresses.has(address)) && [...b.names].every((name) => a.names.has(name))

/** An endpoint keeps its address, which the Service itself names, and not the name of another namespace's Pod. */
const ofNamespaces = (service: Service, sees: (namespace: string) => boolean): Service => {
  const isOther = ({ pod }: Service['endpoints'][number]) => pod !== null && !sees(namespaceOf(pod))
  if (!service.endpoints.some(isOther)) return service
  return { ...service, endpoints: service.endpoints.map((each) => (isOther(each) ? { ...each, pod: null } : each)) }
}

/** Whether a virtual server is of a Service that is seen and of no other. */
export function makeSeesServer(
  { services, hidden }: Naming,
  nodes: Cluster['nodes'],
): (key: VirtualServerKey) => boolean {
  const seen = { services, nodes }
  const others = { services: hidden.services, nodes }
  return (key) =>
    serviceOf(seen, thingOfIn(seen)(key)) !== undefined && serviceOf(others, thingOfIn(others)(key)) === undefined
}

/** To a Service that is seen, and from nobody who is not. */
export function makeSeesFlow(naming: Naming, nodes: Cluster['nodes']): (connection: Connection) => boolean {
  const seesServer = makeSeesServer(naming, nodes)
  return ({ protocol, client, virtual, real, source }) =>
    seesServer(makeVirtualServerKey(protocol, virtual.address, virtual.port)) &&
    ![client.address, real.address, source?.address ?? ''].some((address) => naming.hidden.addresses.has(address))
}

const namings = new WeakMap<Cluster, Map<string, Naming>>()

/** Of one state, for who does not see all. */
export function namingOf(cluster: Cluster, namespaces: readonly string[]): Naming {
  const known = namings.get(cluster) ?? new Map<string, Naming>()
  namings.set(cluster, known)
  const key = makeSightKey({ namespaces })
  const made = known.get(key) ?? makeNaming((namespace) => namespaces.includes(namespace))(cluster)
  known.set(key, made)
  return made
}
