/** Load of Services and shares of their real servers, then and now, of the same nodes on both sides. */
import type { Cluster } from '../cluster.ts'
import { compareNames } from '../compare-names.ts'
import type { NodeName, RealServerKey, TableHash } from '../ids.ts'
import type { Load } from '../load.ts'
import { isHeard, tableIndexOf } from '../table-index.ts'
import type { ThingId } from '../thing.ts'
import type { ThingOf } from '../thing-of.ts'
import { makeKey, makeRealKey, type VirtualServer } from '../topology.ts'
import type { LoadChange, ShareChange } from './comparison.ts'
import { rateHasChanged, shareHasChanged } from './noise.ts'

/** What one virtual server carries, over nodes. */
interface Carried {
  /** New connections a second, a figure a real server. */
  readonly rates: Float64Array
  active: number
  /** Rows with a known rate. */
  rated: number
}

interface End {
  rate: number
  /** Real servers of one port share what comes to it. */
  readonly port: number
}

interface Flow {
  rate: number
  active: number
  rated: number
  readonly ends: Map<RealServerKey, End>
}

/** A thing that carries nothing on either side is not in it. */
export function compareLoads(
  a: Cluster,
  b: Cluster,
  names: readonly NodeName[],
  thingOf: ThingOf,
): ReadonlyMap<ThingId, LoadChange> {
  if (a === b) return new Map()
  const [had, has] = [a, b].map((side, at) => flowsOf(side, comparable(side, at === 0 ? b : a, names), thingOf))
  const changes = new Map<ThingId, LoadChange>()
  for (const thing of new Set([...had!.keys(), ...has!.keys()])) {
    const change = compareFlows(had!.get(thing), has!.get(thing))
    if (change !== null) changes.set(thing, change)
  }
  return changes
}

/** Nodes that say their load on both sides, or of which there is no other side. */
const comparable = (side: Cluster, other: Cluster, names: readonly NodeName[]): NodeName[] =>
  names.filter((name) => tells(side, name) && (tells(other, name) || !other.nodes.has(name)))

const tells = (cluster: Cluster, name: NodeName): boolean =>
  cluster.nodes.has(name) && isHeard(cluster.feeds.get(name)) && cluster.load.has(name)

function flowsOf(cluster: Cluster, nodes: readonly NodeName[], thingOf: ThingOf): Map<ThingId, Flow> {
  const carried = new Map<VirtualServer, Carried>()
  const byTable = new Map<TableHash, readonly Carried[]>()
  for (const name of nodes) {
    const load = cluster.load.get(name)!
    const { servers, offsets } = tableIndexOf(cluster, load.table)
    const own = byTable.get(load.table) ?? servers.map((server) => carriedOf(carried, server))
    byTable.set(load.table, own)
    add(load, own, offsets)
  }
  const flows = new Map<ThingId, Flow>()
  for (const [server, { rates, active, rated }] of carried) {
    const thing = thingOf(makeKey(server.match))
    const flow = flows.get(thing) ?? { rate: 0, active: 0, rated: 0, ends: new Map<RealServerKey, End>() }
    flows.set(thing, flow)
    flow.active += active
    flow.rated += rated
    server.realServers.forEach((real, at) => {
      flow.rate += rates[at]!
      const key = makeRealKey(real)
      const end = flow.ends.get(key)
      if (end) end.rate += rates[at]!
      else flow.ends.set(key, { rate: rates[at]!, port: real.port })
    })
  }
  return flows
}

function carriedOf(carried: Map<VirtualServer, Carried>, server: VirtualServer): Carried {
  const known = carried.get(server)
  if (known !== undefined) return known
  const made = { rates: new Float64Array(server.realServers.length), active: 0, rated: 0 }
  carried.set(server, made)
  return made
}

/** One node's load: the rates of the rows that moved, and what is open on all. */
function add({ rates, active }: Load, carried: readonly Carried[], offsets: Uint32Array): void {
  let server = 0
  for (let row = 0; row < active.length; row++) {
    if (active[row] === 0) continue
    while (offsets[server + 1]! <= row) server++
    if (server < carried.length) carried[server]!.active += active[row]!
  }
  if (rates === null) return
  carried.forEach((one, at) => {
    one.rated += offsets[at + 1]! - offsets[at]!
  })
  server = 0
  for (let at = 0; at < rates.rows.length; at++) {
    const row = rates.rows[at]!
    while (offsets[server + 1]! <= row) server++
    const one = carried[server]
    if (one === undefined) break
    const rate = rates.connections[at]!
    if (Number.isNaN(rate)) one.rated--
    else one.rates[row - offsets[server]!]! += rate
  }
}

const rateOf = (flow: Flow | undefined): number | null => (flow === undefined || flow.rated <= 0 ? null : flow.rate)

function compareFlows(before: Flow | undefined, after: Flow | undefined): LoadChange | null {
  const rate = { before: rateOf(before), after: rateOf(after) }
  const active = { before: before?.active ?? null, after: after?.active ?? null }
  if (!rate.before && !rate.after && !active.before && !active.after) return null
  const round = (value: number | null) => (value === null ? null : Math.round(value * 100) / 100)
  return {
    rate: { before: round(rate.before), after: round(rate.after) },
    active,
    hasChanged: rateHasChanged(rate.before, rate.after),
    shares: compareShares(before?.ends ?? new Map(), after?.ends ?? new Map()),
  }
}

type Ends = ReadonlyMap<RealServerKey, End>

function compareShares(before: Ends, after: Ends): ShareChange[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort(compareNames)
  const [had, has] = [sumPorts(before, () => true), sumPorts(after, () => true)]
  // Who came or went changes everybody's share: whether the rest is served otherwise is asked among the rest.
  const [hadBoth, hasBoth] = [sumPorts(before, (key) => after.has(key)), sumPorts(after, (key) => before.has(key))]
  return keys.map((real) => {
    const [left, right] = [before.get(real), after.get(real)]
    const [many, others] = [hadBoth.get(left?.port ?? -1) ?? 0, hasBoth.get(right?.port ?? -1) ?? 0]
    return {
      real,
      before: part(left, had),
      after: part(right, has),
      hasChanged:
        left !== undefined &&
        right !== undefined &&
        many > 0 &&
        others > 0 &&
        shareHasChanged(left.rate / many, many, right.rate / others, others),
    }
  })
}

function sumPorts(ends: Ends, isIn: (key: RealServerKey) => boolean): ReadonlyMap<number, number> {
  const sums = new Map<number, number>()
  for (const [key, { port, rate }] of ends) if (isIn(key)) sums.set(port, (sums.get(port) ?? 0) + rate)
  return sums
}

function part(end: End | undefined, sums: ReadonlyMap<number, number>): number | null {
  if (end === undefined) return null
  const whole = sums.get(end.port) ?? 0
  return whole > 0 ? Math.round((end.rate / whole) * 1000) / 1000 : null
}
