/** Sums of one state, row by row: what `makeSums` keeps up, made from nothing. */
import { type Cluster, tableHashOf } from '../cluster.ts'
import type { NodeName } from '../ids.ts'
import { type Load, rowRate } from '../load.ts'
import { type Flow, mostPairs, type Sums } from '../sums.ts'
import { isHeard, tableIndexOf } from '../table-index.ts'
import type { ThingId } from '../thing.ts'
import { serviceOf, type ThingOf, thingOfIn } from '../thing-of.ts'
import { makeKey } from '../topology.ts'
import { hostOf } from './hosts.ts'
import { type Amounts, isTold, makeFlow, toHundredths } from './round.ts'

type Draft = { -readonly [Name in keyof Amounts]: Amounts[Name] }

/** The sums of what is in this cluster: of a projection, of its rows. */
export function sumLoads(cluster: Cluster, most = mostPairs): Sums {
  const thingOf = thingOfIn(cluster)
  const nodes = new Map<NodeName, Draft>()
  const things = new Map<ThingId, Draft>()
  const hosts = new Map<string, Draft>()
  const pairs = new Map<NodeName, Map<ThingId, Draft>>()
  const ends = new Map<ThingId, Map<string, Draft>>()

  for (const node of cluster.nodes.values()) {
    const hash = tableHashOf(node)
    if (hash === null || !cluster.tables.has(hash)) continue
    const { servers, offsets } = tableIndexOf(cluster, hash)
    const own = cluster.load.get(node.name)
    const load = own?.table === hash && own.active.length === offsets[servers.length] ? own : null
    const heard = isHeard(cluster.feeds.get(node.name))
    const whole = heard ? [draft(nodes, node.name)] : []
    for (const [position, { match, realServers }] of servers.entries()) {
      const thing = thingOf(makeKey(match))
      const service = serviceOf(cluster, thing)
      const first = offsets[position]!
      const entry = [...whole, draft(inner(pairs, node.name), thing), ...(heard ? [draft(things, thing)] : [])]
      for (const [at, { address }] of realServers.entries()) {
        const host = hostOf(cluster, service, address)
        const row = heard ? [draft(hosts, host), draft(inner(ends, thing), address)] : []
        const amounts = amountsOf(load, first + at)
        for (const each of [...entry, ...row]) add(each, amounts)
      }
    }
  }
  const exact = areTold(cluster, thingOf, most)
  return {
    exact,
    nodes: finish(nodes, exact),
    things: finish(things, exact),
    hosts: finish(hosts, exact),
    pairs: exact ? new Map([...pairs].map(([node, flows]) => [node, finish(flows, exact)])) : null,
    ends: exact ? new Map([...ends].map(([thing, flows]) => [thing, finish(flows, exact)])) : null,
  }
}

function areTold(cluster: Cluster, thingOf: ThingOf, most: number): boolean {
  const things = new Set<ThingId>()
  const ends = new Set<string>()
  for (const { match, realServers } of cluster.virtualServers.values()) {
    const thing = thingOf(makeKey(match))
    things.add(thing)
    for (const { address } of realServers) ends.add(`${thing} ${address}`)
  }
  return isTold(cluster.nodes.size, things.size, ends.size, most)
}

function amountsOf(load: Load | null, row: number): Amounts {
  const rate = load === null ? NaN : rowRate(load, 'connections', row)
  const isRated = !Number.isNaN(rate)
  return {
    connections: isRated ? toHundredths(rate) : 0,
    packets: isRated ? toHundredths(rowRate(load!, 'inPackets', row) || 0) : 0,
    active: load?.active[row] ?? 0,
    inactive: load?.inactive[row] ?? 0,
    rows: 1,
    unrated: isRated ? 0 : 1,
  }
}

function draft<Key>(drafts: Map<Key, Draft>, key: Key): Draft {
  const known = drafts.get(key)
  if (known !== undefined) return known
  const made: Draft = { connections: 0, packets: 0, active: 0, inactive: 0, rows: 0, unrated: 0 }
  drafts.set(key, made)
  return made
}

function inner<Outer, Inner>(maps: Map<Outer, Map<Inner, Draft>>, key: Outer): Map<Inner, Draft> {
  const known = maps.get(key)
  if (known !== undefined) return known
  const made = new Map<Inner, Draft>()
  maps.set(key, made)
  return made
}

function add(to: Draft, amounts: Amounts): void {
  to.connections += amounts.connections
  to.packets += amounts.packets
  to.active += amounts.active
  to.inactive += amounts.inactive
  to.rows += amounts.rows
  to.unrated += amounts.unrated
}

const finish = <Key>(drafts: ReadonlyMap<Key, Draft>, exact: boolean): ReadonlyMap<Key, Flow> =>
  new Map([...drafts].map(([key, amounts]) => [key, makeFlow(amounts, exact)]))
