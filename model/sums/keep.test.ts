import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Cluster, emptyCluster, type NodeFeed, tableHashOf } from '../cluster.ts'
import { serversArbitrary } from '../fixtures/arbitrary.ts'
import { crowdCluster } from '../fixtures/crowd.ts'
import { makeRates } from '../fixtures/rates.ts'
import { shopCluster } from '../fixtures/shop.ts'
import { makeNodeName, type NodeName, type TableHash, type VirtualServerHash } from '../ids.ts'
import { type Load, mapCounters, rowRate } from '../load.ts'
import { movedCountsOf, noteMovedCounts } from '../moved-counts.ts'
import { tiesOf } from '../standing.ts'
import { type Flow, noFlow } from '../sums.ts'
import { isHeard, tableIndexOf } from '../table-index.ts'
import { serviceThing, virtualThing } from '../thing.ts'
import { makeKey, makeTable, type Table, type VirtualServer } from '../topology.ts'
import { sumLoads } from './add.ts'
import { makeSums } from './keep.ts'
import { sumsOf } from './of.ts'

const shop = shopCluster()

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
      if (heard) add(things, thing, noFlow)
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
    fc.assert(
      fc.property(fc.array(stateArbitrary, { minLength: 1, maxLength: 5 }), (states) => {
        const sum = makeSums()
        const sumFew = makeSums(6)
        const sumNone = makeSums(0)
        let before = emptyCluster
        for (const each of states) {
          const cluster = clusterOf(each)
          noteMoves(before, cluster)
          before = cluster
          const made = sum(cluster)
          expect(told(made)).toEqual(byHand(cluster))
          expect(made).toEqual(sumLoads(cluster))
          expect(sumFew(cluster)).toEqual(sumLoads(cluster, 6))
          expect(sumNone(cluster)).toEqual(sumLoads(cluster, 0))
        }
      }),
      { numRuns: 300 },
    )
  })

  it('look at no other counts than those that are said to have moved', () => {
    const cluster = { ...shopCluster(), sums: null }
    const [name, load] = [...cluster.load].find(([, { active }]) => active.length > 2)!
    const next = { ...load, active: load.active.map((count, row) => count + (row < 2 ? 1 : 0)) }
    const sum = makeSums()
    const first = sum(cluster).nodes.get(name)!
    noteMovedCounts(next, load, Uint32Array.of(1))
    const second = sum({ ...cluster, load: new Map([...cluster.load, [name, next]]) })
    expect(second.nodes.get(name)!.active).toBe(first.active + 1)
    // Of another load than the one before nothing is known.
    expect(movedCountsOf(next, { ...load })).toBeNull()
  })

  it('above so many pairs are rounded to two digits and told by node, thing and host', () => {
    const cluster = crowdCluster({ nodes: 40, services: 90, namespaces: 3, podsEach: 2 })
    const made = makeSums()(cluster)
    expect(made).toEqual(sumLoads(cluster))
    expect(made).toMatchObject({ exact: false, pairs: null, ends: null })
    const exactly = byHand(cluster).things
    for (const [thing, flow] of made.things) {
      const { connections } = exactly[thing]!
      expect(Math.abs(flow.connections - connections)).toBeLessThanOrEqual(connections / 20)
      expect(flow.rated).toBe(exactly[thing]!.rated)
    }
  })

  it('a row counts for the node of its endpoint, else of the Pod that has its address', () => {
    const cluster = shopCluster()
    const made = sumsOf({ ...cluster, sums: null })
    const [service] = [...cluster.services.values()].filter(({ endpoints }) => endpoints.length > 0)
    const bare = { ...service!, endpoints: service!.endpoints.slice(1) }
    const keep = makeSums()
    expect(keep(cluster)).toEqual(made)
    const services = new Map([...cluster.services, [bare.id, bare]])
    expect(keep({ ...cluster, services })).toEqual(made)
    expect(keep({ ...cluster, services, pods: new Map() }).hosts.get('')?.rated).toBeGreaterThan(0)
  })

  it('are the same objects while nothing moves', () => {
    const cluster = { ...shopCluster(), sums: null }
    const sum = makeSums()
    const first = sum(cluster)
    expect(sum({ ...cluster })).toBe(first)
    const [name, load] = [...cluster.load][0]!
    const moved = sum({
      ...cluster,
      load: new Map([...cluster.load, [name, { ...load, active: load.active.slice() }]]),
    })
    expect(moved.things).toBe(first.things)
    expect(moved.ends).toBe(first.ends)
  })
})

const feedArbitrary = fc.constantFrom<NodeFeed>({ is: 'fine' }, { is: 'unreachable', since: 1, why: 'silent' })
const nodeArbitrary = fc.record({
  servers: serversArbitrary,
  feed: feedArbitrary,
  seed: fc.nat(3),
  rated: fc.boolean(),
  heldBack: fc.boolean(),
})
const stateArbitrary = fc.record({
  nodes: fc.dictionary(fc.constantFrom('a', 'b', 'c'), nodeArbitrary, { noNullPrototype: true }),
  serviceAt: fc.option(fc.integer({ min: 1, max: 3 }), { nil: null }),
  podsOn: fc.constantFrom('a', 'b'),
})

interface State {
  readonly nodes: Readonly<Record<string, NodeState>>
  /** Last digit of the ClusterIP of the only Service. */
  readonly serviceAt: number | null
  readonly podsOn: string
}

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

function clusterOf({ nodes: states, serviceAt, podsOn }: State): Cluster {
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
  const { services, pods } = objectsOf(serviceAt, podsOn)
  return { ...emptyCluster, nodes, feeds, load, tables, virtualServers, services, pods }
}

/** As the fleet does: of the rows both have, those whose counts differ, and with them those that are new. */
function noteMoves(before: Cluster, after: Cluster): void {
  const countsOf = (cluster: Cluster, load: Load): ReadonlyMap<string, string> => {
    const { servers } = tableIndexOf(cluster, load.table)
    const names = servers.flatMap(({ match, realServers }) =>
      realServers.map(({ address, port }) => `${makeKey(match)} ${address} ${port}`),
    )
    return new Map(names.map((name, row) => [name, `${load.active[row]} ${load.inactive[row]}`]))
  }
  for (const [name, load] of after.load) {
    const last = before.load.get(name)
    if (last === undefined) continue
    const then = countsOf(before, last)
    const rows = [...countsOf(after, load)].flatMap(([row, counts], at) => (then.get(row) === counts ? [] : [at]))
    noteMovedCounts(load, last, Uint32Array.from(rows))
  }
}

/** One Service with an endpoint, and a Pod for another address. */
function objectsOf(serviceAt: number | null, podsOn: string): Pick<Cluster, 'services' | 'pods'> {
  const [template] = shop.services.values()
  const [pod] = shop.pods.values()
  const endpoint = { ...template!.endpoints[0]!, address: '10.0.0.4', node: makeNodeName(podsOn), pod: null }
  const clusterIps = [`10.0.0.${serviceAt}`]
  const service = { ...template!, clusterIps, endpoints: [endpoint] }
  return {
    services: new Map(serviceAt === null ? [] : [[service.id, service]]),
    pods: new Map([[pod!.id, { ...pod!, addresses: ['10.0.0.5'], node: makeNodeName(podsOn) }]]),
  }
}
