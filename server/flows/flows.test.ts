import { describe, expect, test } from 'vitest'
import type { Cluster } from '#model/cluster.ts'
import { buildCluster } from '#model/fixtures/build.ts'
import { connectionFrom } from '#model/fixtures/connection.ts'
import type { Connection } from '#model/flow.ts'
import { makeFilterKey } from '#model/flow-filter.ts'
import { makeNodeName } from '#model/ids.ts'
import { anyFlow, type FlowFilter } from '#model/scope.ts'
import type { ConnectionsQuestion, ConnectionsRead } from '#model/sources/connections/report.ts'
import { type Flows, makeFlows } from './flows.ts'
import type { Answered } from './shelf.ts'

const clusterOf = (nodes: number): Cluster =>
  buildCluster({
    name: 'many',
    nodes: Array.from({ length: nodes }, (_, at) => ({ name: `n${at}`, address: `192.0.2.${at}` })),
    services: [
      {
        namespace: 'shop',
        name: 'cart',
        clusterIps: ['10.96.0.1'],
        ports: [{ port: 80 }],
        pods: [{ name: 'cart-1', node: 'n0', address: '10.244.1.1' }],
      },
    ],
  })

const connection = (clientPort: number, more: Partial<Connection> = {}): Connection =>
  connectionFrom(clientPort, { real: { address: '10.244.1.1', port: 80 }, expiresSeconds: 900, ...more })

const answer = (connections: readonly Connection[], more: Partial<ConnectionsRead> = {}): Answered => ({
  ok: true,
  value: {
    is: 'read',
    clock: { monotonicNs: '1', wallMs: 1 },
    total: { connections: 70, templates: 0, invalidated: 0, portless: 0, notUnderstood: 0 },
    cut: null,
    fitting: connections.length + 5,
    connections: connections as ConnectionsRead['connections'],
    templates: null,
    counts: null,
    conntrack: { is: 'read', found: 0, cut: null },
    ...more,
  },
})

/** Flows over agents that answer when told, and time that passes when told. */
function setUp(cluster: Cluster) {
  let now = 1_000_000
  let timer: { at: number; run: () => void } | null = null
  const asked: { node: string; question: ConnectionsQuestion; reply: (answered: Answered) => Promise<void> }[] = []
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve))
  const flows: Flows = makeFlows({
    cluster: () => cluster,
    changed: () => {},
    timing: {
      now: () => now,
      after: (ms, run) => {
        timer = { at: now + ms, run }
        return () => {
          timer = null
        }
      },
    },
    ask: (node, question) =>
      new Promise((resolve) => {
        asked.push({
          node,
          question,
          reply: (answered) => {
            resolve(answered)
            return settle()
          },
        })
      }),
  })
  return {
    flows,
    asked,
    settle,
    look: (...filters: Partial<FlowFilter>[]) => {
      flows.look(
        filters.map((filter) => ({ scope: { is: 'flows', filter: { ...anyFlow, ...filter } }, namespaces: null })),
      )
      return settle()
    },
    /** Answers everything that is asked with the same. */
    async replyAll(answered: Answered) {
      while (asked.length > 0) await asked.shift()!.reply(answered)
    },
    async pass(ms: number) {
      now += ms
      if (timer !== null && timer.at <= now) timer.run()
      await settle()
    },
    ports: () =>
      [...flows.flows().values()].map(({ client, goneAt }) => (goneAt === null ? client.port : -client.port)),
  }
}

const keyOf = (filter: Partial<FlowFilter>) => makeFilterKey({ ...anyFlow, ...filter })

describe('flows', () => {
  test('are asked for while somebody looks, and only then', async () => {
    const { flows, asked, look, pass, replyAll } = setUp(clusterOf(2))
    await pass(10_000)
    expect(asked).toEqual([])
    await look({})
    expect(asked.map(({ node }) => node)).toEqual(['n1', 'n0'])
    expect([...flows.feeds().values()]).toEqual([{ is: 'waiting' }, { is: 'waiting' }])
    await replyAll(answer([connection(1)]))
    expect(flows.flows().size).toBe(2)
    await pass(2_000)
    expect(asked).toHaveLength(2)
    flows.look([{ scope: { is: 'overview' }, namespaces: null }])
    expect(flows.flows().size + flows.feeds().size).toBe(0)
    await replyAll(answer([connection(1)]))
    expect(flows.flows().size).toBe(0)
    await pass(10_000)
    expect(asked).toEqual([])
  })

  test('say how each look went', async () => {
    const { flows, asked, look } = setUp(clusterOf(2))
    await look({})
    const why = 'There is no program conntrack here.'
    await asked[0]!.reply(answer([connection(1)], { conntrack: { is: 'unreadable', why } }))
    await asked[1]!.reply({ ok: false, why: 'It answered too late.' })
    expect(flows.feeds().get(makeNodeName('n1'))).toEqual({
      is: 'read',
      at: 1_000_000,
      connections: 70,
      counts: { [keyOf({})]: { fitting: 6, shown: 1 } },
      cut: null,
      withoutConntrack: why,
    })
    expect(flows.feeds().get(makeNodeName('n0'))).toEqual({
      is: 'unreadable',
      at: 1_000_000,
      why: 'It answered too late.',
    })
  })

  test('that only idle stay the same object; what moved is said anew', async () => {
    const { flows, look, pass, replyAll } = setUp(clusterOf(1))
    await look({})
    await replyAll(answer([connection(1), connection(2)]))
    const before = flows.flows()
    await pass(2_000)
    await replyAll(answer([connection(1, { expiresSeconds: 898 }), connection(2, { expiresSeconds: 899 })]))
    expect(flows.flows()).toBe(before)
    await pass(2_000)
    await replyAll(answer([connection(1, { expiresSeconds: 896 }), connection(2, { expiresSeconds: 900 })]))
    const [idle, moved] = [...flows.flows().values()]
    expect(idle).toBe([...before.values()][0])
    expect(moved).toMatchObject({ firstSeenAt: 1_000_000, readAt: 1_004_000, expiresSeconds: 900 })
  })

  test('that are gone stay ten seconds', async () => {
    const { look, pass, replyAll, ports } = setUp(clusterOf(1))
    await look({})
    await replyAll(answer([connection(1), connection(2)]))
    await pass(2_000)
    await replyAll(answer([connection(2)]))
    expect(ports()).toEqual([-1, 2])
    await pass(2_000)
    await replyAll(answer([connection(1), connection(2)]))
    expect(ports()).toEqual([1, 2])
    await pass(2_000)
    await replyAll(answer([connection(2)]))
    for (let rounds = 0; rounds < 5; rounds++) {
      expect(ports()).toEqual([-1, 2])
      await pass(2_000)
      await replyAll(answer([connection(2)]))
    }
    expect(ports()).toEqual([2])
  })

  test('of a node that falls silent are gone after ten seconds too', async () => {
    const { look, pass, replyAll, ports } = setUp(clusterOf(1))
    await look({})
    await replyAll(answer([connection(1)]))
    for (let rounds = 0; rounds < 4; rounds++) {
      await pass(2_000)
      await replyAll({ ok: false, why: 'No answer.' })
      expect(ports()).toEqual([1])
    }
    await pass(2_000)
    await replyAll({ ok: false, why: 'No answer.' })
    expect(ports()).toEqual([-1])
  })

  test('a node that is slow holds up nobody else, and is not asked twice at once', async () => {
    const { asked, look, pass } = setUp(clusterOf(20))
    await look({})
    expect(asked).toHaveLength(8)
    for (const each of asked.slice(1)) await each.reply(answer([]))
    expect(asked).toHaveLength(15)
    for (const each of asked.slice(8)) await each.reply(answer([]))
    expect(asked).toHaveLength(20)
    await pass(2_000)
    expect(asked.slice(20).map(({ node }) => node)).not.toContain(asked[0]!.node)
  })

  test('of a Service are asked for by its virtual servers; a node that cannot have any is not asked', async () => {
    const { asked, look } = setUp(clusterOf(1))
    await look({ service: 'shop/cart', state: 'ESTABLISHED' }, { service: 'shop/none' }, { client: 'me' })
    expect(asked.map(({ question }) => question)).toEqual([
      {
        virtual: [{ protocol: 'TCP', address: '10.96.0.1', port: 80 }],
        state: 'ESTABLISHED',
        limit: 200,
        templates: false,
        counts: false,
      },
    ])
  })

  test('of a large cluster come from its fifty busiest nodes, of a named node from that', async () => {
    const { flows, look } = setUp(clusterOf(120))
    await look({}, { state: 'UDP' }, { node: 'n7', state: 'UDP' })
    const nodes = new Set(flows.feeds().keys())
    expect(nodes.has(makeNodeName('n7'))).toBe(true)
    expect(nodes.size).toBeGreaterThanOrEqual(50)
    expect(nodes.size).toBeLessThanOrEqual(51)
    await look({ client: '10.244.1.1' })
    expect([...flows.feeds().keys()][0]).toBe('n0')
  })

  test('are at most two thousand; the oldest go first, and are counted as not shown', async () => {
    const { flows, look, pass, replyAll } = setUp(clusterOf(1))
    await look({ state: 'A' }, { state: 'B' })
    const many = (from: number, count: number) => Array.from({ length: count }, (_, at) => connection(from + at))
    await replyAll(answer(many(1, 1_500)))
    await pass(2_000)
    await replyAll(answer(many(1_001, 1_500)))
    expect(flows.flows().size).toBe(2_000)
    const ports = [...flows.flows().values()].map(({ client }) => client.port)
    expect(ports).toContain(2_500)
    expect(ports).not.toContain(1)
  })

  test('once: asked when nobody looks, as on screen when somebody does', async () => {
    const { flows, asked, look, replyAll } = setUp(clusterOf(1))
    const first = flows.once({ ...anyFlow, client: '10.244.1.9' }, null)
    await replyAll(answer([connection(1), connection(2, { client: { address: '10.0.0.1', port: 2 } })]))
    const seen = await first
    expect([...seen.flows.values()].map(({ client }) => client.port)).toEqual([1])
    expect(seen.feeds.get(makeNodeName('n0'))).toMatchObject({ is: 'read' })
    expect(flows.flows().size).toBe(0)
    await look({})
    await replyAll(answer([connection(3)]))
    expect([...(await flows.once(anyFlow, null)).flows.values()].map(({ client }) => client.port)).toEqual([3])
    expect(asked).toEqual([])
  })
})
