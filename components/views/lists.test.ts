import { describe, expect, it } from 'vitest'
import type { Cluster } from '#model/cluster.ts'
import {
  driftingCluster,
  everyServiceKind,
  missingVirtualServer,
  oneAgentDead,
  silentNodes,
} from '#model/fixtures/clusters.ts'
import { makeNodeName } from '#model/ids.ts'
import { podsByAddress } from '#model/pods.ts'
import { standingOf } from '#model/standing.ts'
import { countBlocks, filterBlocks, lineId, linesOf, makeBlocks } from './node/scene.ts'
import { makeNodeRows } from './nodes/scene.ts'
import { filterServices, makeServiceRows } from './services/scene.ts'

describe('the list of Services', () => {
  const cluster = everyServiceKind()
  const rows = makeServiceRows(cluster)
  const row = (id: string) => rows.find(({ service }) => service.id === id)!

  it('has every kind, by namespace and name', () => {
    expect(rows.map(({ service }) => service.id)).toEqual([
      'default/web',
      'kube-system/kube-dns',
      'shop/checkout',
      'shop/edge',
      'shop/meshed',
      'shop/nobody-home',
      'shop/payments',
      'shop/queue',
    ])
  })

  it('compares only what has a virtual server', () => {
    expect(rows.filter(({ isCompared }) => !isCompared).map(({ service }) => service.name)).toEqual([
      'meshed',
      'payments',
      'queue',
    ])
  })

  it('is zero for nothing to count and not known for no virtual server', () => {
    expect(row('shop/nobody-home')).toMatchObject({ rate: 0, active: 0, ready: 0 })
    expect(row('shop/queue')).toMatchObject({ rate: NaN, active: NaN })
  })

  it('sums over all nodes what the kernels say', () => {
    const [web] = makeServiceRows(driftingCluster())
    const loads = [...driftingCluster().load.values()]
    expect(web!.active).toBe(loads.reduce((all, { active }) => all + active.reduce((sum, value) => sum + value, 0), 0))
    expect(web).toMatchObject({ schedulers: ['rr', 'wlc'], differs: { wrong: 4, settling: 0, draining: 1 } })
  })

  it('leaves out the numbers of nodes that do not answer', () => {
    const without = (cluster: Cluster, name: string) => ({
      ...cluster,
      load: new Map([...cluster.load].filter(([node]) => node !== name)),
      sums: null,
    })
    const dead = oneAgentDead()
    expect(makeServiceRows(dead)[0]!.rate).toBe(makeServiceRows(without(dead, 'znode2'))[0]!.rate)
  })

  it.each([
    [{ text: '' }, 8],
    [{ text: 'shop edge' }, 1],
    [{ text: '10.96.0.10:53' }, 1],
    [{ text: '100.94.229.200' }, 1],
    [{ text: '30080' }, 1],
    [{ text: 'EDGE' }, 1],
    [{ text: 'no such thing' }, 0],
    [{ text: '', namespace: 'shop' }, 6],
    [{ text: '', onlyWrong: true }, 0],
  ])('filtered by %j shows %s', (filter, count) => {
    expect(filterServices(rows, { namespace: '', onlyWrong: false, ...filter })).toHaveLength(count)
  })
})

describe('the list of nodes', () => {
  it('shows what is not known as not known', () => {
    const rows = makeNodeRows(silentNodes())
    expect(
      rows.map(({ node, differs, servers, active }) => [
        node.name,
        differs?.wrong ?? null,
        servers,
        Number.isNaN(active),
      ]),
    ).toEqual([
      ['zmaster0', 0, 1, false],
      ['znode0', 0, 1, false],
      ['znode1', 0, 1, false],
      ['znode2', null, 1, true],
      ['znode3', null, null, true],
      ['znode4', null, null, true],
    ])
  })
})

describe('the standing of the cluster', () => {
  it('does not blame a node that does not answer for its past', () => {
    const drifting = driftingCluster()
    const feeds = new Map(drifting.feeds).set(makeNodeName('znode0'), { is: 'unreachable', since: 0, why: 'gone' })
    const before = standingOf(drifting)
    const after = standingOf({ ...drifting, feeds })
    expect([before.compared, before.differences.length]).toEqual([6, 5])
    expect([after.compared, after.differences.length]).toEqual([5, 4])
  })
})

describe('the table of a node', () => {
  const blocksOf = (cluster: Cluster, name: string) => makeBlocks(cluster, cluster.nodes.get(makeNodeName(name))!)
  const text = (cluster: Cluster, name: string) =>
    linesOf(blocksOf(cluster, name)).map((line) => `${line.is} ${lineId(line).split('|').at(-1)} ${line.state}`)

  it('puts a missing row in its place, as a ghost without numbers', () => {
    expect(text(driftingCluster(), 'znode0')).toEqual([
      'server TCP 10.104.197.218:80 differs',
      'real 100.66.209.194:80 missing',
      'real 100.74.135.1:80 agrees',
      'real 100.108.11.194:80 agrees',
    ])
    const rows = blocksOf(driftingCluster(), 'znode0')[0]!.rows.map(({ row }) => row)
    expect(rows).toEqual([null, 0, 1])
  })

  it('shows a missing virtual server with all its rows, and a foreign one', () => {
    expect(text(missingVirtualServer(), 'znode3')).toEqual([
      'server TCP 10.104.197.218:80 missing',
      'real 100.66.209.194:80 missing',
      'real 100.74.135.1:80 missing',
      'real 100.108.11.194:80 missing',
    ])
    expect(text(missingVirtualServer(), 'znode4').slice(-2)).toEqual([
      'server FWM 77 foreign',
      'real 192.168.50.11:80 foreign',
    ])
  })

  it('counts blocks by how bad they are', () => {
    expect(countBlocks(blocksOf(driftingCluster(), 'znode2'))).toEqual({ wrong: 0, settling: 0, draining: 1 })
    expect(countBlocks(blocksOf(driftingCluster(), 'znode4'))).toEqual({ wrong: 1, settling: 0, draining: 0 })
  })

  it('is not compared while the node is silent', () => {
    const drifting = driftingCluster()
    const feeds = new Map(drifting.feeds).set(makeNodeName('znode0'), { is: 'unreachable', since: 0, why: 'gone' })
    expect(text({ ...drifting, feeds }, 'znode0')).not.toContain('real 100.66.209.194:80 missing')
  })

  it.each([
    ['kube-dns', 2],
    ['coredns-1', 2],
    ['10.96.12.7:9090', 1],
    ['checkout metrics :9090', 2],
    ['30090', 1],
    ['zzz', 0],
  ])('finds %s in %s virtual servers', (wanted, count) => {
    const cluster = everyServiceKind()
    const pods = podsByAddress(cluster)
    const found = filterBlocks(blocksOf(cluster, 'znode0'), { text: wanted, onlyDiffering: false }, (address) =>
      pods.get(address),
    )
    expect(found).toHaveLength(count)
  })

  it('keeps only what differs when asked', () => {
    const shown = filterBlocks(
      blocksOf(missingVirtualServer(), 'znode4'),
      { text: '', onlyDiffering: true },
      () => undefined,
    )
    expect(shown.map(({ head }) => head.key)).toEqual(['FWM 77'])
  })
})
