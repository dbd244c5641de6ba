import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Cluster, emptyCluster, type NodeFeed, tableHashOf } from '../cluster.ts'
import { serversArbitrary } from '../fixtures/arbitrary.ts'
import { makeRates } from '../fixtures/rates.ts'
import { shopCluster } from '../fixtures/shop.ts'
import { makeNodeName, type NodeName, type TableHash, type VirtualServerHash } from '../ids.ts'
import { type Load, mapCounters, rowRate } from '../load.ts'
import { tiesOf } from '../standing.ts'
import { type Flow, noFlow } from '../sums.ts'
import { isHeard, tableIndexOf } from '../table-index.ts'
import { serviceThing, virtualThing } from '../thing.ts'
import { makeKey, makeTable, type Table, type VirtualServer } from '../topology.ts'
import { makeSums, sumsOf } from './keep.ts'

/** Row by row, as one would by hand. */
function byHand(cluster: Cluster) {
  const nodes: Record<string, Flow> = {}
  const things: Record<string, Flow> = {}
  const pairs: Record<string, Flow> = {}
  const ends: Record<string, Flow> = {}
  const add = (to: Record<string, Flow>, key: string, flow: Flow) => {
    const known = to[key] ?? noFlow
    to[key] = {
      connections: Math.round((known.connections + flow.connections) * 100) / 100,
      packets: Math.round((known.packets + flow.packets) * 100) / 100,
      active: known.active + flow.active,
      inactive: known.inactive + flow.inactive,
      rated: known.rated + flow.rated,
      unrated: known.unrated + flow.unrated,
    }
  }
  const ties = tiesOf(cluster)
  for (const node of cluster.nodes.values()) {
    const hash = tableHashOf(node)
    if (hash === null) continue
    const heard = isHeard(cluster.feeds.get(node.name))
    const told = cluster.load.get(node.name)
    const load = told?.table === hash ? told : undefined
    const { servers, offsets } = tableIndexOf(cluster, hash)
    if (heard) add(nodes, node.name, noFlow)
    for (const [position, server] of servers.entries()) {
      const tie = ties.get(makeKey(server.match))
      const thing = tie ? serviceThing(tie.service) : virtualThing(makeKey(server.match))
      add(pairs, `${node.name} ${thing}`, noFlow)
      for (const [at, real] of server.realServers.entries()) {
        const row = offsets[position]! + at
        const rate = load ? rowRate(load, 'connections', row) : NaN
        const packets = load ? rowRate(load, 'inPackets', row) : NaN
        const isRated = !Number.isNaN(rate)
        const flow: Flow = {
          connections: isRated ? rate : 0,
          packets: isRated ? packets || 0 : 0,
          active: load?.active[row] ?? 0,
          inactive: load?.inactive[row] ?? 0,
          rated: isRated ? 1 : 0,
          unrated: isRated ? 0 : 1,
        }
        add(pairs, `${node.name} ${thing}`, flow)
        if (!heard) continue
        add(nodes, node.name, flow)
        add(things, thing, flow)
        add(ends, `${thing} ${real.address}`, flow)
      }
    }
  }
  return { nodes, things, pairs, ends }
}

const flat = <Value>(maps: ReadonlyMap<string, ReadonlyMap<string, Value>>) =>
  Object.fromEntries([...maps].flatMap(([a, map]) => [...map].map(([b, value]) => [`${a} ${b}`, value])))

function told(sums: ReturnType<typeof sumsOf>) {
  const { nodes, things, pairs, ends } = sums
  return {
    nodes: Object.fromEntries(nodes),
    things: Object.fromEntries(things),
    pairs: flat(pairs!),
    ends: flat(ends!),
  }
}

describe('sums', () => {
  it('of the shop are those of its rows', () => {
    const cluster = shopCluster()
    expect(told(sumsOf({ ...cluster, sums: null }))).toEqual(byHand(cluster))
  })

  it('kept through any history are those of the last state', () => {
    const feed = fc.constantFrom<NodeFeed>({ is: 'fine' }, { is: 'unreachable', since: 1, why: 'silent' })
    const node = fc.record({
      servers: serversArbitrary,
      feed,
      seed: fc.nat(3),
      rated: fc.boolean(),
      heldBack: fc.boolean(),
    })
    const state = fc.dictionary(fc.constantFrom('a', 'b', 'c'), node, { noNullPrototype: true })
    fc.assert(
      fc.property(fc.array(state, { minLength: 1, maxLength: 5 }), (states) => {
        const sum = makeSums()
        for (const each of states) {
          const cluster = clusterOf(each)
          const made = told(sum(cluster))
          const truth = byHand(cluster)
          expect(made).toEqual(truth)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('are the same objects while nothing moves', () => {
    const cluster = { ...shopCluster(), sums: null }
    const sum = makeSums()
    const first = sum(cluster)
    expect(sum({ ...cluster, at: cluster.at + 250 })).toBe(first)
    const [name, load] = [...cluster.load][0]!
    const moved = sum({
      ...cluster,
      load: new Map([...cluster.load, [name, { ...load, active: load.active.slice() }]]),
    })
    expect(moved.things).toBe(first.things)
    expect(moved.ends).toBe(first.ends)
  })
})

interface NodeState {
  readonly servers: readonly VirtualServer[]
  readonly feed: NodeFeed
  readonly seed: number
  readonly rated: boolean
  /** Its load is of another table. */
  readonly heldBack: boolean
}

const known = new Map<
  string,
  { readonly hash: TableHash; readonly table: Table; readonly blobs: Map<VirtualServerHash, VirtualServer> }
>()
/** The same arrays for the same table, as the hub has them. */
function tableOf(servers: readonly VirtualServer[]) {
  const made = makeTable(servers)
  const held = known.get(made.hash) ?? made
  known.set(made.hash, held)
  return held
}

function clusterOf(states: Readonly<Record<string, NodeState>>): Cluster {
  const nodes = new Map<NodeName, Cluster['nodes'] extends ReadonlyMap<NodeName, infer Node> ? Node : never>()
  const feeds = new Map<NodeName, NodeFeed>()
  const load = new Map<NodeName, Load>()
  const tables = new Map<TableHash, Table>()
  const virtualServers = new Map<VirtualServerHash, VirtualServer>()
  for (const [key, { servers, feed, seed, rated, heldBack }] of Object.entries(states)) {
    const name = makeNodeName(key)
    const { hash, table, blobs } = tableOf(servers)
    tables.set(hash, table)
    for (const [entry, server] of blobs) virtualServers.set(entry, server)
    const rows = servers.reduce((sum, server) => sum + server.realServers.length, 0)
    const column = (times: number) =>
      Array.from({ length: rows }, (_, row) => [0, 1.25, NaN, 7][(row + seed) % 4]! * times)
    nodes.set(name, {
      name,
      kube: null,
      identity: null,
      table: { is: 'read', source: 'ipvs', hash, version: '', size: 0, showsSchedulerFlags: false, kernelOrder: null },
      want: null,
      addresses: [],
      facts: {},
      conntrack: null,
      rejected: { rows: 0, samples: [] },
      withoutCounters: null,
      conflicts: [],
    })
    feeds.set(name, feed)
    load.set(name, {
      at: 1,
      table: heldBack ? ('another' as TableHash) : hash,
      active: Uint32Array.from({ length: rows }, (_, row) => (row + seed) % 3),
      inactive: Uint32Array.from({ length: rows }, (_, row) => (row * seed) % 5),
      rates: rated ? makeRates(mapCounters((counter) => column(counter === 'inPackets' ? 3 : 1))) : null,
      nodeRate: null,
    })
  }
  return { ...emptyCluster, nodes, feeds, load, tables, virtualServers }
}
