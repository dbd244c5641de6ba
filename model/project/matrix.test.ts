import { describe, expect, it } from 'vitest'
import { type Cluster, tableHashOf } from '../cluster.ts'
import { apply, diff } from '../diff.ts'
import { driftOf } from '../drift.ts'
import { everyServiceKind, oneAgentDead } from '../fixtures/clusters.ts'
import { crowdCluster } from '../fixtures/crowd.ts'
import { troubledShop } from '../fixtures/shop.ts'
import { makeServiceId } from '../ids.ts'
import type { Scope } from '../scope.ts'
import { sumLoads } from '../sums/add.ts'
import { mostCells, mostPairs, type Sums } from '../sums.ts'
import { serviceThing } from '../thing.ts'
import { thingIndexOf } from '../thing-index.ts'
import { makeProjector, project } from './index.ts'

const everywhere: Scope = { is: 'matrix', namespace: '' }
const crowd = crowdCluster({ nodes: 60, services: 100, namespaces: 5, podsEach: 2 })
const unsummed = (cluster: Cluster): Cluster => ({ ...cluster, sums: null })
/** In the order of names: a map that is kept has the order in which entries came. */
const flat = (pairs: Sums['pairs'], thing: (thing: string) => boolean = () => true) =>
  [...(pairs ?? [])]
    .flatMap(([node, flows]) =>
      [...flows].flatMap(([key, flow]) => (thing(key) ? [[`${node} ${key}`, flow] as const] : [])),
    )
    .sort(([a], [b]) => (a < b ? -1 : 1))

describe('the matrix of all', () => {
  it('tells pairs an overview leaves out', () => {
    expect(crowd.nodes.size * thingIndexOf(crowd).byThing.size).toBeGreaterThan(mostPairs)
    const { sums } = project(unsummed(crowd), everywhere)
    expect(flat(sums!.pairs)).toEqual(flat(sumLoads(crowd, mostCells).pairs))
    expect([sums!.hosts.size, sums!.ends]).toEqual([0, null])
  })

  it('tells none where there are too many, without summing again', () => {
    const large = crowdCluster({ nodes: 300, services: 201, namespaces: 5, podsEach: 1 })
    const sums = sumLoads(large)
    const made = project({ ...large, sums }, everywhere)
    expect(made.sums!.pairs).toBeNull()
    expect(made.sums!.things).toBe(sums.things)
  })

  it('can be compared as the whole can, virtual servers no Service explains among it', () => {
    const cluster = troubledShop()
    const made = project(cluster, everywhere)
    for (const [name, node] of cluster.nodes)
      expect(driftOf(made, made.nodes.get(name)!)).toEqual(driftOf(cluster, node))
    expect([...thingIndexOf(made).byThing.keys()]).toEqual([...thingIndexOf(cluster).byThing.keys()])
  })
})

describe('the matrix of a namespace', () => {
  const cluster = everyServiceKind()
  const made = project(cluster, { is: 'matrix', namespace: 'shop' })

  it('has its Services alone, and in tables their virtual servers alone', () => {
    expect([...made.services.values()].every(({ namespace }) => namespace === 'shop')).toBe(true)
    for (const thing of thingIndexOf(made).byThing.keys()) expect(thing).toMatch(/^service:shop\//)
    expect(made.services.has(makeServiceId('shop', 'checkout'))).toBe(true)
  })

  it('has the pairs and the differences the whole cluster has for them', () => {
    const all = sumLoads(cluster, mostCells)
    expect(flat(made.sums!.pairs)).toEqual(flat(all.pairs, (thing) => thing.startsWith('service:shop/')))
    const { thingOf } = thingIndexOf(cluster)
    for (const [name, node] of cluster.nodes) {
      const drift = driftOf(cluster, node)?.filter(({ key }) => thingOf(key).startsWith('service:shop/')) ?? null
      expect(driftOf(made, made.nodes.get(name)!)).toEqual(drift)
    }
  })

  it('has pairs in a cluster whose whole has too many', () => {
    const large = crowdCluster({ nodes: 300, services: 201, namespaces: 5, podsEach: 1 })
    const { sums } = project(unsummed(large), { is: 'matrix', namespace: 'team-00' })
    expect([...sums!.pairs!.values()].every((flows) => flows.size === 41)).toBe(true)
  })

  it('keeps what a silent node last said of its pairs, and in sums over nodes nothing of it', () => {
    const dead = oneAgentDead()
    const { sums } = project(dead, { is: 'matrix', namespace: 'default' })
    const web = serviceThing(makeServiceId('default', 'web'))
    const silent = [...dead.feeds].find(([, feed]) => feed.is === 'unreachable')![0]
    expect(sums!.pairs!.get(silent)?.get(web)).toBeDefined()
    expect(sums!.nodes.has(silent)).toBe(false)
  })
})

it.each([everywhere, { is: 'matrix', namespace: 'team-01' } as const])('%j goes over the wire', (scope) => {
  const projector = makeProjector(scope)
  const before = projector(unsummed(crowd))
  const [name, node] = [...crowd.nodes].find(([, { table, want }]) => table.is === 'read' && table.hash !== want)!
  const gone = unsummed({
    ...crowd,
    at: crowd.at + 1,
    nodes: new Map(crowd.nodes).set(name, { ...node, want: tableHashOf(node) }),
  })
  const after = projector(gone)
  const told = apply(before, diff(before, after))
  expect({ ...told, sums: null }).toEqual({ ...after, sums: null })
  expect(flat(told.sums!.pairs)).toEqual(flat(after.sums!.pairs))
})
