import { describe, expect, test } from 'vitest'
import { buildCluster } from './fixtures/build.ts'
import type { FlowRow } from './flow.ts'
import { makeFilterKey, makeFitsFilter, narrowFeed, parseFlowFilter, virtualTargetsOf } from './flow-filter.ts'
import { makeNodeName } from './ids.ts'
import { anyFlow, type FlowFilter } from './scope.ts'

const cluster = buildCluster({
  name: 'two nodes',
  nodes: [
    { name: 'east', address: '192.0.2.1' },
    { name: 'west', address: '192.0.2.2' },
  ],
  services: [
    {
      namespace: 'shop',
      name: 'cart',
      type: 'NodePort',
      clusterIps: ['10.96.0.1', 'fd00:96::1'],
      ports: [{ port: 80, nodePort: 30_080 }],
      pods: [{ name: 'cart-1', node: 'east', address: '10.244.1.1' }],
    },
    {
      namespace: 'shop',
      name: 'dns',
      clusterIps: ['10.96.0.2'],
      ports: [{ port: 53, protocol: 'UDP' }],
      pods: [{ name: 'dns-1', node: 'west', address: '10.244.2.1' }],
    },
    { namespace: 'other', name: 'cart', clusterIps: ['10.96.0.3'], ports: [{ port: 80 }], pods: [] },
  ],
})

const row = (virtual: { address: string; port: number }, more: Partial<FlowRow> = {}): FlowRow => ({
  protocol: 'TCP',
  client: { address: '10.244.1.9', port: 4000 },
  virtual,
  real: { address: '10.244.1.1', port: 80 },
  source: null,
  state: 'ESTABLISHED',
  expiresSeconds: 900,
  packets: null,
  bytes: null,
  node: makeNodeName('east'),
  firstSeenAt: 0,
  readAt: 0,
  goneAt: null,
  ...more,
})
const toCart = row({ address: '10.96.0.1', port: 80 })

describe('a filter', () => {
  test.for<[string, Partial<FlowFilter>, FlowRow, boolean]>([
    ['of nothing takes all', {}, row({ address: '203.0.113.9', port: 1 }), true],
    ['names the Service by ClusterIP', { service: 'shop/cart' }, toCart, true],
    ['and by its IPv6 one', { service: 'shop/cart' }, row({ address: 'fd00:96::1', port: 80 }), true],
    ['not by another port', { service: 'shop/cart' }, row({ address: '10.96.0.1', port: 81 }), false],
    ['not by another protocol', { service: 'shop/cart' }, row(toCart.virtual, { protocol: 'UDP' }), false],
    [
      'a node port is on the addresses of that node',
      { service: 'shop/cart' },
      row({ address: '192.0.2.1', port: 30_080 }),
      true,
    ],
    ['and on no other', { service: 'shop/cart' }, row({ address: '192.0.2.2', port: 30_080 }), false],
    [
      'a namespace means all its Services',
      { service: 'shop/' },
      row({ address: '10.96.0.2', port: 53 }, { protocol: 'UDP' }),
      true,
    ],
    ['and no other', { service: 'shop/' }, row({ address: '10.96.0.3', port: 80 }), false],
    ['a Service that is not there has none', { service: 'shop/gone' }, toCart, false],
    ['the node', { node: 'west' }, toCart, false],
    ['the client', { client: '10.244.1.9' }, toCart, true],
    ['the backend', { backend: '10.244.1.9' }, toCart, false],
    ['the state', { state: 'TIME_WAIT' }, toCart, false],
    ['all that is given', { state: 'ESTABLISHED', protocol: 'TCP', node: 'east', backend: '10.244.1.1' }, toCart, true],
  ])('%s', ([, filter, subject, fits]) => {
    expect(makeFitsFilter({ ...anyFlow, ...filter }, cluster)(subject)).toBe(fits)
  })
})

test('a filter is read as people write it', () => {
  expect(parseFlowFilter({ client: ' FD00:0:0::1 ', state: 'time_wait', protocol: 'tcp', node: 'east' })).toEqual({
    filter: { ...anyFlow, client: 'fd00::1', state: 'TIME_WAIT', protocol: 'TCP', node: 'east' },
    wrong: [],
  })
  expect(parseFlowFilter({ client: 'me', backend: '10.0.0.256', state: 'no state', protocol: 'icmp' }).wrong).toEqual([
    'client',
    'backend',
    'state',
    'protocol',
  ])
  expect(parseFlowFilter({})).toEqual({ filter: anyFlow, wrong: [] })
})

test('the virtual servers of a Service on one node', () => {
  const cart = [...cluster.services.values()].filter(({ id }) => id === 'shop/cart')
  expect(virtualTargetsOf(cart, cluster.nodes.get(makeNodeName('west'))!)).toEqual([
    { protocol: 'TCP', address: '192.0.2.2', port: 30_080 },
    { protocol: 'TCP', address: '10.96.0.1', port: 80 },
    { protocol: 'TCP', address: 'fd00:96::1', port: 80 },
  ])
})

test('a feed is narrowed to what one filter needs', () => {
  const mine = { ...anyFlow, node: 'east' }
  const counts = { [makeFilterKey(mine)]: { fitting: 2, shown: 1 }, [makeFilterKey(anyFlow)]: { fitting: 9, shown: 9 } }
  const feed = { is: 'read', at: 1, connections: 9, counts, cut: null, withoutConntrack: null } as const
  expect(narrowFeed(feed, mine)).toEqual({ ...feed, counts: { [makeFilterKey(mine)]: { fitting: 2, shown: 1 } } })
  expect(narrowFeed(feed, { ...anyFlow, state: 'UDP' })).toEqual({ ...feed, counts: {} })
  expect(narrowFeed({ is: 'waiting' }, mine)).toEqual({ is: 'waiting' })
})
