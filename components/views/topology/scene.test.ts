import { describe, expect, it } from 'vitest'
import {
  driftingCluster,
  everyServiceKind,
  missingVirtualServer,
  oneAgentDead,
  referenceCluster,
  silentNodes,
} from '#model/fixtures/clusters.ts'
import { crowdCluster } from '#model/fixtures/crowd.ts'
import { shopCluster, troubledShop } from '#model/fixtures/shop.ts'
import type { EdgeMark, Mark } from './marks.ts'
import { drawOnce, narrow } from './testing.ts'

const ofKind = (marks: readonly Mark[], kind: Mark['kind']) => marks.filter((mark) => mark.kind === kind)
const mark = (marks: readonly Mark[], id: string) => marks.find((each) => each.id === id)
const tones = (edges: readonly EdgeMark[]) =>
  Object.fromEntries(edges.map((edge) => [edge.id.slice('edge:'.length), edge.tone]))

describe('the reference case', () => {
  const { scene } = drawOnce(referenceCluster())
  it('is six cards, a capsule and three Pods on their nodes', () => {
    expect(ofKind(scene.marks, 'node').map(({ id }) => id)).toEqual(
      ['zmaster0', 'znode0', 'znode1', 'znode2', 'znode3', 'znode4'].map((name) => `node:${name}`),
    )
    expect(mark(scene.marks, 'service:default/web')).toMatchObject({
      name: 'web',
      address: '10.104.197.218',
      detail: ':80 TCP · rr',
      tone: 'fine',
      empty: false,
    })
    expect(ofKind(scene.marks, 'host').map(({ id }) => id)).toEqual(['host:znode1', 'host:znode2', 'host:znode3'])
    expect(ofKind(scene.marks, 'pod')).toHaveLength(3)
  })
  it('draws a line from each node and to each Pod, all as they should be and flowing', () => {
    expect(scene.edges).toHaveLength(9)
    expect(new Set(scene.edges.map(({ tone }) => tone))).toEqual(new Set(['fine']))
    expect(scene.edges.every(({ packets, width }) => packets > 0 && width > 1)).toBe(true)
    expect(scene.bars).toEqual([])
  })
  it('opens into eighteen kernel rows when the ClusterIP is selected', () => {
    const opened = drawOnce(referenceCluster(), { select: 'service:default/web' }).scene
    expect(opened.fan?.lines).toHaveLength(18)
    expect(opened.edges).toEqual([])
    expect(opened.fan?.lines[0]?.id).toMatch(/^row:zmaster0\|TCP 10\.104\.197\.218:80\|/)
    expect(opened.fan!.lens.height).toBeGreaterThan(18)
  })
  it('opens the same fan for a selected row', () => {
    const row = 'row:znode0|TCP 10.104.197.218:80|100.66.209.194:80'
    expect(drawOnce(referenceCluster(), { select: row }).scene.fan?.lines.map(({ id }) => id)).toContain(row)
  })
})

describe('what is not as it should be', () => {
  it('is drawn on the line where it is', () => {
    const { scene } = drawOnce(driftingCluster())
    const web = 'service:default/web'
    expect(tones(scene.edges)).toMatchObject({
      [`node:zmaster0>${web}`]: 'fine',
      [`node:znode0>${web}`]: 'missing',
      [`node:znode1>${web}`]: 'wrong',
      [`node:znode2>${web}`]: 'draining',
      [`node:znode3>${web}`]: 'wrong',
      [`node:znode4>${web}`]: 'wrong',
      [`${web}>endpoint:100.94.229.201`]: 'wrong',
      [`${web}>endpoint:100.127.10.70`]: 'draining',
    })
  })
  it('shows a virtual server nobody asked for as a capsule of its own', () => {
    const { scene } = drawOnce(missingVirtualServer())
    expect(mark(scene.marks, 'virtual:FWM 77')).toMatchObject({ kind: 'service', name: 'FWM 77', tone: 'wrong' })
    expect(tones(scene.edges)['node:znode3>service:default/web']).toBe('missing')
  })
  it('greys only the node whose agent is dead, and lets nothing flow there', () => {
    const { scene } = drawOnce(oneAgentDead())
    const unknown = scene.edges.filter(({ tone }) => tone === 'unknown')
    expect(unknown.map(({ from }) => from)).toEqual(['node:znode2'])
    expect(unknown[0]!.packets).toBeNaN()
    expect(mark(scene.marks, 'node:znode2')).toMatchObject({
      tone: 'unknown',
      note: 'unreachable 3 min 12 s',
      rate: '',
    })
    expect(mark(scene.marks, 'service:default/web')).toMatchObject({ tone: 'fine' })
  })
  it('says why each silent node is silent', () => {
    const { scene } = drawOnce(silentNodes())
    const notes = Object.fromEntries(
      scene.marks.flatMap((each) => (each.kind === 'node' ? [[each.name, each.note]] : [])),
    )
    expect(notes).toEqual({
      zmaster0: '',
      znode0: '',
      znode1: 'late 4 s',
      znode2: 'unreachable 3 min 12 s',
      znode3: 'no IPVS table',
      znode4: 'refused 1 min',
    })
  })
  it('never draws an unknown rate as a known one', () => {
    const cluster = referenceCluster()
    const blind = {
      ...cluster,
      load: new Map([...cluster.load].map(([name, load]) => [name, { ...load, rates: null, nodeRate: null }])),
      sums: null,
    }
    const { scene } = drawOnce(blind)
    expect(scene.scales.measure).toBe('open')
    expect(scene.edges.every(({ packets }) => Number.isNaN(packets))).toBe(true)
    expect(mark(scene.marks, 'service:default/web')).toMatchObject({ rate: '' })
  })
})

describe('Services of every kind', () => {
  const picture = drawOnce(everyServiceKind())
  it('draws those with a ClusterIP and lists the others', () => {
    expect(
      ofKind(picture.scene.marks, 'service')
        .map(({ id }) => id)
        .sort(),
    ).toEqual([
      'service:default/web',
      'service:kube-system/kube-dns',
      'service:shop/checkout',
      'service:shop/edge',
      'service:shop/nobody-home',
    ])
    expect(picture.facts.aside.map(({ name }) => name)).toEqual(['meshed', 'payments', 'queue'])
  })
  it('leaves the end of a Service without endpoints open', () => {
    expect(mark(picture.scene.marks, 'service:shop/nobody-home')).toMatchObject({ empty: true, detail: 'no endpoints' })
  })
})

describe('dense pictures', () => {
  it('gather lines on bars and draw alone what is wrong', () => {
    expect(drawOnce(shopCluster()).scene.edges).toEqual([])
    const { scene } = drawOnce(troubledShop())
    expect(scene.bars.length).toBeGreaterThan(40)
    expect(tones(scene.edges)).toEqual({
      'node:worker-4>service:shop/checkout': 'missing',
      'service:shop/checkout>pod:shop/checkout-6f9c7d3-ibx0': 'missing',
    })
  })
  it('draw the pairs of what is selected', () => {
    const { scene } = drawOnce(shopCluster(), { select: 'node:worker-4' })
    expect(scene.edges).toHaveLength(40)
    expect(scene.related?.has('node:worker-4')).toBe(true)
    expect(scene.related?.has('node:worker-5')).toBe(false)
  })
  it('use bars on narrow screens whatever their number', () => {
    const { scene, layout } = drawOnce(referenceCluster(), {}, narrow)
    expect(layout.sizes.direction).toBe('down')
    expect(layout.bounds.width).toBeLessThanOrEqual(narrow.width)
    expect(scene.bars.length).toBeGreaterThan(0)
  })
})

describe('a thousand nodes and two thousand Services', () => {
  const cluster = crowdCluster()
  const { scene, layout } = drawOnce(cluster)
  it('stay under a thousand marks and lines', () => {
    expect(scene.marks.length + scene.edges.length + scene.bars.length).toBeLessThan(1000)
    expect(layout.bounds.width / layout.bounds.height).toBeLessThan(3)
  })
  it('draw singly what needs attention', () => {
    const nodes = ofKind(scene.marks, 'node').map(({ id }) => id)
    expect(nodes).toEqual([1, 2, 3, 4, 5, 6].map((index) => `node:node-000${index}`))
    expect(ofKind(scene.marks, 'service').map(({ id }) => id)).toEqual([
      'service:team-11/service-11',
      'service:team-22/service-22',
      'service:team-33/service-33',
    ])
    expect(scene.edges).toHaveLength(6)
  })
  it('gather the others by zone and namespace, with every member as a cell', () => {
    const gathered = scene.marks.flatMap((each) => (each.kind === 'gathered' ? [each] : []))
    expect(gathered.filter(({ id }) => id.startsWith('island:'))).toHaveLength(63)
    expect(gathered.filter(({ id }) => id.startsWith('nodes:')).map(({ line }) => line)).toEqual([
      '334 nodes',
      '333 nodes',
      '333 nodes',
    ])
    const cells = gathered.flatMap((group) => (group.id.startsWith('island:') ? group.cells : []))
    expect(cells).toHaveLength(2000 - 3)
  })
  it('open a Service of a gathered island with few lines', () => {
    const { scene: opened } = drawOnce(cluster, { select: 'service:team-00/service-0' })
    expect(opened.fan!.lines.length).toBeLessThan(40)
    expect(opened.fan!.rows.reduce((sum, { rows }) => sum + rows.length, 0)).toBe(3000)
    expect(mark(opened.marks, 'service:team-00/service-0')).toMatchObject({ kind: 'service' })
  })
})
