import { describe, expect, it } from 'vitest'
import { everyServiceKind, referenceCluster } from '#model/fixtures/clusters.ts'
import { shopCluster } from '#model/fixtures/shop.ts'
import { makeMarks } from './scene-marks.ts'
import { drawOnce, makeDrawing, narrow } from './testing.ts'

const select = 'service:shop/web'
const kinds = ['node', 'service', 'pod', 'gathered'] as const

describe('a Service selected among many', () => {
  const picture = drawOnce(shopCluster(), { select })
  it('is drawn with all nodes and its own Pods, nothing else', () => {
    const own = picture.whole.visible.services.find((service) => service.id === select)?.backends ?? []
    const drawn = picture.scene.marks.filter((mark) => kinds.some((kind) => kind === mark.kind)).map(({ id }) => id)
    expect([...drawn].sort()).toEqual([...picture.facts.nodes.map(({ id }) => id), select, ...own].sort())
  })
  it('is large enough to read, and has no bars behind it', () => {
    const { width, height } = picture.scene.bounds
    expect(Math.min(1400 / width, 760 / height)).toBeGreaterThan(0.85)
    expect(picture.scene.bars).toEqual([])
  })
  it('has nodes with the figures they have everywhere', () => {
    const rates = (marks: typeof picture.scene.marks) =>
      new Map(marks.flatMap((mark) => (mark.kind === 'node' ? [[mark.id, mark.rate] as const] : [])))
    const whole = rates(drawOnce(shopCluster()).scene.marks)
    expect(whole.size).toBeGreaterThan(0)
    expect(rates(picture.scene.marks)).toEqual(whole)
  })
  it('leaves sentence and walk to the whole', () => {
    const whole = drawOnce(shopCluster())
    expect(picture.whole.traffic.total).toEqual(whole.traffic.total)
    expect(picture.whole.visible.services).toHaveLength(whole.visible.services.length)
    expect(makeMarks(picture.whole, null).map(({ id }) => id)).toEqual(makeMarks(whole, null).map(({ id }) => id))
  })
  it('comes and goes without moving the whole', () => {
    const draw = makeDrawing()
    const cluster = shopCluster()
    const before = draw(cluster)
    expect(draw(cluster, { select }).layout).not.toBe(before.layout)
    expect(draw(cluster).layout).toBe(before.layout)
  })
})

describe('a Pod selected among many', () => {
  it('is drawn with all nodes and the ClusterIPs it is behind', () => {
    const { facts } = drawOnce(shopCluster())
    const pod = facts.backends[0]!.id
    const picture = drawOnce(shopCluster(), { select: pod })
    expect(picture.visible.backends.map(({ id }) => id)).toEqual([pod])
    expect(picture.visible.services.every((service) => service.backends.includes(pod))).toBe(true)
    expect(picture.visible.nodes).toHaveLength(12)
  })
})

it('on a narrow screen is always seen close up', () => {
  const picture = drawOnce(everyServiceKind(), { select: 'service:default/web' }, narrow)
  expect(picture.visible.services.map(({ id }) => id)).toEqual(['service:default/web'])
})

it('among few stays where it is', () => {
  const picture = drawOnce(referenceCluster(), { select: 'service:default/web' })
  expect(picture.closeUp).toBeNull()
  expect(picture.layout).toBe(picture.whole.layout)
})
