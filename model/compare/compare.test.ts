import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Cluster } from '../cluster.ts'
import { emptyCluster } from '../cluster.ts'
import { apply, snapshot } from '../diff.ts'
import { everyServiceKind, referenceCluster, silentNodes } from '../fixtures/clusters.ts'
import { kubeProxyUpgrade, type Moments, nodeLost, nothingChanged, rollout, tampered } from '../fixtures/compare.ts'
import { shopCluster, troubledShop } from '../fixtures/shop.ts'
import { makeNodeName, makeServiceId } from '../ids.ts'
import { compareClusters } from './compare.ts'
import { type Comparison, isNothing, nodesOn } from './comparison.ts'
import { linesOf } from './rows.ts'

/** As it comes out of a kept snapshot: no object is shared with the other side. */
const reopened = (cluster: Cluster): Cluster => apply(emptyCluster, JSON.parse(JSON.stringify(snapshot(cluster))))
const compare = ({ before, after }: Moments): Comparison => compareClusters(before, after)
const thing = (comparison: Comparison, name: string) => comparison.things.find(({ thing }) => thing === name)!
const names = (comparison: Comparison, on: number) => nodesOn(comparison, on).join(' ')
const allNodes = 'zmaster0 znode0 znode1 znode2 znode3 znode4'

describe('two moments of a rollout', () => {
  const found = compare(rollout())

  it('are one Service, the rows on every node, and the row one node kept', () => {
    expect(found.totals).toMatchObject({
      services: { appeared: 0, vanished: 0, changed: 1 },
      rows: 35,
      rowNodes: 6,
      settings: 0,
      drift: { new: 1, gone: 0, still: 0 },
      problems: 1,
    })
    expect(found.things.map(({ thing, is, problems }) => [thing, is, problems])).toEqual([
      ['service:default/web', 'changed', ['drift']],
    ])
  })

  it('have a line for each real server, with the nodes it is so on', () => {
    const [server] = linesOf(found, thing(found, 'service:default/web').servers)
    expect(server!.rows.map(({ change, nodes }) => [change.is, change.real, nodes.length])).toEqual([
      ['vanished', '100.66.209.194:80', 6],
      ['vanished', '100.74.135.1:80', 5],
      ['vanished', '100.108.11.194:80', 6],
      ['appeared', '100.66.209.201:80', 6],
      ['appeared', '100.108.11.198:80', 6],
      ['appeared', '100.127.10.77:80', 6],
    ])
    expect(server!.nodes.join(' ')).toBe(allNodes)
    expect(found.drifts).toMatchObject([{ is: 'new', rows: [{ real: '100.74.135.1:80', state: 'foreign' }] }])
    expect(names(found, found.drifts[0]!.on)).toBe('znode4')
  })

  it('tell endpoints with their Pods, and no Pod twice', () => {
    const { endpoints } = thing(found, 'service:default/web')
    expect(endpoints.map(({ is }) => is).sort()).toEqual([...Array(3).fill('appeared'), ...Array(3).fill('vanished')])
    expect(endpoints.find(({ key }) => key === '100.127.10.77')!.after).toEqual({
      state: 'ready',
      node: 'znode4',
      pod: 'default/web-7b9c4f6d8-r3v8j',
      ports: ['80/TCP'],
    })
    expect(found.pods).toEqual([])
  })
})

describe('an upgrade of kube-proxy', () => {
  const found = compare(kubeProxyUpgrade())

  it('is another scheduler on every virtual server, told once', () => {
    expect(found.totals).toMatchObject({ rows: 0, settings: 12, settingNodes: 6, sysctls: 12 })
    expect(found.servers.map(({ settings, rows, on }) => [settings, rows, names(found, on)])).toEqual(
      Array(2).fill([[{ field: 'scheduler', before: 'rr', after: 'lc' }], [], allNodes]),
    )
  })

  it('is the same on all nodes: one entry, with the setting that is wrong now', () => {
    expect(found.nodes).toHaveLength(1)
    expect(found.nodes[0]).toMatchObject({
      is: 'changed',
      fields: [{ field: 'kube-proxy', before: 'ipvs v1.32.13', after: 'ipvs v1.33.4' }],
      settings: [
        { name: 'vs.expire_nodest_conn', before: '1', after: '0', standing: 'against-kube-proxy' },
        { name: 'nf_conntrack_max', before: '262144', after: '131072', standing: 'as-kube-proxy' },
      ],
      problems: ['setting'],
    })
  })
})

describe('a node that went', () => {
  const found = compare(nodeLost())

  it('is no change of a table nobody read', () => {
    expect(found.nodes.map(({ is, on, problems }) => [names(found, on), is, problems])).toEqual([
      ['znode2', 'changed', ['lost', 'not-ready']],
      ['znode4', 'vanished', []],
    ])
    expect(found.tables.map(({ on }) => names(found, on))).toEqual(['zmaster0 znode0 znode1 znode2 znode3'])
  })

  it('counts in no load of either side, but for one that is gone for good', () => {
    const { before, after } = nodeLost()
    const back = compareClusters(before, { ...after, load: new Map() })
    // Of the nodes that are on both sides none says its load now; that of the one that is gone is known to be none.
    expect(thing(back, 'service:default/web').load!.rate.after).toBeNull()
  })

  it('says that drift there is not known any more, rather than gone', () => {
    const drifting = tampered().after
    const silent = makeNodeName('znode1')
    const lost: Cluster = {
      ...drifting,
      feeds: new Map(drifting.feeds).set(silent, { is: 'unreachable', since: 0, why: 'gone' }),
    }
    const before = compareClusters(drifting, lost).drifts.filter(({ is }) => is !== 'still')
    const after = compareClusters(lost, drifting).drifts.filter(({ is }) => is !== 'still')
    expect(before.map(({ is }) => is)).toEqual(['lost-sight'])
    expect(after.map(({ is }) => is)).toEqual(['first-seen'])
    const gone: Cluster = { ...drifting, nodes: new Map([...drifting.nodes].filter(([name]) => name !== silent)) }
    expect(compareClusters(drifting, gone).drifts.map(({ is }) => is)).toContain('gone')
  })
})

describe('what somebody did behind kube-proxy’s back', () => {
  const found = compare(tampered())

  it('is told with the node it is on', () => {
    const [server] = linesOf(found, thing(found, 'service:default/web').servers)
    expect(server!.settings.map(({ change, nodes }) => [change.after, ...nodes])).toEqual([['wlc', 'znode4']])
    expect(server!.rows.map(({ change, nodes }) => [change.is, change.after?.weight ?? null, ...nodes])).toEqual([
      ['vanished', null, 'znode0'],
      ['changed', 5, 'znode3'],
      ['appeared', 1, 'znode1'],
      ['appeared', 0, 'znode2'],
    ])
  })

  it('that only drains is no new drift', () => {
    expect(found.totals.drift.new).toBe(4)
    expect(found.drifts).toHaveLength(5)
  })

  it('is gone when it is put right', () => {
    const { before, after } = tampered()
    expect(compareClusters(after, before).totals).toMatchObject({ drift: { new: 0, gone: 4 }, problems: 0 })
  })
})

describe('what is equal', () => {
  it.each([
    ['the same state later', nothingChanged()],
    ['a state with drift', { before: tampered().after, after: tampered().after }],
  ])('says nothing: %s', (_name, { before, after }) => {
    for (const other of [after, reopened(after)]) {
      const found = compareClusters(before, other)
      expect(isNothing(found)).toBe(true)
      expect(found.totals).toMatchObject({ rows: 0, settings: 0, sysctls: 0, loads: 0, problems: 0 })
      expect([...found.servers, ...found.tables, ...found.nodes, ...found.pods]).toEqual([])
    }
  })

  it('still tells drift that is as it was', () => {
    const { after } = tampered()
    expect(compareClusters(after, reopened(after)).totals.drift).toMatchObject({ still: 4, new: 0, gone: 0 })
  })
})

const clusters: readonly Cluster[] = [
  referenceCluster(),
  silentNodes(),
  everyServiceKind(),
  shopCluster(),
  troubledShop(),
  ...[rollout(), kubeProxyUpgrade(), nodeLost(), tampered()].flatMap(({ before, after }) => [before, after]),
  emptyCluster,
]
const any = fc.constantFrom(...clusters)

describe('any two clusters', () => {
  it('differ alike, whether or not they share objects', () => {
    fc.assert(
      fc.property(any, any, (a, b) => {
        expect(compareClusters(reopened(a), reopened(b))).toEqual(compareClusters(a, b))
      }),
    )
  })

  it('differ by what went one way as by what came the other', () => {
    fc.assert(
      fc.property(any, any, (a, b) => {
        const [there, back] = [compareClusters(a, b).totals, compareClusters(b, a).totals]
        const swap = ({ appeared, vanished, changed }: typeof there.services) => [vanished, appeared, changed]
        for (const of of ['services', 'nodes', 'pods'] as const)
          expect(Object.values(there[of])).toEqual(swap(back[of]))
        expect([there.rows, there.settings, there.sysctls]).toEqual([back.rows, back.settings, back.sysctls])
      }),
    )
  })

  it('are told by what JSON can carry, in an order that does not depend on that of the maps', () => {
    const shuffled = (cluster: Cluster): Cluster => ({
      ...cluster,
      nodes: new Map([...cluster.nodes].reverse()),
      services: new Map([...cluster.services].reverse()),
      pods: new Map([...cluster.pods].reverse()),
    })
    fc.assert(
      fc.property(any, any, (a, b) => {
        const found = compareClusters(a, b)
        expect(JSON.parse(JSON.stringify(found))).toEqual(found)
        expect(compareClusters(shuffled(a), shuffled(b))).toEqual(found)
      }),
    )
  })
})

describe('Services', () => {
  it('that came, went or were changed are told by field, port and endpoint', () => {
    const before = everyServiceKind()
    const id = makeServiceId('shop', 'checkout')
    const checkout = before.services.get(id)!
    const [first, ...rest] = checkout.endpoints
    const services = new Map(before.services)
    services.delete(makeServiceId('shop', 'edge'))
    services.set(id, {
      ...checkout,
      affinitySeconds: null,
      ports: checkout.ports.map((port) => (port.name === 'http' ? { ...port, nodePort: 30_081 } : port)),
      endpoints: [{ ...first!, ready: false }, ...rest],
    })
    const found = compareClusters(before, { ...before, services })
    expect(thing(found, 'service:shop/edge').is).toBe('vanished')
    expect(thing(found, 'service:shop/checkout')).toMatchObject({
      is: 'changed',
      fields: [{ field: 'sessionAffinity', before: '10800 s', after: null }],
      ports: [{ key: '80/TCP', is: 'changed', before: { nodePort: 30_080 }, after: { nodePort: 30_081 } }],
      endpoints: [{ is: 'changed', before: { state: 'ready' }, after: { state: 'not-ready' } }],
    })
  })

  it('without a ready endpoint left are a problem', () => {
    const before = referenceCluster()
    const [web] = [...before.services.values()]
    const services = new Map([[web!.id, { ...web!, endpoints: [] }]])
    expect(thing(compareClusters(before, { ...before, services }), 'service:default/web').problems).toContain(
      'no-endpoints',
    )
  })

  it('are not called gone while the API is not known', () => {
    const before = referenceCluster()
    const blind: Cluster = { ...before, services: new Map(), api: new Map([['services', { is: 'waiting' }]]) }
    const found = compareClusters(before, blind)
    expect(found.totals.services.vanished).toBe(0)
    expect(found.notCompared).toContain('services')
  })
})

describe('a side that had not heard of nodes yet', () => {
  const after = referenceCluster()
  const unheard: Cluster = {
    ...after,
    feeds: new Map([...after.feeds.keys()].map((name) => [name, { is: 'waiting' }])),
    nodes: new Map(
      [...after.nodes].map(([name, node]) => [
        name,
        { ...node, identity: null, table: { is: 'unknown' }, want: null, facts: {}, conntrack: null },
      ]),
    ),
    load: new Map(),
    sums: null,
  }
  const before: Cluster = {
    ...unheard,
    nodes: new Map(),
    feeds: new Map(),
    api: new Map([['nodes', { is: 'waiting' }]]),
  }

  it.each([
    ['waits for its agents', unheard],
    ['was told of no node', before],
    [
      'has no agents yet',
      { ...unheard, feeds: new Map([...after.feeds.keys()].map((name) => [name, { is: 'no-agent' as const }])) },
    ],
  ])('calls nothing a change that was heard first since: it %s', (_name, a) => {
    const found = compareClusters(a, after)
    expect(found.nodes).toEqual([])
    expect(found.totals.nodes).toEqual({ appeared: 0, vanished: 0, changed: 0 })
    expect(names(found, found.a.notHeard!)).toBe(allNodes)
    expect(found.b.notHeard).toBeNull()
    // Nor the other way: a hub that was started anew.
    const back = compareClusters(after, a)
    expect(back.nodes).toEqual([])
    expect(names(back, back.b.notHeard!)).toBe(allNodes)
  })

  it('but tells an agent that answered and does not, and a node that is gone', () => {
    const found = compare(nodeLost())
    expect(found.nodes.map(({ is, problems }) => [is, problems])).toEqual(
      expect.arrayContaining([
        ['changed', ['lost', 'not-ready']],
        ['vanished', []],
      ]),
    )
    expect([found.a.notHeard, found.b.notHeard]).toEqual([null, null])
  })
})
