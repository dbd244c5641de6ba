/**
 * The one way out: what somebody may see of a cluster, before it becomes a frame, an answer, a search, a file or a
 * snapshot. A limited cluster is a cluster: smaller, well-formed, and with nothing of other namespaces in it. What
 * cannot be said to be of a namespace that is seen is left out: virtual servers no Service explains, connections of
 * others, totals of whole tables. Nodes stay, with what is theirs alone.
 */
import type { ApiFeed, Cluster, Node } from '../cluster.ts'
import { equal } from '../equal.ts'
import type { FlowFeed } from '../flow.ts'
import type { FactHash, NodeName, TableHash, VirtualServerHash } from '../ids.ts'
import type { KindName } from '../kube/index.ts'
import { makeSightKey, type Principal } from '../principal.ts'
import { keepMap, makeKeeper, pick } from '../project/keep.ts'
import { makeLoads, makeRestrictor, makeRetarget } from '../project/narrow.ts'
import { plainNode } from '../project/nodes.ts'
import type { Proofs } from '../proofs.ts'
import { healthOf } from '../standing.ts'
import { makeSums } from '../sums/keep.ts'
import { keyOf } from '../thing-index.ts'
import type { Table } from '../topology.ts'
import type { Hidden } from './hidden.ts'
import { makeNaming, makeSeesFlow, makeSeesServer, type Naming, namingOf } from './naming.ts'
import { makeProofsLimiter } from './proofs.ts'

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

/** Proofs that may be newer than the cluster. */
export const limitProofs = (cluster: Cluster, proofs: Proofs, { namespaces }: Sight): Proofs =>
  namespaces === null ? proofs : makeProofsLimiter()(proofs, namingOf(cluster, namespaces).sight)

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
    const names = keepNames(cluster)
    const { services, pods, hidden, sight } = names
    const chosen = chooseServers(cluster, names)
    const tableOf = restrict(cluster, chosen)
    const tables = new Map<TableHash, Table>()
    for (const { hash, table } of tableOf.values()) tables.set(hash, table)
    const frames = frameNodes(cluster.nodes, hidden)
    const nodes = retarget(cluster.nodes, frames, tableOf)
    const named = [...nodes.values()].flatMap(factsOf)
    const seesFlow = makeSeesFlow(names, cluster.nodes)
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

/** Virtual servers that Services which are seen explain, and no other does: two may claim one address. */
function makeChooser() {
  let before: readonly unknown[] = []
  let last: ReadonlySet<VirtualServerHash> = new Set()
  return ({ virtualServers, nodes }: Cluster, naming: Naming) => {
    const now = [virtualServers, nodes, naming.services, naming.hidden.services]
    if (now.every((part, index) => part === before[index])) return last
    const seesServer = makeSeesServer(naming, nodes)
    before = now
    last = new Set([...virtualServers].flatMap(([hash, server]) => (seesServer(keyOf(server)) ? [hash] : [])))
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
