import { describe, expect, it } from 'vitest'
import { touches } from '#components/stage/box.ts'
import type { Cluster } from '#model/cluster.ts'
import { referenceCluster } from '#model/fixtures/clusters.ts'
import { crowdCluster } from '#model/fixtures/crowd.ts'
import { shopCluster } from '#model/fixtures/shop.ts'
import { makePodId, makeServiceId } from '#model/ids.ts'
import { drawOnce, makeDrawing, narrow } from './testing.ts'

const web = makeServiceId('default', 'web')

/** The reference case with other Pods behind `web`. */
function withPods(cluster: Cluster, names: readonly string[]): Cluster {
  const service = cluster.services.get(web)!
  const like = service.endpoints[0]!
  const endpoints = names.map((name, index) => ({
    ...like,
    pod: makePodId('default', name),
    address: `100.66.209.${100 + index}`,
  }))
  return { ...cluster, services: new Map([[web, { ...service, endpoints }]]) }
}

const clusters = {
  reference: referenceCluster(),
  shop: shopCluster(),
  crowd: crowdCluster({ nodes: 120, services: 300, namespaces: 9, podsEach: 2 }),
}

describe.each(Object.entries(clusters))('layout of %s', (_, cluster) => {
  it.each([
    ['wide', undefined],
    ['narrow', narrow],
  ] as const)('lets no two marks of a kind overlap (%s)', (_size, free) => {
    const { scene } = drawOnce(cluster, {}, free)
    const overlapping = scene.marks.flatMap((a, i) =>
      scene.marks
        .slice(i + 1)
        .flatMap((b) => (a.kind === b.kind && a.kind !== 'label' && touches(a.box, b.box) ? [`${a.id} ${b.id}`] : [])),
    )
    expect(overlapping).toEqual([])
  })
  it('is the same for the same cluster', () => {
    expect(drawOnce(cluster).layout.boxes).toEqual(drawOnce(cluster).layout.boxes)
  })
})

describe('what stays, stays', () => {
  it('a tick of load keeps the very layout', () => {
    const draw = makeDrawing()
    const cluster = referenceCluster()
    const before = draw(cluster)
    const load = new Map([...cluster.load].map(([name, each]) => [name, { ...each, at: each.at + 2000 }]))
    expect(draw({ ...cluster, at: cluster.at + 2000, load }).layout).toBe(before.layout)
  })
  it('a new Pod takes the place of one that left; the others do not move', () => {
    const draw = makeDrawing()
    const before = draw(withPods(referenceCluster(), ['web-a', 'web-b', 'web-c'])).layout.boxes
    const after = draw(withPods(referenceCluster(), ['web-a', 'web-new', 'web-c'])).layout.boxes
    expect(after.get('pod:default/web-new')).toEqual(before.get('pod:default/web-b'))
    for (const id of ['pod:default/web-a', 'pod:default/web-c', 'service:default/web', 'node:znode0', 'host:znode1']) {
      expect(after.get(id)).toEqual(before.get(id))
    }
  })
  it('one more Pod grows its box and moves nothing in other ranks', () => {
    const draw = makeDrawing()
    const before = draw(withPods(referenceCluster(), ['web-a', 'web-b'])).layout.boxes
    const after = draw(withPods(referenceCluster(), ['web-a', 'web-b', 'web-c'])).layout.boxes
    expect(after.get('pod:default/web-a')).toEqual(before.get('pod:default/web-a'))
    expect(after.get('host:znode1')!.height).toBeGreaterThan(before.get('host:znode1')!.height)
    expect(after.get('service:default/web')).toEqual(before.get('service:default/web'))
  })
  it('comes back after a filter as it was', () => {
    const draw = makeDrawing()
    const before = draw(shopCluster()).layout.boxes
    expect(draw(shopCluster(), { q: 'basket' }).visible.services.map(({ name }) => name)).toEqual(['basket'])
    expect(draw(shopCluster()).layout.boxes).toEqual(before)
  })
})
