import { describe, expect, test } from 'vitest'
import { fixtureAt } from '#model/fixtures/build.ts'
import { oneAgentDead, referenceCluster } from '#model/fixtures/clusters.ts'
import { countsOf, flowRow, readFeed, withFlows } from '#model/fixtures/flows.ts'
import { anyFlow, type FlowFilter } from '#model/scope.ts'
import { lookedAt, makeFlowLines, type NoLines, secondsLeft, whyNoLines } from './scene.ts'

const cluster = referenceCluster()
const pod = { address: '100.66.209.194', port: 40_000 }

describe('the lines', () => {
  test('are newest first, and in a fixed order when seen at once', () => {
    const rows = [
      flowRow({ client: { ...pod, port: 2 }, firstSeenAt: 1 }),
      flowRow({ client: { ...pod, port: 1 }, firstSeenAt: 1 }),
      flowRow({ client: { ...pod, port: 3 }, firstSeenAt: 2 }),
    ]
    const ports = (order: typeof rows) => makeFlowLines(withFlows(cluster, order)).map(({ row }) => row.client.port)
    expect(ports(rows)).toEqual([3, 1, 2])
    expect(ports(rows.toReversed())).toEqual([3, 1, 2])
  })

  test('tell who is who before and after translation', () => {
    const lent = { address: '192.168.138.50', port: 31_076 }
    const [own] = makeFlowLines(withFlows(cluster, [flowRow({ source: lent })]))
    expect(own).toMatchObject({
      client: { is: 'own-process', node: 'zmaster0' },
      tie: { service: 'default/web', role: 'cluster-ip' },
      source: { is: 'node', node: 'zmaster0' },
      isTranslated: true,
      backend: { is: 'pod', pod: expect.stringMatching(/^default\/web-/) },
    })
    const [kept] = makeFlowLines(withFlows(cluster, [flowRow({ client: pod, source: pod })]))
    expect(kept).toMatchObject({ client: { is: 'pod' }, isTranslated: false, withoutConntrack: null })
  })

  test('of a node without conntrack say why their source is not known', () => {
    const why = 'There is no program conntrack here.'
    const feeds = { zmaster0: readFeed({ withoutConntrack: why }) }
    expect(makeFlowLines(withFlows(cluster, [flowRow({ source: null })], feeds))[0]).toMatchObject({
      source: null,
      isTranslated: false,
      withoutConntrack: why,
    })
  })
})

test('a line of a list that was cut may be there still when it is listed no more', () => {
  const lineOf = (fitting: number, shown: number) =>
    makeFlowLines(withFlows(cluster, [flowRow()], { zmaster0: readFeed({ counts: countsOf({}, fitting, shown) }) }))[0]
  expect(lineOf(9, 4)).toMatchObject({ isListCut: true })
  expect(lineOf(4, 4)).toMatchObject({ isListCut: false })
})

describe('what was looked at', () => {
  test('adds up what fits, and gathers nodes by what they lack', () => {
    const why = 'conntrack is missing.'
    const feeds = {
      zmaster0: readFeed({ counts: countsOf({}, 10, 4), withoutConntrack: why }),
      znode0: readFeed({ counts: countsOf({}, 5, 5), withoutConntrack: why }),
      znode1: { is: 'waiting' } as const,
      znode2: { is: 'unreadable', at: 1, why: 'late' } as const,
    }
    expect(lookedAt(withFlows(cluster, [], feeds), anyFlow)).toEqual({
      read: 2,
      waiting: ['znode1'],
      silent: [],
      notAsked: [],
      unreadable: [{ why: 'late', nodes: ['znode2'] }],
      withoutConntrack: [{ why, nodes: ['zmaster0', 'znode0'] }],
      cut: [],
      connections: 24,
      fitting: 15,
      shown: 9,
    })
  })

  test('tells silent nodes from those that are not asked since others are busier', () => {
    const dead = withFlows(oneAgentDead(), [flowRow()])
    expect(lookedAt(dead, anyFlow)).toMatchObject({ silent: ['znode2'], notAsked: [] })
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`n${at}`, readFeed()]))
    const crowd = withFlows(cluster, [], many)
    expect(lookedAt(crowd, anyFlow).notAsked).toHaveLength(cluster.nodes.size)
    expect(lookedAt(crowd, { ...anyFlow, node: 'n1' }).notAsked).toEqual([])
  })
})

test('what others look at is not counted as looked at', () => {
  const feeds = {
    zmaster0: readFeed({ counts: countsOf({ node: 'zmaster0' }, 2, 2) }),
    znode0: readFeed({ counts: countsOf({}, 9, 9) }),
    znode1: { is: 'unreadable', at: 1, why: 'late' } as const,
  }
  const seen = lookedAt(withFlows(cluster, [], feeds), { ...anyFlow, node: 'zmaster0' })
  expect(seen).toMatchObject({ read: 1, fitting: 2, connections: 12, unreadable: [], silent: [], notAsked: [] })
})

describe('no line', () => {
  const why = (subject: typeof cluster, filter: Partial<FlowFilter> = {}): NoLines['is'] => {
    const whole = { ...anyFlow, ...filter }
    return whyNoLines(subject, whole, lookedAt(subject, whole)).is
  }
  const unreadable = { is: 'unreadable', at: 1, why: 'no file' } as const
  const silent = (is: 'refused' | 'unreachable') => ({
    ...withFlows(cluster, [], {}),
    feeds: new Map([...cluster.feeds.keys()].map((name) => [name, { is, since: 1, why: '' }])),
  })

  test.for<[string, NoLines['is'], typeof cluster, Partial<FlowFilter>]>([
    ['while nodes are asked', 'asking', withFlows(cluster, [], { zmaster0: { is: 'waiting' } }), {}],
    ['where none exist', 'none', withFlows(cluster, [], { zmaster0: readFeed() }), {}],
    [
      'where none fit',
      'no-match',
      withFlows(cluster, [], { zmaster0: readFeed({ counts: countsOf({ state: 'UDP' }, 0, 0) }) }),
      { state: 'UDP' },
    ],
    ['of a node that is not there', 'no-node', withFlows(cluster, [], {}), { node: 'nobody' }],
    ['of a Service that is not there', 'no-service', withFlows(cluster, [], {}), { service: 'a/b' }],
    ['of a namespace', 'no-match', withFlows(cluster, [], {}), { service: 'a/' }],
    ['where none can be read', 'not-known', withFlows(cluster, [], { zmaster0: unreadable }), {}],
    ['where agents refuse', 'not-allowed', silent('refused'), {}],
    ['where nobody answers', 'nobody', silent('unreachable'), {}],
  ])('%s', ([, is, subject, filter]) => {
    expect(why(subject, filter)).toBe(is)
  })
})

test('seconds run down from when they were read', () => {
  const row = flowRow({ expiresSeconds: 5, readAt: fixtureAt })
  expect([0, 1_999, 2_000, 60_000, -500].map((passed) => secondsLeft(row, fixtureAt + passed))).toEqual([5, 4, 3, 0, 5])
})
