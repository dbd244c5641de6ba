import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { compareClusters } from '#model/compare/compare.ts'
import { isNothing } from '#model/compare/comparison.ts'
import { shopCluster, troubledShop } from '#model/fixtures/shop.ts'
import { writeSnapshot } from '#model/snapshot/write.ts'
import { openApart } from './open-apart.ts'

const cluster = shopCluster()
const file = gzipSync(
  writeSnapshot({ takenAt: cluster.at, hub: '1', address: '/', isPseudonymous: false, cluster, series: null }),
)

describe('a snapshot opened on another thread', () => {
  it('compares as the state it was taken of', async () => {
    const opened = await openApart(file)
    if (!opened.ok) throw new Error(opened.why)
    expect(isNothing(compareClusters(opened.cluster, cluster))).toBe(true)
    expect(compareClusters(opened.cluster, troubledShop()).totals).toEqual(
      compareClusters(cluster, troubledShop()).totals,
    )
  })

  it('that is none is told so', async () => {
    expect(await openApart(file.subarray(0, 100))).toMatchObject({ ok: false, why: expect.stringMatching(/\.$/) })
  })
})
