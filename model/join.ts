/**
 * Two sources, one state: what the nodes' kernels say and what the API says become a `Cluster`.
 * Parts that did not change keep their identity from the cluster before.
 */
import type { ApiFeed, Cluster, Endpoint, Node, NodeFeed, Service } from './cluster.ts'
import { equal } from './equal.ts'
import type { FactHash, NodeName, PodId, ServiceId, TableHash, VirtualServerHash } from './ids.ts'
import type { EndpointSlice } from './kube/endpoint-slice.ts'
import type { Inventory, KindName } from './kube/index.ts'
import type { KubeNode } from './kube/node.ts'
import type { KubePod } from './kube/pod.ts'
import type { Load } from './load.ts'
import type { Proofs } from './proofs.ts'
import type { FactValue } from './sources/index.ts'
import { healthOf } from './standing.ts'
import { makeSums } from './sums/keep.ts'
import { isHeard } from './table-index.ts'
import { makeTableUses } from './table-uses.ts'
import { nodePortAddressesOf } from './tie.ts'
import type { Table, VirtualServer } from './topology.ts'
import { makeWantedTables, type ServiceInput, type WantedTable } from './wanted-tables.ts'

/** What the fleet knows of one node. */
export interface FleetNode extends Omit<Node, 'name' | 'kube' | 'want'> {
  readonly feed: NodeFeed
  readonly load: Load | null
}

export interface JoinInput {
  readonly at: number
  readonly name: string
  readonly demo: boolean
  readonly pollMs: number
  readonly api: ReadonlyMap<KindName, ApiFeed>
  readonly inventory: Inventory
  /** Whether Services and EndpointSlices have been listed at least once: before, nothing is wanted. */
  readonly inventoryKnown: boolean
  readonly fleet: ReadonlyMap<NodeName, FleetNode>
  /** Content stores of the fleet: hold at least what `fleet` names, and may change after. */
  readonly tables: ReadonlyMap<TableHash, Table>
  readonly virtualServers: ReadonlyMap<VirtualServerHash, VirtualServer>
  /** Never altered: it becomes the cluster's. */
  readonly facts: ReadonlyMap<FactHash, FactValue>
  readonly flows: Cluster['flows']
  readonly flowFeeds: Cluster['flowFeeds']
  readonly proofs: Proofs
  /** kube-proxy's scheduler where configured; null to take the commonest one seen. */
  readonly scheduler: string | null
}

/** What is seen of a node before its agent has ever answered. */
export const unseenNode: Omit<FleetNode, 'feed' | 'load' | 'conflicts'> = {
  identity: null,
  table: { is: 'unknown' },
  addresses: [],
  facts: {},
  conntrack: null,
  rejected: { rows: 0, samples: [] },
  withoutCounters: null,
}

const absentNode: FleetNode = { ...unseenNode, feed: { is: 'no-agent' }, conflicts: [], load: null }

/** A joiner remembers what it worked out, so that a tick costs what changed. One per stream of inputs. */
export function makeJoin(): (before: Cluster, input: JoinInput) => Cluster {
  const wanted = makeWants()
  const turns = makeTurns()
  const serviceInputs = makeServiceInputs()
  const joinServices = makeServices()
  const collectBlobs = makeBlobs()
  const sumUp = makeSums()
  let inventoryWasKnown = false
  let lastServices: Inventory['services'] | null = null

  return (before, input) => {
    const inputs = serviceInputs(input.inventory)
    const services = joinServices(before, input, inputs, inventoryWasKnown)
    const servicesChanged = inventoryWasKnown && lastServices !== input.inventory.services
    inventoryWasKnown = input.inventoryKnown
    lastServices = input.inventory.services
    const scheduler = input.scheduler ?? commonestScheduler(input)
    const names = namesOf(input)
    const wantOf = wanted(input, inputs, scheduler)
    const isDue = turns(names.length)
    const tables = new Map<TableHash, Table>()
    const wants = new Map<TableHash, WantedTable>()

    const joinNode = (name: NodeName, position: number): Node => {
      const seen = input.fleet.get(name) ?? absentNode
      const kube = input.inventory.nodes.get(name) ?? null
      if (seen.table.is === 'read') tables.set(seen.table.hash, input.tables.get(seen.table.hash) ?? [])
      const want = input.inventoryKnown ? wantOf(name, seen, kube, isDue(position, seen.feed)) : null
      if (want !== null) wants.set(want.hash, want)
      return sameParts(before.nodes.get(name), makeNode(name, seen, kube, want?.hash ?? null))
    }

    const nodes = keepSame(before.nodes, new Map(names.map((name, position) => [name, joinNode(name, position)])))
    const feeds = new Map(names.map((name) => [name, (input.fleet.get(name) ?? absentNode).feed]))
    for (const [hash, want] of wants) if (!tables.has(hash)) tables.set(hash, want.table)
    const keptTables = keepTables(before.tables, tables)
    const cluster: Cluster = {
      at: input.at,
      name: input.name,
      demo: input.demo,
      pollMs: input.pollMs,
      servicesChangedAt: servicesChanged ? input.at : before.servicesChangedAt,
      health: before.health,
      api: keep(before.api, input.api),
      nodes,
      feeds: keepSame(before.feeds, feeds),
      services,
      // The inventory is another only when something in it is: tens of thousands of Pods are not compared again.
      pods: input.inventory.pods as ReadonlyMap<PodId, KubePod>,
      virtualServers: collectBlobs(before, keptTables, input.virtualServers, wants),
      tables: keptTables,
      load: joinLoads(before, input),
      sums: before.sums,
      facts: keepSame(before.facts, input.facts),
      flows: keepSame(before.flows, input.flows),
      flowFeeds: keepSame(before.flowFeeds, input.flowFeeds),
      ...input.proofs,
    }
    const health = healthOf(cluster)
    return { ...cluster, health: equal(health, before.health) ? before.health : health, sums: sumUp(cluster) }
  }
}

const namesOf = ({ fleet, inventory }: JoinInput): readonly NodeName[] =>
  [...new Set([...fleet.keys(), ...([...inventory.nodes.keys()] as NodeName[])])].sort()

/** So many nodes are due in one tick. */
const mostDue = 32

/** Whose turn it is, by position: few nodes are always due, of many those nobody hears of, one after the other. */
function makeTurns(): (nodes: number) => (position: number, feed: NodeFeed | undefined) => boolean {
  let tick = 0
  return (nodes) => {
    tick++
    const rounds = Math.ceil(nodes / mostDue)
    return (position, feed) => rounds <= 1 || (!isHeard(feed) && position % rounds === tick % rounds)
  }
}

/** Field by field: a spread would cost the most of a tick in which a change of a Service reaches a thousand nodes. */
const makeNode = (name: NodeName, seen: Seen, kube: KubeNode | null, want: TableHash | null): Node => ({
  name,
  identity: seen.identity,
  kube,
  table: seen.table,
  want,
  addresses: seen.addresses,
  facts: seen.facts,
  conntrack: seen.conntrack,
  rejected: seen.rejected,
  withoutCounters: seen.withoutCounters,
  conflicts: seen.conflicts,
})

type Seen = Omit<FleetNode, 'feed' | 'load'>

/** What a node was last found to want, and from what. */
interface Known {
  readonly want: WantedTable
  readonly inputs: ReadonlyMap<ServiceId, ServiceInput>
  readonly scheduler: string
  readonly showsSchedulerFlags: boolean
  readonly kube: KubeNode | null
  readonly addresses: FleetNode['addresses']
  readonly nodePortAddresses: readonly string[]
  readonly load: Load | null
}

/**
 * What each node should have. Where Services stand on addresses of nodes, each node wants a table of
 * its own, too many to work all of them out at every change of a Service: then a node's follows when
 * it is heard of again, as its own table does, or when it is due.
 */
function makeWants() {
  const tables = makeWantedTables()
  const last = new Map<NodeName, Known>()
  return (input: JoinInput, inputs: ReadonlyMap<ServiceId, ServiceInput>, scheduler: string) => {
    for (const name of last.keys()) if (!input.fleet.has(name) && !input.inventory.nodes.has(name)) last.delete(name)
    return (name: NodeName, seen: Seen, kube: KubeNode | null, isDue: boolean): WantedTable => {
      const showsSchedulerFlags = seen.table.is === 'read' && seen.table.showsSchedulerFlags
      const { addresses } = seen
      const load = input.fleet.get(name)?.load ?? null
      const known = last.get(name)
      const isSameNode =
        known?.scheduler === scheduler &&
        known.showsSchedulerFlags === showsSchedulerFlags &&
        known.kube === kube &&
        known.addresses === addresses
      if (isSameNode && known.inputs === inputs) return known.want
      const zone = kube?.zone ?? ''
      const nodePortAddresses = isSameNode ? known.nodePortAddresses : nodePortAddressesOf({ addresses, kube })
      const proxy = { node: name, zone, nodePortAddresses, scheduler, showsSchedulerFlags }
      if (isSameNode && known.load === load && !isDue && !tables.isCommon(inputs, proxy)) return known.want
      const alike = seen.table.is === 'read' ? input.tables.get(seen.table.hash) : undefined
      const named = seen.table.is === 'read' && alike ? { hash: seen.table.hash, table: alike } : null
      const want = tables.of(inputs, proxy, named)
      last.set(name, { want, inputs, scheduler, showsSchedulerFlags, kube, addresses, nodePortAddresses, load })
      return want
    }
  }
}

/** The object before, when all parts of the new one are the same objects. */
function sameParts<Whole extends object>(before: Whole | undefined, made: Whole): Whole {
  if (before === undefined) return made
  for (const part in made) if (!Object.is(made[part], before[part])) return made
  return before
}

/** Each Service with its slices; the pair is the same object while both are. */
function makeServiceInputs(): (inventory: Inventory) => ReadonlyMap<ServiceId, ServiceInput> {
  let last: { inventory: Inventory; made: ReadonlyMap<ServiceId, ServiceInput> } | null = null
  return (inventory) => {
    if (last?.inventory.services === inventory.services && last.inventory.endpointSlices === inventory.endpointSlices) {
      return last.made
    }
    const slices = new Map<ServiceId, EndpointSlice[]>()
    for (const slice of inventory.endpointSlices.values()) {
      const known = slices.get(slice.service)
      if (known) known.push(slice)
      else slices.set(slice.service, [slice])
    }
    const made = new Map<ServiceId, ServiceInput>()
    for (const service of inventory.services.values()) {
      const own = (slices.get(service.id) ?? []).sort((a, b) => (a.id < b.id ? -1 : 1))
      const before = last?.made.get(service.id)
      const same = before?.service === service && sameList(before.slices, own)
      made.set(service.id, same ? before : { service, slices: own })
    }
    last = { inventory, made }
    return made
  }
}

const sameList = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((entry, index) => entry === b[index])

/** Services with their endpoints; the same objects while Service and slices are. */
function makeServices() {
  const joined = new WeakMap<ServiceInput, Service>()
  return (
    before: Cluster,
    input: JoinInput,
    inputs: ReadonlyMap<ServiceId, ServiceInput>,
    inventoryWasKnown: boolean,
  ): ReadonlyMap<ServiceId, Service> => {
    // What the first listing tells is how things are, not a change.
    const now = inventoryWasKnown ? input.at : 0
    const made = new Map<ServiceId, Service>()
    for (const [id, one] of inputs) {
      const known = before.services.get(id)
      if (known !== undefined && joined.get(one) === known) made.set(id, known)
      else {
        const service = joinService(known, one, now)
        joined.set(one, service)
        made.set(id, service)
      }
    }
    return keepSame(before.services, made)
  }
}

function joinService(known: Service | undefined, { service, slices }: ServiceInput, now: number): Service {
  const endpoints: Endpoint[] = slices.flatMap((slice) =>
    slice.endpoints.map((endpoint) => ({ ...endpoint, ports: slice.ports })),
  )
  const joined: Service = { ...service, endpoints, changedAt: known?.changedAt ?? now }
  if (known === undefined) return joined
  return equal(known, joined) ? known : { ...joined, changedAt: now }
}

function joinLoads(before: Cluster, input: JoinInput): ReadonlyMap<NodeName, Load> {
  const made = new Map<NodeName, Load>()
  for (const [name, { load, table }] of input.fleet) {
    if (load && table.is === 'read' && load.table === table.hash) made.set(name, load)
  }
  return keepSame(before.load, made)
}

/** Virtual servers of all tables: a tick costs what differs between the tables that went and those that came. */
function makeBlobs() {
  const uses = makeTableUses()
  let counted: Cluster['tables'] = new Map()
  return (
    before: Cluster,
    tables: Cluster['tables'],
    fleet: JoinInput['virtualServers'],
    wants: ReadonlyMap<TableHash, WantedTable>,
  ): Cluster['virtualServers'] => {
    if (tables === counted) return before.virtualServers
    const made = new Map(before.virtualServers)
    const came = [...tables.keys()].filter((hash) => !counted.has(hash))
    const gone = [...counted.keys()].filter((hash) => !tables.has(hash))
    for (let at = 0; at < Math.max(came.length, gone.length); at++) {
      const want = wants.get(came[at]!)
      uses.swap(
        counted.get(gone[at]!) ?? null,
        tables.get(came[at]!) ?? null,
        (hash, position) => {
          const server = fleet.get(hash) ?? want?.servers[position] ?? before.virtualServers.get(hash)
          if (server) made.set(hash, server)
        },
        (hash) => made.delete(hash),
      )
    }
    counted = tables
    return keepSame(before.virtualServers, made)
  }
}

/** What kube-proxy seems to be set to when nobody told us: it uses one scheduler for everything. */
function commonestScheduler({ fleet, tables, virtualServers }: JoinInput): string {
  const seen = new Map<string, number>()
  const holders = new Map<TableHash, number>()
  for (const { table } of fleet.values())
    if (table.is === 'read') holders.set(table.hash, (holders.get(table.hash) ?? 0) + 1)
  // The tables most nodes have decide; rare ones are passes on the way from one to the next.
  const common = [...holders].sort((a, b) => b[1] - a[1]).slice(0, mostTablesAsked)
  for (const [hash, nodes] of common)
    for (const [scheduler, servers] of schedulersOf(tables.get(hash) ?? [], virtualServers))
      seen.set(scheduler, (seen.get(scheduler) ?? 0) + servers * nodes)
  const [first] = [...seen].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  return first?.[0] ?? 'rr'
}

const mostTablesAsked = 8
const schedulers = new WeakMap<Table, ReadonlyMap<string, number>>()

/** How many virtual servers of a table have which scheduler; worked out once per table. */
function schedulersOf(table: Table, blobs: JoinInput['virtualServers']): ReadonlyMap<string, number> {
  const known = schedulers.get(table)
  if (known !== undefined) return known
  const made = new Map<string, number>()
  for (const hash of table) {
    const scheduler = blobs.get(hash)?.scheduler
    if (scheduler) made.set(scheduler, (made.get(scheduler) ?? 0) + 1)
  }
  schedulers.set(table, made)
  return made
}

/** The map before where nothing changed; else the new one with unchanged values kept. */
function keep<Key, Value>(before: ReadonlyMap<Key, Value>, made: ReadonlyMap<Key, Value>): ReadonlyMap<Key, Value> {
  const next = new Map<Key, Value>()
  for (const [key, value] of made) {
    const old = before.get(key)
    next.set(key, old !== undefined && equal(old, value) ? old : value)
  }
  return keepSame(before, next)
}

/** The map before when the new one holds the same values, by identity. */
function keepSame<Key, Value>(before: ReadonlyMap<Key, Value>, made: ReadonlyMap<Key, Value>): ReadonlyMap<Key, Value> {
  if (before === made) return before
  if (before.size !== made.size) return made
  for (const [key, value] of made) if (before.get(key) !== value || !before.has(key)) return made
  return before
}

/** Like `keepSame`, and a table that is still there stays the same array, whoever read it again. */
function keepTables(before: Cluster['tables'], made: Cluster['tables']): Cluster['tables'] {
  return keepSame(before, new Map([...made].map(([hash, table]) => [hash, before.get(hash) ?? table])))
}
