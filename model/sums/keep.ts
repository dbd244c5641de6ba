/** Sums kept up from tick to tick: a node nothing is new of costs nothing. */
import { type Cluster, type Node, type Service, tableHashOf } from '../cluster.ts'
import type { NodeName } from '../ids.ts'
import type { Load } from '../load.ts'
import { tiesOf } from '../standing.ts'
import { type Flow, mostPairs, noFlow, type Sums } from '../sums.ts'
import { isHeard, tableIndexOf } from '../table-index.ts'
import { serviceThing, type ThingId, virtualThing } from '../thing.ts'
import type { TieIndex } from '../tie.ts'
import { makeKey, type Table, type VirtualServer } from '../topology.ts'
import { type Columns, type Ends, makeEnds } from './ends.ts'

/** What of a node was last counted. */
interface Counted {
  readonly table: Table
  readonly servers: readonly VirtualServer[]
  readonly course: Int32Array
  readonly load: Load | null
  readonly heard: boolean
  readonly own: Flow
}

type Draft = { -readonly [Part in keyof Flow]: Flow[Part] }

/** Slots nobody uses are given up when they are so many more than those in use. */
const mostIdle = 20_000

export function makeSums(): (cluster: Cluster) => Sums {
  let ends = makeEnds()
  let courses = new WeakMap<Table, Int32Array>()
  let counted = new Map<NodeName, Counted>()
  let last: Sums | null = null
  let lastTies: TieIndex | null = null
  let lastHosts: Hosts | null = null

  const count = (cluster: Cluster, node: Node, before: Counted | undefined): Counted | null => {
    const hash = tableHashOf(node)
    const table = hash === null ? undefined : cluster.tables.get(hash)
    const heard = isHeard(cluster.feeds.get(node.name))
    const told = cluster.load.get(node.name) ?? null
    const load = told !== null && told.table === hash ? told : null
    if (before && before.table === table && before.load === load && before.heard === heard) return before
    const course = table === undefined ? null : courseOf(cluster, node, table)
    if (before?.heard && heard && before.course === course && before.load !== null && load !== null)
      ends.move(course, before.load, load)
    else {
      if (before?.heard) ends.apply(before.course, before.load, -1)
      if (course !== null && heard) ends.apply(course, load, 1)
    }
    if (course === null || table === undefined) return null
    const own = keepFlow(before?.own, sumRows(load, 0, course.length))
    return { table, servers: tableIndexOf(cluster, hash).servers, course, load, heard, own }
  }

  const courseOf = (cluster: Cluster, node: Node, table: Table): Int32Array => {
    const known = courses.get(table)
    if (known !== undefined) return known
    const made = ends.courseOf(tableIndexOf(cluster, tableHashOf(node)).servers)
    courses.set(table, made)
    return made
  }

  return (cluster) => {
    if (ends.list.length > mostIdle && ends.list.length > 2 * inUse(ends.columns())) {
      ends = makeEnds()
      courses = new WeakMap()
      counted = new Map()
    }
    const now = new Map<NodeName, Counted>()
    let moved = last === null || counted.size !== cluster.nodes.size
    for (const node of cluster.nodes.values()) {
      const before = counted.get(node.name)
      const made = count(cluster, node, before)
      if (made !== null) now.set(node.name, made)
      moved ||= made !== before
    }
    for (const [name, before] of counted)
      if (!cluster.nodes.has(name) && before.heard) ends.apply(before.course, before.load, -1)
    const ties = tiesOf(cluster)
    const hosts = hostsOf(cluster)
    const pairsBefore = lastTies === ties ? counted : null
    const same = !moved && pairsBefore !== null && lastHosts === hosts
    counted = now
    lastTies = ties
    lastHosts = hosts
    if (!same || last === null) last = tell(ends, now, ties, hosts, last, pairsBefore)
    return last
  }
}

const inUse = ({ rows }: Columns): number => rows.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0)

const summed = new WeakMap<Cluster, Sums>()

/** The sums a cluster comes with, or those of the rows it has. */
export function sumsOf(cluster: Cluster): Sums {
  const known = cluster.sums ?? summed.get(cluster)
  if (known !== undefined) return known
  const made = makeSums()(cluster)
  summed.set(cluster, made)
  return made
}

function tell(
  ends: Ends,
  nodes: ReadonlyMap<NodeName, Counted>,
  ties: TieIndex,
  hostOf: Hosts,
  last: Sums | null,
  pairsBefore: ReadonlyMap<NodeName, Counted> | null,
): Sums {
  const columns = ends.columns()
  const things = new Map<ThingId, Draft>()
  const hosts = new Map<string, Draft>()
  const byThing = new Map<ThingId, Map<string, Draft>>()
  let told = 0
  for (const [slot, { key, address }] of ends.list.entries()) {
    if (columns.rows[slot] === 0) continue
    told++
    const thing = thingOf(ties, key)
    addSlot(columns, slot, draftIn(things, thing))
    addSlot(columns, slot, draftIn(hosts, hostOf.get(address) ?? ''))
    const own = byThing.get(thing) ?? new Map<string, Draft>()
    byThing.set(thing, own)
    if (told <= mostPairs) addSlot(columns, slot, draftIn(own, address))
  }
  const exact = nodes.size * things.size <= mostPairs && told <= mostPairs
  const before = last?.exact === exact ? last : null
  const written = (flow: Draft) => (exact ? flow : rounded(flow))
  const heard = [...nodes].filter(([, node]) => node.heard)
  return {
    exact,
    nodes: keepFlows(before?.nodes, new Map(heard.map(([name, { own }]) => [name, written({ ...own })]))),
    things: keepFlows(before?.things, mapFlows(things, written)),
    hosts: keepFlows(before?.hosts, mapFlows(hosts, written)),
    pairs: exact ? pairsOf(nodes, ties, before?.pairs ?? null, pairsBefore) : null,
    ends: exact
      ? keepMap(
          before?.ends ?? undefined,
          new Map(
            [...byThing].map(([thing, own]) => [thing, keepFlows(before?.ends?.get(thing), mapFlows(own, written))]),
          ),
        )
      : null,
  }
}

const thingOf = (ties: TieIndex, key: ReturnType<typeof makeKey>): ThingId => {
  const tie = ties.get(key)
  return tie ? serviceThing(tie.service) : virtualThing(key)
}

const draftIn = <Key>(drafts: Map<Key, Draft>, key: Key): Draft => {
  const known = drafts.get(key)
  if (known !== undefined) return known
  const made: Draft = { ...noFlow }
  drafts.set(key, made)
  return made
}

function addSlot(columns: Columns, slot: number, to: Draft): void {
  to.connections += columns.connections[slot]!
  to.packets += columns.packets[slot]!
  to.active += columns.active[slot]!
  to.inactive += columns.inactive[slot]!
  to.unrated += columns.unrated[slot]!
  to.rated += columns.rows[slot]! - columns.unrated[slot]!
}

/** From hundredths to numbers a second. */
const mapFlows = <Key>(drafts: ReadonlyMap<Key, Draft>, written: (flow: Draft) => Flow): Map<Key, Flow> =>
  new Map(
    [...drafts].map(([key, draft]) => [
      key,
      written({ ...draft, connections: draft.connections / 100, packets: draft.packets / 100 }),
    ]),
  )

/** Two digits: more would be another number at every tick, and nobody reads them of a thousand nodes. */
const rounded = (flow: Draft): Flow => ({
  ...flow,
  connections: twoDigits(flow.connections),
  packets: twoDigits(flow.packets),
  active: twoDigits(flow.active),
  inactive: twoDigits(flow.inactive),
})

const twoDigits = (value: number): number => (value === 0 ? 0 : Number(value.toPrecision(2)))

/** Rows of a load from one to before another, added up. Null: the load is not known. */
function sumRows(load: Load | null, from: number, to: number): Flow {
  const sum: Draft = { ...noFlow }
  if (load === null) return { ...sum, unrated: to - from }
  for (let row = from; row < to; row++) {
    sum.active += load.active[row]!
    sum.inactive += load.inactive[row]!
  }
  if (load.rates === null) return { ...sum, unrated: to - from }
  const { rows, connections, inPackets } = load.rates
  for (let at = firstFrom(rows, from); at < rows.length && rows[at]! < to; at++) {
    if (Number.isNaN(connections[at]!)) sum.unrated++
    else {
      sum.connections += Math.round(connections[at]! * 100)
      if (!Number.isNaN(inPackets[at]!)) sum.packets += Math.round(inPackets[at]! * 100)
    }
  }
  sum.connections /= 100
  sum.packets /= 100
  sum.rated = to - from - sum.unrated
  return sum
}

/** First place of an ascending list with a number not below the given. */
function firstFrom(sorted: Uint32Array, least: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! < least) low = middle + 1
    else high = middle
  }
  return low
}

/** What each node's table does for each thing; worked out again for nodes of which something is new. */
function pairsOf(
  nodes: ReadonlyMap<NodeName, Counted>,
  ties: TieIndex,
  last: Sums['pairs'],
  before: ReadonlyMap<NodeName, Counted> | null,
): Sums['pairs'] {
  const made = new Map<NodeName, ReadonlyMap<ThingId, Flow>>()
  for (const [name, node] of nodes) {
    const known = last?.get(name)
    if (known !== undefined && before?.get(name) === node) {
      made.set(name, known)
      continue
    }
    const own = new Map<ThingId, Draft>()
    let row = 0
    for (const server of node.servers) {
      const next = row + server.realServers.length
      addFlow(draftIn(own, thingOf(ties, makeKey(server.match))), sumRows(node.load, row, next))
      row = next
    }
    made.set(name, keepFlows(known, own))
  }
  return keepMap(last ?? undefined, made)
}

function addFlow(to: Draft, from: Flow): void {
  to.connections += from.connections
  to.packets += from.packets
  to.active += from.active
  to.inactive += from.inactive
  to.rated += from.rated
  to.unrated += from.unrated
}

const sameFlow = (a: Flow, b: Flow): boolean =>
  a.connections === b.connections &&
  a.packets === b.packets &&
  a.active === b.active &&
  a.inactive === b.inactive &&
  a.rated === b.rated &&
  a.unrated === b.unrated

const keepFlow = (before: Flow | undefined, made: Flow): Flow =>
  before !== undefined && sameFlow(before, made) ? before : made

function keepFlows<Key>(before: ReadonlyMap<Key, Flow> | undefined, made: Map<Key, Flow>): ReadonlyMap<Key, Flow> {
  for (const [key, flow] of made) made.set(key, keepFlow(before?.get(key), flow))
  return keepMap(before, made)
}

function keepMap<Key, Value>(
  before: ReadonlyMap<Key, Value> | undefined,
  made: ReadonlyMap<Key, Value>,
): ReadonlyMap<Key, Value> {
  if (before?.size !== made.size) return made
  for (const [key, value] of made) if (before.get(key) !== value) return made
  return before
}

/** The node that runs the real server at an address. */
type Hosts = ReadonlyMap<string, string>

const hostsMade = new WeakMap<Cluster['services'], WeakMap<Cluster['pods'], Hosts>>()

/** By Pods, and before those by EndpointSlices; worked out once per pair of collections. */
function hostsOf(cluster: Cluster): Hosts {
  const known = hostsMade.get(cluster.services) ?? new WeakMap<Cluster['pods'], Hosts>()
  hostsMade.set(cluster.services, known)
  const found = known.get(cluster.pods)
  if (found !== undefined) return found
  const byAddress = new Map<string, string>()
  for (const pod of cluster.pods.values())
    if (pod.node) for (const address of pod.addresses) byAddress.set(address, pod.node)
  for (const service of cluster.services.values()) addEndpoints(byAddress, service)
  known.set(cluster.pods, byAddress)
  return byAddress
}

function addEndpoints(byAddress: Map<string, string>, { endpoints }: Service): void {
  for (const { address, node } of endpoints) if (node) byAddress.set(address, node)
}
