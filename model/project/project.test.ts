import { describe, expect, it } from 'vitest'
import { type Cluster, tableHashOf } from '../cluster.ts'
import { driftOf } from '../drift.ts'
import { driftingCluster, everyServiceKind, oddNames, silentNodes } from '../fixtures/clusters.ts'
import { crowdCluster } from '../fixtures/crowd.ts'
import { shopCluster, troubledShop } from '../fixtures/shop.ts'
import { makeFactHash, makeNodeName, makeTableHash } from '../ids.ts'
import { type Load, mapCounters, rowRate } from '../load.ts'
import { anyFlow, overview, type Scope } from '../scope.ts'
import { tableIndexOf } from '../table-index.ts'
import { endpointThing, podThing, serviceThing, virtualThing } from '../thing.ts'
import { thingIndexOf } from '../thing-index.ts'
import { hashTable, makeKey, makeRealKey } from '../topology.ts'
import { makeProjector, project } from './index.ts'

const fixtures: readonly [string, Cluster][] = [
  ['shop', shopCluster()],
  ['troubled', troubledShop()],
  ['drifting', driftingCluster()],
  ['every kind', everyServiceKind()],
  ['odd names', oddNames()],
  ['silent', silentNodes()],
  ['crowd', crowdCluster({ nodes: 20, services: 30, namespaces: 3, podsEach: 3 })],
]

/** One of each kind, of things that are there. */
function scopesOf(cluster: Cluster): Scope[] {
  const things = [...thingIndexOf(cluster).byThing.keys()]
  const [pod] = cluster.pods.values()
  const address = [...cluster.virtualServers.values()].flatMap(({ realServers }) => realServers)[0]?.address ?? '::'
  return [
    overview,
    ...things.map((thing): Scope => ({ is: 'thing', thing })),
    { is: 'thing', thing: endpointThing(address) },
    ...(pod === undefined ? [] : [{ is: 'thing', thing: podThing(pod.id) } as const]),
    ...[...cluster.nodes.keys()].map((node): Scope => ({ is: 'node', node })),
    { is: 'flows', filter: anyFlow },
    { is: 'matrix', namespace: '' },
    { is: 'matrix', namespace: 'default' },
    { is: 'matrix', namespace: 'nobody' },
    { is: 'thing', thing: 'service:nobody/knows' },
    { is: 'node', node: makeNodeName('nobody') },
  ]
}

function expectWellFormed(cluster: Cluster): void {
  const expectTable = (hash: ReturnType<typeof tableHashOf>) => {
    if (hash === null) return
    const table = cluster.tables.get(hash)
    expect(table && hashTable(table)).toBe(hash)
    for (const entry of table!) expect(cluster.virtualServers.has(entry)).toBe(true)
  }
  for (const node of cluster.nodes.values()) {
    expectTable(tableHashOf(node))
    expectTable(node.want)
    for (const fact of Object.values(node.facts))
      if (fact.is === 'read') expect(cluster.facts.has(fact.hash)).toBe(true)
  }
  for (const [name, load] of cluster.load) {
    const node = cluster.nodes.get(name)!
    expect(load.table).toBe(tableHashOf(node))
    const { offsets, servers } = tableIndexOf(cluster, load.table)
    expect(load.active).toHaveLength(offsets[servers.length]!)
    expect(load.inactive).toHaveLength(load.active.length)
    for (const row of load.rates?.rows ?? []) expect(row).toBeLessThan(load.active.length)
  }
}

/** Every row of a node by the names of its virtual and real server. */
function rowsOf(cluster: Cluster, node: string): ReadonlyMap<string, unknown> {
  const load = cluster.load.get(makeNodeName(node))
  if (load === undefined) return new Map()
  const { servers, offsets } = tableIndexOf(cluster, load.table)
  return new Map(
    servers.flatMap(({ match, realServers }, position) =>
      realServers.map(
        (real, at) => [`${makeKey(match)} ${makeRealKey(real)}`, rowOf(load, offsets[position]! + at)] as const,
      ),
    ),
  )
}

const rowOf = (load: Load, row: number) => ({
  at: load.at,
  active: load.active[row],
  inactive: load.inactive[row],
  ...mapCounters((name) => rowRate(load, name, row)),
})

describe.each(fixtures)('projections of %s', (_name, cluster) => {
  it('are well-formed', () => {
    for (const scope of scopesOf(cluster)) expectWellFormed(project(cluster, scope))
  })

  it('of a thing have its rows and its drift as the whole cluster has them', () => {
    const { thingOf } = thingIndexOf(cluster)
    for (const [thing] of thingIndexOf(cluster).byThing) {
      const made = project(cluster, { is: 'thing', thing })
      for (const [name, node] of cluster.nodes) {
        const whole = rowsOf(cluster, name)
        const own = rowsOf(made, name)
        expect(own).toEqual(new Map([...whole].filter(([row]) => own.has(row))))
        const server = cluster.tables.get(tableHashOf(node) ?? makeTableHash('')) ?? []
        const mine = server.filter((hash) => thingOf(makeKey(cluster.virtualServers.get(hash)!.match)) === thing)
        expect(tableIndexOf(made, tableHashOf(made.nodes.get(name)!)).servers).toHaveLength(mine.length)
        const drift = driftOf(cluster, node)?.filter(({ key }) => thingOf(key) === thing) ?? null
        expect(driftOf(made, made.nodes.get(name)!)).toEqual(drift)
      }
    }
  })

  it('stay the same object while nothing but the time is another', () => {
    for (const scope of scopesOf(cluster)) {
      const projector = makeProjector(scope)
      const first = projector(cluster)
      expect(projector({ ...cluster, at: cluster.at + 250 })).toBe(first)
    }
  })

  it('of what is not there have nobody’s tables', () => {
    for (const thing of ['service:nobody/knows', 'virtual:TCP 1.2.3.4:5', 'pod:nobody/knows', 'endpoint:9.9.9.9']) {
      const made = project(cluster, { is: 'thing', thing })
      expect([made.services.size, made.virtualServers.size, made.pods.size]).toEqual([0, 0, 0])
    }
  })
})

describe('an overview', () => {
  const cluster = shopCluster()
  const [name] = cluster.nodes.keys()

  it('has no rows, facts or connections, but their sums', () => {
    const made = project(cluster, overview)
    expect([made.load.size, made.facts.size, made.flows.size]).toEqual([0, 0, 0])
    expect(made.sums?.exact).toBe(true)
    expect([...made.services.keys()]).toEqual([...cluster.services.keys()])
    expect(made.tables).toBe(cluster.tables)
    expect(made.virtualServers).toBe(cluster.virtualServers)
  })

  it('is the same object when only facts and conntrack moved', () => {
    const projector = makeProjector(overview)
    const first = projector(cluster)
    const node = cluster.nodes.get(name!)!
    const fact = { is: 'read', hash: makeFactHash('f') } as const
    const moved = { ...node, facts: { settings: fact }, conntrack: { count: 1, limit: 2 } }
    const next = projector({ ...cluster, nodes: new Map([...cluster.nodes, [node.name, moved]]) })
    expect(next).toBe(first)
  })

  it('has the Pods that only a row tells of', () => {
    expect(project(cluster, overview).pods.size).toBe(0)
    const [service] = [...cluster.services.values()].filter(({ endpoints }) => endpoints.length > 1)
    const bare = { ...service!, endpoints: service!.endpoints.slice(1) }
    const made = project({ ...cluster, services: new Map([...cluster.services, [bare.id, bare]]) }, overview)
    expect([...made.pods.keys()]).toEqual([service!.endpoints[0]!.pod])
  })
})

describe('a Pod', () => {
  it('brings all Services it is behind, with their other Pods', () => {
    const cluster = shopCluster()
    const [service] = [...cluster.services.values()].filter(({ endpoints }) => endpoints.length > 1)
    const made = project(cluster, { is: 'thing', thing: podThing(service!.endpoints[0]!.pod!) })
    expect([...made.services.keys()]).toContain(service!.id)
    for (const { pod } of service!.endpoints) expect(made.pods.has(pod!)).toBe(true)
    expect(made.services.size).toBeLessThan(cluster.services.size)
  })
})

describe('a thing', () => {
  it('a tick of load leaves all structure the same objects', () => {
    const cluster = shopCluster()
    const [service] = cluster.services.keys()
    const projector = makeProjector({ is: 'thing', thing: serviceThing(service!) })
    const first = projector(cluster)
    const [name, load] = [...cluster.load][0]!
    const next = projector({ ...cluster, load: new Map([...cluster.load, [name, { ...load, at: load.at + 1 }]]) })
    expect(next).not.toBe(first)
    for (const part of ['nodes', 'services', 'pods', 'virtualServers', 'tables', 'feeds'] as const)
      expect(next[part]).toBe(first[part])
    const others = [...cluster.load.keys()].filter((each) => each !== name)
    for (const each of others) expect(next.load.get(each)).toBe(first.load.get(each))
  })

  it('a virtual server is its Service’s as soon as one explains it', () => {
    const cluster = shopCluster()
    const [service] = [...cluster.services.values()].filter(({ clusterIps }) => clusterIps.length > 0)
    const server = [...cluster.virtualServers.values()].find(
      ({ match }) => match.protocol !== 'FWM' && match.address === service!.clusterIps[0],
    )
    const scope: Scope = { is: 'thing', thing: virtualThing(makeKey(server!.match)) }
    const projector = makeProjector(scope)
    const services = new Map(cluster.services)
    services.delete(service!.id)
    expect(projector({ ...cluster, services }).virtualServers.size).toBeGreaterThan(0)
    expect([...projector(cluster).services.keys()]).toEqual([service!.id])
  })
})
