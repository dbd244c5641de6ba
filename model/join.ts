/**
 * Two sources, one state: what the nodes' kernels say and what the API says become a `Cluster`.
 * Parts that did not change keep their identity from the cluster before.
 */
import type { ApiFeed, Cluster, Endpoint, Node, NodeFeed, Service } from './cluster.ts'
import { equal } from './equal.ts'
import type { NodeName, PodId, ServiceId, TableHash, VirtualServerHash } from './ids.ts'
import type { EndpointSlice } from './kube/endpoint-slice.ts'
import type { Inventory, KindName } from './kube/index.ts'
import type { KubePod } from './kube/pod.ts'
import type { Load } from './load.ts'
import { nodePortAddressesOf } from './tie.ts'
import type { Table, VirtualServer } from './topology.ts'
import { makeWantedTables, type ServiceInput } from './wanted-tables.ts'

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
  /** Content stores of the fleet: hold at least what `fleet` names. */
  readonly tables: ReadonlyMap<TableHash, Table>
  readonly virtualServers: ReadonlyMap<VirtualServerHash, VirtualServer>
  /** kube-proxy's scheduler where configured; null to take the commonest one seen. */
  readonly scheduler: string | null
}

/** What is seen of a node before its agent has ever answered. */
export const unseenNode: Omit<FleetNode, 'feed' | 'load' | 'conflicts'> = {
  identity: null,
  table: { is: 'unknown' },
  addresses: [],
  routes: [],
  rejected: { rows: 0, samples: [] },
  withoutCounters: null,
}

const absentNode: FleetNode = { ...unseenNode, feed: { is: 'no-agent' }, conflicts: [], load: null }

/** A joiner remembers what it worked out, so that a tick costs what changed. One per stream of inputs. */
export function makeJoin(): (before: Cluster, input: JoinInput) => Cluster {
  const wanted = makeWantedTables()
  const serviceInputs = makeServiceInputs()
  let inventoryWasKnown = false
  let lastServices: Inventory['services'] | null = null

  return (before, input) => {
    const inputs = serviceInputs(input.inventory)
    const services = joinServices(before, input, inputs, inventoryWasKnown)
    const servicesChanged = inventoryWasKnown && lastServices !== input.inventory.services
    inventoryWasKnown = input.inventoryKnown
    lastServices = input.inventory.services
    const scheduler = input.scheduler ?? commonestScheduler(input)
    const tables = new Map<TableHash, Table>()
    const wantedServers = new Map<VirtualServerHash, VirtualServer>()

    const joinNode = (name: NodeName): Node => {
      const { feed: _feed, load: _load, ...seen } = input.fleet.get(name) ?? absentNode
      const kube = input.inventory.nodes.get(name) ?? null
      if (seen.table.is === 'read') tables.set(seen.table.hash, input.tables.get(seen.table.hash) ?? [])
      if (!input.inventoryKnown) return { ...seen, name, kube, want: null }
      const want = wanted(inputs, {
        node: name,
        zone: kube?.zone ?? '',
        nodePortAddresses: nodePortAddressesOf({ addresses: seen.addresses, kube }),
        scheduler,
        showsSchedulerFlags: seen.table.is === 'read' && seen.table.showsSchedulerFlags,
      })
      for (const [index, hash] of want.table.entries()) wantedServers.set(hash, want.servers[index]!)
      tables.set(want.hash, want.table)
      return { ...seen, name, kube, want: want.hash }
    }

    const names = new Set([...input.fleet.keys(), ...([...input.inventory.nodes.keys()] as NodeName[])])
    const nodes = keep(before.nodes, new Map([...names].sort().map((name) => [name, joinNode(name)])))
    const feeds = new Map([...names].map((name) => [name, (input.fleet.get(name) ?? absentNode).feed]))
    const keptTables = keepSame(before.tables, tables)
    return {
      at: input.at,
      name: input.name,
      demo: input.demo,
      pollMs: input.pollMs,
      servicesChangedAt: servicesChanged ? input.at : before.servicesChangedAt,
      api: keep(before.api, input.api),
      nodes,
      feeds: keep(before.feeds, feeds),
      services,
      pods: keepSame(before.pods, input.inventory.pods as ReadonlyMap<PodId, KubePod>),
      virtualServers:
        keptTables === before.tables
          ? before.virtualServers
          : collectBlobs(
              keptTables,
              before.virtualServers,
              (hash) => input.virtualServers.get(hash) ?? wantedServers.get(hash),
            ),
      tables: keptTables,
      load: joinLoads(before, input),
    }
  }
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

function joinServices(
  before: Cluster,
  input: JoinInput,
  inputs: ReadonlyMap<ServiceId, ServiceInput>,
  inventoryWasKnown: boolean,
): ReadonlyMap<ServiceId, Service> {
  // What the first listing tells is how things are, not a change.
  const now = inventoryWasKnown ? input.at : 0
  const made = new Map<ServiceId, Service>()
  for (const [id, { service, slices }] of inputs) {
    const endpoints: Endpoint[] = slices.flatMap((slice) =>
      slice.endpoints.map((endpoint) => ({ ...endpoint, ports: slice.ports })),
    )
    const known = before.services.get(id)
    const joined: Service = { ...service, endpoints, changedAt: known?.changedAt ?? now }
    made.set(id, known === undefined || equal(known, joined) ? joined : { ...joined, changedAt: now })
  }
  return keep(before.services, made)
}

function joinLoads(before: Cluster, input: JoinInput): ReadonlyMap<NodeName, Load> {
  const made = new Map<NodeName, Load>()
  for (const [name, { load, table }] of input.fleet) {
    if (load && table.is === 'read' && load.table === table.hash) made.set(name, load)
  }
  return keepSame(before.load, made)
}

function collectBlobs(
  tables: ReadonlyMap<TableHash, Table>,
  before: ReadonlyMap<VirtualServerHash, VirtualServer>,
  find: (hash: VirtualServerHash) => VirtualServer | undefined,
): ReadonlyMap<VirtualServerHash, VirtualServer> {
  const made = new Map<VirtualServerHash, VirtualServer>()
  for (const table of tables.values()) {
    for (const hash of table) {
      if (made.has(hash)) continue
      const server = before.get(hash) ?? find(hash)
      if (server) made.set(hash, server)
    }
  }
  return keepSame(before, made)
}

/** What kube-proxy seems to be set to when nobody told us: it uses one scheduler for everything. */
function commonestScheduler(input: JoinInput): string {
  const seen = new Map<string, number>()
  for (const { table } of input.fleet.values()) {
    if (table.is !== 'read') continue
    for (const hash of input.tables.get(table.hash) ?? []) {
      const scheduler = input.virtualServers.get(hash)?.scheduler
      if (scheduler) seen.set(scheduler, (seen.get(scheduler) ?? 0) + 1)
    }
  }
  const [first] = [...seen].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  return first?.[0] ?? 'rr'
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
  if (before.size !== made.size) return made
  for (const [key, value] of made) if (before.get(key) !== value || !before.has(key)) return made
  return before
}
