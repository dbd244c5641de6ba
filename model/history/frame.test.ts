import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Cluster, emptyCluster, type Node } from '../cluster.ts'
import { crowdCluster } from '../fixtures/crowd.ts'
import type { FactHash } from '../ids.ts'
import { hashFact } from '../sources/hash.ts'
import type { FactValue } from '../sources/index.ts'
import { hashTable, hashVirtualServer, type KernelOrder, type VirtualServer } from '../topology.ts'
import { applyFrame, diffFrame } from './frame.ts'

/** What a small state is made of, so that another is one change away. */
interface Plan {
  /** Real servers of each virtual server; one without any is not there. */
  readonly reals: readonly number[]
  /** By node: how its kernel lists the table, null for an order that cannot matter; and lines of routes. */
  readonly nodes: readonly { readonly shuffle: number | null; readonly lines: readonly string[] }[]
}

const base = crowdCluster({ nodes: 3, services: 1, namespaces: 1, podsEach: 1 })

const serverOf = (index: number, reals: number): VirtualServer => ({
  match: { protocol: 'TCP', address: `10.0.0.${index}`, port: 80 },
  scheduler: 'rr',
  schedulerFlags: [],
  onePacket: false,
  persistence: null,
  realServers: Array.from({ length: reals }, (_, real) => ({
    address: `10.1.${index}.${real}`,
    port: 80,
    forward: 'Masq',
    weight: 1,
  })),
})

/** Always the same order of the same things, and nearly that of nearly the same: as buckets of a hash table. */
const bucket = (key: string, seed: number): number => {
  let hash = seed + 1
  for (const letter of key) hash = Math.imul(hash ^ letter.charCodeAt(0), 16777619)
  return hash >>> 0
}

function clusterOf({ reals, nodes }: Plan, at: number): Cluster {
  const servers = reals.flatMap((count, index) => (count === 0 ? [] : [serverOf(index, count)]))
  const table = servers.map(hashVirtualServer)
  const hash = hashTable(table)
  const orderOf = (seed: number): KernelOrder => {
    const key = ({ match }: VirtualServer) => JSON.stringify(match)
    const listed = servers.map((_server, place) => place)
    listed.sort((a, b) => bucket(key(servers[a]!), seed) - bucket(key(servers[b]!), seed))
    let row = 0
    const rows = servers.map(({ realServers }) => realServers.map(() => row++).reverse())
    return { servers: listed, rows: rows.filter((_rows, place) => bucket(key(servers[place]!), 9) % 4 === 0).flat() }
  }
  const facts = new Map<FactHash, FactValue>()
  const named = [...base.nodes].slice(0, nodes.length).map(([name, node], index): [typeof name, Node] => {
    const { shuffle, lines } = nodes[index]!
    const fact: FactValue = { source: 'routes', value: { by: 'ip', total: lines.length, lines: [...lines] } }
    facts.set(hashFact(fact), fact)
    const kernelOrder = shuffle === null ? null : orderOf(shuffle)
    const own = {
      is: 'read',
      source: 'ipvs',
      hash,
      version: '1',
      size: 1,
      showsSchedulerFlags: false,
      kernelOrder,
    } as const
    return [name, { ...node, want: null, table: own, facts: { routes: { is: 'read', hash: hashFact(fact) } } }]
  })
  return {
    ...base,
    at,
    load: new Map(),
    sums: null,
    nodes: new Map(named),
    facts,
    tables: new Map([[hash, table]]),
    virtualServers: new Map(servers.map((server) => [hashVirtualServer(server), server])),
  }
}

const line = fc.constantFrom('a via b', 'c via d', 'e dev f', 'g dev h', 'i via j', 'k', '')
const plan: fc.Arbitrary<Plan> = fc.record({
  reals: fc.array(fc.nat(3), { maxLength: 9 }),
  nodes: fc.array(fc.record({ shuffle: fc.option(fc.nat(2)), lines: fc.array(line, { maxLength: 6 }) }), {
    minLength: 1,
    maxLength: 3,
  }),
})

const bytesOf = (value: unknown): number => JSON.stringify(value).length

describe('a frame', () => {
  it('makes the one state of the other, whatever came between, and by JSON', () => {
    fc.assert(
      fc.property(fc.array(plan, { minLength: 1, maxLength: 5 }), (plans) => {
        let kept = emptyCluster
        let real = emptyCluster
        for (const [index, each] of plans.entries()) {
          const next = clusterOf(each, index)
          kept = applyFrame(kept, JSON.parse(JSON.stringify(diffFrame(real, next))))
          real = next
          expect(kept).toEqual(next)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('says nothing of what is the same, and keeps it', () => {
    const state = clusterOf({ reals: [1, 2, 3], nodes: [{ shuffle: 1, lines: ['a'] }] }, 1)
    const frame = diffFrame(state, state)
    expect(frame).toEqual({ at: 1 })
    const next = applyFrame(state, frame)
    expect([next.nodes, next.facts]).toEqual([state.nodes, state.facts])
    expect(next.nodes).toBe(state.nodes)
    expect(next.facts).toBe(state.facts)
  })

  describe('of large nodes', () => {
    const many = Array.from({ length: 200 }, (_, index) => 1 + (index % 3))
    const lines = Array.from({ length: 300 }, (_, index) => `10.7.${index}.0/26 via 192.168.0.${index} dev tunl0`)
    const nodes = [0, 1, 2].map((shuffle) => ({ shuffle, lines: [`local ${shuffle}`, ...lines] }))
    const before = clusterOf({ reals: many, nodes }, 1)
    const changed = (plan: Partial<Plan>) => diffFrame(before, clusterOf({ reals: many, nodes, ...plan }, 2))

    it('costs little where one endpoint comes', () => {
      const frame = changed({ reals: many.with(101, 4) })
      expect(frame.orders).toBeUndefined()
      expect(bytesOf(frame)).toBeLessThan(1_500)
    })
    it('costs little where a Service comes or goes, though nearly every place is another', () => {
      expect(bytesOf(changed({ reals: many.with(3, 0) }))).toBeLessThan(1_500)
      expect(bytesOf(changed({ reals: [...many, 2] }))).toBeLessThan(1_800)
    })
    it('tells a route that all nodes get once', () => {
      const frame = changed({
        nodes: nodes.map((node) => ({ ...node, lines: node.lines.with(150, 'new via 1.2.3.4') })),
      })
      expect(frame.routes?.texts).toEqual(['new via 1.2.3.4'])
      expect(bytesOf(frame)).toBeLessThan(1_500)
    })
    it('tells what nodes have alike once from the first', () => {
      const { routes } = diffFrame(emptyCluster, before)
      expect(routes?.texts).toHaveLength(303)
      expect(bytesOf(routes?.set.slice(1))).toBeLessThan(300)
    })
  })
})
