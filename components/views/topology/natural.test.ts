import { describe, expect, it } from 'vitest'
import { referenceCluster } from '#model/fixtures/clusters.ts'
import { crowdCluster } from '#model/fixtures/crowd.ts'
import { shopCluster } from '#model/fixtures/shop.ts'
import { makeNatural, naturalFree, naturalHeight } from './natural.ts'
import { drawOnce } from './testing.ts'

const beside = 58
const heightAt = (cluster: Parameters<typeof drawOnce>[0], width: number): number => {
  const { layout } = drawOnce(cluster, {}, naturalFree(width)).whole
  return naturalHeight(layout, width)
}

describe('a natural height', () => {
  it.each([300, 390, 640, 768, 1_024, 1_440, 1_920])(
    'at %i wide has room for the whole picture, or a screen of it',
    (width) => {
      for (const cluster of [
        referenceCluster(),
        shopCluster(),
        crowdCluster({ nodes: 60, services: 90, namespaces: 6, podsEach: 3 }),
      ]) {
        const { layout } = drawOnce(cluster, {}, naturalFree(width)).whole
        const isDown = layout.sizes.direction === 'down'
        const height = heightAt(cluster, width)
        const k = Math.min(isDown ? 1 : 1.25, width / layout.bounds.width)
        expect(height % 8 === 0 || height === 320 || height === 480).toBe(true)
        expect(height).toBeGreaterThanOrEqual(Math.min(layout.bounds.height * k + beside, isDown ? 1_600 : 880))
        expect(height).toBeLessThanOrEqual(isDown ? 1_600 : 880)
      }
    },
  )

  it('gives no room back until the width or the filter is another', () => {
    const grown = makeNatural()
    expect([grown('a', 400), grown('a', 480), grown('a', 400), grown('b', 400)]).toEqual([400, 480, 480, 400])
  })
})
