import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Cluster, emptyCluster, type NodeFeed, tableHashOf } from '../cluster.ts'
import { driftOf, isSettling } from '../drift.ts'
import { equal } from '../equal.ts'
import { serversArbitrary } from '../fixtures/arbitrary.ts'
import { sampleOf } from '../history/marks.ts'
import { makeNodeName, makeServiceId, type NodeName } from '../ids.ts'
import { reshapeEndpointSlice } from '../kube/endpoint-slice.ts'
import { emptyInventory, type Inventory } from '../kube/index.ts'
import { reshapeNode } from '../kube/node.ts'
import { reshapeService } from '../kube/service.ts'
import { noProofs } from '../proofs.ts'
import { standingOf } from '../standing.ts'
import { makeTieIndex } from '../tie.ts'
import { makeTable, type VirtualServer } from '../topology.ts'
import type { FleetNode, JoinInput } from './input.ts'
import { makeJoin } from './join.ts'

const service = reshapeService({
  metadata: { namespace: 'default', name: 'web' },
  spec: { clusterIP: '10.104.197.218', ports: [{ port: 80 }], selector: { app: 'web' } },
})!
const slice = (...addresses: string[]) =>
  reshapeEndpointSlice({
    metadata: { namespace: 'default', name: 'web-1', labels: { 'kubernetes.io/service-name': 'web' } },
    addressType: 'IPv4',
    ports: [{ port: 80 }],
    endpoints: addresses.map((address) => ({ addresses: [address] })),
  })!
const inventoryOf = (...addresses: string[]): Inventory => ({
  ...emptyInventory,
  services: new Map([[service.id, service]]),
  endpointSlices: new Map([['default/web-1', slice(...addresses)]]),
  nodes: new Map(['a', 'b'].map((name) => [name, reshapeNode({ metadata: { name } })!])),
})

const webOn = (...addresses: string[]): VirtualServer => ({
  match: { protocol: 'TCP', address: '10.104.197.218', port: 80 },
  scheduler: 'rr',
  schedulerFlags: null,
  onePacket: false,
  persistence: null,
  realServers: addresses.map((address) => ({ address, port: 80, forward: 'Masq', weight: 1 })),
})

function inputOf(inventory: Inventory, tables: Record<string, VirtualServer[]>, at = 1): JoinInput {
  const made = Object.entries(tables).map(([name, servers]) => {
    const rows = servers.reduce((sum, server) => sum + server.realServers.length, 0)
    return [makeNodeName(name), { ...makeTable(servers), rows }] as const
  })
  const fleet = new Map<NodeName, FleetNode>(
    made.map(([name, { hash, rows }]) => [
      name,
      {
        feed: { is: 'fine' },
        identity: null,
        table: {
          is: 'read',
          source: 'ipvs',
          hash,
          version: '1.2.1',
          size: 4096,
          showsSchedulerFlags: false,
          kernelOrder: null,
        },
        addresses: [],
        facts: {},
        conntrack: null,
        rejected: { rows: 0, samples: [] },
        withoutCounters: null,
        conflicts: [],
        load: {
          at,
          table: hash,
          active: new Uint32Array(rows),
          inactive: new Uint32Array(rows),
          rates: null,
          nodeRate: null,
        },
      },
    ]),
  )
  return {
    at,
    name: 'test',
    demo: false,
    pollMs: 2000,
    api: new Map(),
    inventory,
    inventoryKnown: true,
    fleet,
    tables: new Map(made.map(([, { hash, table }]) => [hash, table])),
    virtualServers: new Map(made.flatMap(([, { blobs }]) => [...blobs])),
    facts: new Map(),
    flows: new Map(),
    flowFeeds: new Map(),
    proofs: noProofs,
    scheduler: null,
  }
}

const statesOn = (cluster: Cluster, name: string) =>
  driftOf(cluster, cluster.nodes.get(makeNodeName(name))!)?.map((drift) => [
    drift.is,
    drift.rows.map((row) => row.state).join(' '),
  ])

describe('join', () => {
  it('tells nodes that are right from nodes that are not', () => {
    const cluster = makeJoin()(
      emptyCluster,
      inputOf(inventoryOf('10.0.0.1', '10.0.0.2'), {
        a: [webOn('10.0.0.1', '10.0.0.2')],
        b: [webOn('10.0.0.1', '10.0.0.9')],
      }),
    )
    expect(statesOn(cluster, 'a')).toEqual([])
    expect(statesOn(cluster, 'b')).toEqual([['differs', 'agrees foreign missing']])
    expect(tableHashOf(cluster.nodes.get(makeNodeName('a'))!)).toBe(cluster.nodes.get(makeNodeName('a'))!.want)
  })

  it('calls a whole missing or foreign virtual server so', () => {
    const cluster = makeJoin()(
      emptyCluster,
      inputOf(inventoryOf('10.0.0.1'), {
        a: [],
        b: [webOn('10.0.0.1'), { ...webOn(), match: { protocol: 'FWM', mark: 77 } }],
      }),
    )
    expect(statesOn(cluster, 'a')).toEqual([['missing', 'missing']])
    expect(statesOn(cluster, 'b')).toEqual([['foreign', '']])
  })

  it('a row of weight 0 that nobody wants is draining, one that is wanted is wrong', () => {
    const zero = (server: VirtualServer) => ({
      ...server,
      realServers: server.realServers.map((real) => ({ ...real, weight: 0 })),
    })
    const cluster = makeJoin()(
      emptyCluster,
      inputOf(inventoryOf('10.0.0.1'), {
        a: [zero(webOn('10.0.0.1'))],
        b: [{ ...webOn(), realServers: [...webOn('10.0.0.1').realServers, ...zero(webOn('10.0.0.2')).realServers] }],
      }),
    )
    expect(statesOn(cluster, 'a')).toEqual([['differs', 'weight']])
    expect(statesOn(cluster, 'b')).toEqual([['differs', 'agrees draining']])
  })

  it('nothing is wanted, and nothing wrong, while the API is not known', () => {
    const cluster = makeJoin()(emptyCluster, { ...inputOf(emptyInventory, { a: [webOn()] }), inventoryKnown: false })
    expect(statesOn(cluster, 'a')).toBeUndefined()
  })

  it('does not depend on the order of nodes', () => {
    const input = inputOf(inventoryOf('10.0.0.1'), { a: [webOn('10.0.0.1')], b: [webOn()] })
    const turned = { ...input, fleet: new Map([...input.fleet].reverse()) }
    expect(makeJoin()(emptyCluster, turned)).toEqual(makeJoin()(emptyCluster, input))
  })

  it('keeps every object that did not change', () => {
    const join = makeJoin()
    const input = inputOf(inventoryOf('10.0.0.1'), { a: [webOn('10.0.0.1')], b: [webOn('10.0.0.1')] })
    const first = join(emptyCluster, input)
    const fleet = new Map([...input.fleet].map(([name, node]) => [name, { ...node, load: { ...node.load!, at: 2 } }]))
    const second = join(first, { ...input, at: 2, fleet, tables: new Map(input.tables) })
    for (const part of ['nodes', 'services', 'pods', 'tables', 'virtualServers', 'feeds', 'api', 'health'] as const)
      expect(second[part]).toBe(first[part])
    expect(second.load).not.toBe(first.load)
  })

  it('comes to the same step by step as at once', () => {
    const web = fc.subarray(['10.0.0.1', '10.0.0.2', '10.0.0.3'])
    const node = fc.record({ name: fc.constantFrom('a', 'b', 'c'), servers: serversArbitrary })
    const step = fc.record({ web, also: fc.boolean(), nodes: fc.array(node, { maxLength: 3 }) })
    const nodePort = reshapeService({
      metadata: { namespace: 'default', name: 'port' },
      spec: { type: 'NodePort', clusterIP: '10.104.0.9', ports: [{ port: 80, nodePort: 30_080 }] },
    })!
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), (steps) => {
        const join = makeJoin()
        let cluster = emptyCluster
        for (const { web, also, nodes } of steps) {
          const inventory = inventoryOf(...web)
          const services = new Map([...inventory.services, ...(also ? [[nodePort.id, nodePort] as const] : [])])
          const tables = Object.fromEntries(nodes.map(({ name, servers }) => [name, servers]))
          const input = inputOf({ ...inventory, services }, tables)
          cluster = join(cluster, input)
          const fresh = makeJoin()(emptyCluster, input)
          for (const part of ['nodes', 'feeds', 'tables', 'virtualServers', 'load', 'sums'] as const)
            expect(cluster[part]).toEqual(fresh[part])
        }
      }),
    )
  })

  it('of many nodes that each want a table of their own, each follows when it is heard of again, or in turn', () => {
    const names = Array.from({ length: 100 }, (_, at) => `n${String(at).padStart(3, '0')}`)
    const port = reshapeService({
      metadata: { namespace: 'default', name: 'web' },
      spec: { type: 'NodePort', clusterIP: '10.104.197.218', ports: [{ port: 80, nodePort: 30_080 }] },
    })!
    const nodes = new Map(names.map((name) => [name, reshapeNode({ metadata: { name } })!]))
    const services = new Map([[port.id, port]])
    const inventory = (...addresses: string[]): Inventory => ({ ...inventoryOf(...addresses), services, nodes })
    const before = inputOf(inventory('10.0.0.1'), Object.fromEntries(names.map((name) => [name, []])))
    const silent: NodeFeed = { is: 'unreachable', since: 0, why: 'no answer' }
    const fleet = new Map(
      [...before.fleet].map(([name, node], at) => [name, at % 2 === 0 ? node : { ...node, feed: silent }]),
    )
    const [first, spoke] = [names[0]!, names[2]!]
    const join = makeJoin()
    let cluster = join(emptyCluster, { ...before, fleet })
    const after = inventory('10.0.0.2')
    const fresh = makeJoin()(emptyCluster, { ...before, inventory: after })
    const follows = (name: string) =>
      cluster.nodes.get(makeNodeName(name))!.want === fresh.nodes.get(makeNodeName(name))!.want
    const heard = fleet.get(makeNodeName(spoke))!
    fleet.set(makeNodeName(spoke), { ...heard, load: { ...heard.load!, at: 2 } })
    cluster = join(cluster, { ...before, inventory: after, fleet })
    expect([follows(first), follows(spoke)]).toEqual([false, true])
    for (let tick = 0; tick < 4; tick++) cluster = join(cluster, { ...before, inventory: after, fleet })
    expect(names.filter(follows)).toEqual(names.filter((name, at) => at % 2 === 1 || name === spoke))
  })

  it('a Service whose slices change is settling from then on, the others are not', () => {
    const join = makeJoin()
    const first = join(emptyCluster, inputOf(inventoryOf('10.0.0.1'), { a: [webOn('10.0.0.1')] }, 1000))
    const second = join(first, inputOf(inventoryOf('10.0.0.1', '10.0.0.2'), { a: [webOn('10.0.0.1')] }, 5000))
    const id = makeServiceId('default', 'web')
    expect([first, second].map((cluster) => cluster.services.get(id)!.changedAt)).toEqual([0, 5000])
    expect(sampleOf(first, second).changes).toBe(1)
    expect(isSettling(second.at, 5000)).toBe(true)
    expect(isSettling(20_000, 5000)).toBe(false)
    expect(isSettling(20_000, 0)).toBe(false)
  })

  it('what the first listing tells is no change, even when nodes were there before it', () => {
    const join = makeJoin()
    const tables = { a: [webOn('10.0.0.1')] }
    const first = join(emptyCluster, { ...inputOf(emptyInventory, tables, 1000), inventoryKnown: false })
    const second = join(first, { ...inputOf(inventoryOf(), tables, 2000), inventoryKnown: false })
    const third = join(second, inputOf(inventoryOf('10.0.0.1'), tables, 3000))
    expect(third.services.get(makeServiceId('default', 'web'))!.changedAt).toBe(0)
    expect(sampleOf(second, third).changes).toBe(0)
  })

  it('remembers when Services last came or went, and not what was there at first', () => {
    const join = makeJoin()
    const first = join(emptyCluster, inputOf(inventoryOf('10.0.0.1'), { a: [webOn('10.0.0.1')] }, 1000))
    const second = join(first, inputOf(emptyInventory, { a: [webOn('10.0.0.1')] }, 5000))
    expect([first, second].map((cluster) => cluster.servicesChangedAt)).toEqual([0, 5000])
    expect(sampleOf(first, second).changes).toBe(1)
    expect(standingOf(second).differences.map(({ severity }) => severity)).toEqual(['settling'])
    expect(standingOf({ ...second, at: 16_000 }).differences.map(({ severity }) => severity)).toEqual(['wrong'])
  })

  it('ties a virtual server to its Service port', () => {
    const cluster = makeJoin()(emptyCluster, inputOf(inventoryOf('10.0.0.1'), { a: [webOn('10.0.0.1')] }))
    expect([...makeTieIndex(cluster)].map(([key, tie]) => [key, tie.service, tie.role])).toEqual([
      ['TCP 10.104.197.218:80', 'default/web', 'cluster-ip'],
    ])
  })
})

describe('equal', () => {
  it.each([
    [{ a: [1, { b: NaN }] }, { a: [1, { b: NaN }] }, true],
    [{ a: 1 }, { b: 1 }, false],
    [{ a: undefined }, {}, false],
    [[1], { 0: 1 }, false],
    [null, {}, false],
  ])('%j and %j', (a, b, same) => expect(equal(a, b)).toBe(same))
})
