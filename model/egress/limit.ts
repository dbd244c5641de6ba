/**
 * The one way out: what somebody may see of a cluster, before it becomes a frame, an answer, a search, a file or a
 * snapshot. A limited cluster is a cluster: smaller, well-formed, and with nothing of other namespaces in it. What
 * cannot be said to be of a namespace that is seen is left out: virtual servers no Service explains, connections of
 * others, totals of whole tables. Nodes stay, with what is theirs alone.
 */
import type { ApiFeed, Cluster, Node, Service } from '../cluster.ts'
import { equal } from '../equal.ts'
import type { FlowFeed, FlowRow } from '../flow.ts'
import type { FactHash, NodeName, TableHash, VirtualServerHash } from '../ids.ts'
import { makeVirtualServerKey } from '../ids.ts'
import type { KindName } from '../kube/index.ts'
import type { Principal } from '../principal.ts'
import { makeSightKey } from '../principal.ts'
import { keepMap, makeKeeper, pick } from '../project/keep.ts'
import { makeLoads, makeRestrictor, makeRetarget } from '../project/narrow.ts'
import { plainNode } from '../project/nodes.ts'
import { healthOf } from '../standing.ts'
import { makeSums } from '../sums/keep.ts'
import { keyOf } from '../thing-index.ts'
import { serviceOf, thingOfIn } from '../thing-of.ts'
import type { Table } from '../topology.ts'
import { type Hidden, hiddenIn, makeMentions, namespaceOf } from './hidden.ts'
import { makeProofsLimiter, type ProofsSight } from './proofs.ts'

export type Limiter = (cluster: Cluster) => Cluster
type Sight = Pick<Principal, 'namespaces'>

const limited = new WeakMap<Cluster, Map<string, Cluster>>()

/** The cluster itself for who may see everything. */
export function limitCluster(cluster: Cluster, sight: Sight): Cluster {
  if (sight.namespaces === null) return cluster
  const made = limited.get(cluster) ?? new Map<string, Cluster>()
  limited.set(cluster, made)
  const key = makeSightKey(sight)
  const known = made.get(key) ?? makeLimiter(sight)(cluster)
  made.set(key, known)
  return known
}

/** For one state after another: what did not change is the same object as before. */
export function makeLimiter({ namespaces }: Sight): Limiter {
  if (namespaces === null) return (cluster) => cluster
  const seen = new Set(namespaces)
  const sees = (namespace: string) => seen.has(namespace)
  const keepNames = makeNaming(sees)
  const keepApi = makeKeeper<KindName, ApiFeed, ApiFeed>()
  const keepFlowFeeds = makeKeeper<NodeName, FlowFeed, FlowFeed>()
  const chooseServers = makeChooser()
  const frameNodes = makeFrames()
  const restrict = makeRestrictor()
  const restrictLoads = makeLoads()
  const retarget = makeRetarget()
  const limitProofs = makeProofsLimiter()
  const sumUp = makeSums()
  let last: Cluster | null = null
  let from: Cluster | null = null

  return (cluster) => {
    if (from === cluster) return last!
    const { services, pods, hidden, sight } = keepNames(cluster)
    const chosen = chooseServers(cluster, services, hidden.services)
    const tableOf = restrict(cluster, chosen)
    const tables = new Map<TableHash, Table>()
    for (const { hash, table } of tableOf.values()) tables.set(hash, table)
    const frames = frameNodes(cluster.nodes, hidden)
    const nodes = retarget(cluster.nodes, frames, tableOf)
    const named = [...nodes.values()].flatMap(factsOf)
    const seesFlow = makeSeesFlow(services, hidden, cluster.nodes)
    const flows = new Map([...cluster.flows].filter(([, row]) => seesFlow(row)))
    const made = {
      at: cluster.at,
      name: cluster.name,
      demo: cluster.demo,
      pollMs: cluster.pollMs,
      servicesChangedAt: [...services.values()].reduce((newest, { changedAt }) => Math.max(newest, changedAt), 0),
      health: cluster.health,
      api: keepApi(cluster.api, withoutWhy),
      nodes,
      feeds: cluster.feeds,
      services,
      pods,
      virtualServers: keepMap(last?.virtualServers ?? none, pick(cluster.virtualServers, chosen)),
      tables: keepMap(last?.tables ?? none, tables),
      load: restrictLoads(cluster, tableOf),
      facts: keepMap(last?.facts ?? none, pick(cluster.facts, new Set(named))),
      flows: keepMap(last?.flows ?? none, flows),
      flowFeeds: keepFlowFeeds(cluster.flowFeeds, makeFeedOf(makeSightKey({ namespaces }))),
      ...limitProofs(cluster, sight),
      sums: null,
    } satisfies Cluster
    const health = healthOf(made)
    from = cluster
    last = {
      ...made,
      health: last !== null && equal(last.health, health) ? last.health : health,
      sums: sumUp(made),
    }
    return last
  }
}

const none = new Map<never, never>()

interface Naming {
  readonly services: Cluster['services']
  readonly pods: Cluster['pods']
  readonly hidden: Hidden & { readonly services: Cluster['services'] }
  readonly sight: ProofsSight
}

/** Whose is whose, worked out again only when Services, Pods or nodes are others. */
function makeNaming(sees: (namespace: string) => boolean): (cluster: Cluster) => Naming {
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

/** Virtual servers that Services which are seen explain, and no other does: two may claim one address. */
function makeChooser() {
  let before: Pick<Cluster, 'virtualServers' | 'nodes'> | null = null
  let places: readonly unknown[] = []
  let last: ReadonlySet<VirtualServerHash> = new Set()
  return (cluster: Cluster, services: Cluster['services'], others: Cluster['services']) => {
    const { virtualServers, nodes } = cluster
    const now = [virtualServers, nodes, services, others]
    if (before !== null && now.every((part, index) => part === places[index])) return last
    const seen = { services, nodes }
    const hidden = { services: others, nodes }
    const isOf = (naming: typeof seen, server: Parameters<typeof keyOf>[0]) =>
      serviceOf(naming, thingOfIn(naming)(keyOf(server))) !== undefined
    const made = new Set<VirtualServerHash>()
    for (const [hash, server] of virtualServers) if (isOf(seen, server) && !isOf(hidden, server)) made.add(hash)
    before = cluster
    places = now
    last = made
    return last
  }
}

/** Devices that hold addresses of Services. */
const serviceDevices = new Set(['kube-ipvs0', 'kube-dummy-if'])
/** Of these nothing but the node itself is told. */
const harmlessFacts = new Set(['settings', 'kubeProxy'])

/** Nodes without their tables and without what tells of other namespaces. */
function makeFrames() {
  const keep = makeKeeper<NodeName, Node, Node>(() => false)
  let before: { readonly nodes: Cluster['nodes']; readonly addresses: Hidden['addresses'] } | null = null
  let last: Cluster['nodes'] = new Map()
  return (nodes: Cluster['nodes'], { addresses }: Hidden) => {
    if (before?.nodes === nodes && before.addresses === addresses) return last
    before = { nodes, addresses }
    last = keep(nodes, (node) => frameOf(node, addresses))
    return last
  }
}

function frameOf(node: Node, hidden: Hidden['addresses']): Node {
  const { table, ...plain } = plainNode(node)
  return {
    ...plain,
    table: table.is === 'read' ? { ...table, hash: '' as TableHash } : table,
    want: null,
    addresses: node.addresses.filter(({ device, address }) => !serviceDevices.has(device) && !hidden.has(address)),
    facts: Object.fromEntries(Object.entries(node.facts).filter(([source]) => harmlessFacts.has(source))),
    conntrack: node.conntrack,
    rejected: { rows: node.rejected.rows, samples: [] },
    conflicts: [],
  }
}

const factsOf = ({ facts }: Node): FactHash[] =>
  Object.values(facts).flatMap((fact) => (fact.is === 'read' ? [fact.hash] : []))

/** To a Service that is seen, and from nobody who is not. */
function makeSeesFlow(services: Cluster['services'], hidden: Naming['hidden'], nodes: Cluster['nodes']) {
  const seen = { services, nodes }
  const others = { services: hidden.services, nodes }
  return ({ protocol, client, virtual, real, source }: FlowRow): boolean => {
    const key = makeVirtualServerKey(protocol, virtual.address, virtual.port)
    const ends = [client.address, real.address, source?.address ?? '']
    return (
      serviceOf(seen, thingOfIn(seen)(key)) !== undefined &&
      serviceOf(others, thingOfIn(others)(key)) === undefined &&
      !ends.some((address) => hidden.addresses.has(address))
    )
  }
}

/** Counts of those who see the same. */
const makeFeedOf =
  (sightKey: string) =>
  (feed: FlowFeed): FlowFeed => {
    if (feed.is !== 'read') return feed
    const own = Object.entries(feed.counts).filter(([key]) => key.startsWith(`${sightKey} `))
    return { ...feed, counts: Object.fromEntries(own.map(([key, count]) => [key.slice(sightKey.length + 1), count])) }
  }

/** Reasons of the API name accounts and namespaces. */
const withoutWhy = (feed: ApiFeed): ApiFeed => ('why' in feed ? { ...feed, why: hiddenWhy } : feed)
const hiddenWhy = 'why is told to those who see every namespace'
