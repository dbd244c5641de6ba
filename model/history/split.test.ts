import { describe, expect, it } from 'vitest'
import { shopCluster } from '../fixtures/shop.ts'
import { countedRows, type Load } from '../load.ts'
import { makeSplit, rejoin, rowsWithin } from './split.ts'

const shop = shopCluster()

describe('what is remembered', () => {
  it('comes back as it was, but for what only somebody who looks asks for', () => {
    const cluster = { ...shop, flows: new Map(), flowFeeds: new Map() }
    expect(rejoin(makeSplit(1_000)(cluster))).toEqual({ ...cluster, sums: expect.anything() })
  })

  it('has the load of each row while few carry something, and sums while many do', () => {
    const rows = [...shop.load.values()].reduce((sum, load) => sum + countedRows(load), 0)
    const still = (count: Uint32Array, every: number) => count.map((value, row) => (row % every === 0 ? 0 : value))
    const quietTo = (every: number) => {
      const loads = [...shop.load].map(([node, load]): [typeof node, Load] => [
        node,
        { ...load, active: still(load.active, every), inactive: still(load.inactive, every), rates: null },
      ])
      return { ...shop, load: new Map(loads) }
    }
    const split = makeSplit(rows - 1)
    const few = quietTo(2)
    expect(split(few).load).toMatchObject({ load: few.load, sums: null })
    expect(split(shop).load).toMatchObject({ load: new Map(), sums: shop.sums })
    // Not to and fro with every row that comes and goes.
    expect(split(quietTo(9)).load.load.size).toBe(0)
    expect(split(few).load.load).toBe(few.load)
  })

  it('has so many rows as there is room for', () => {
    expect(rowsWithin(1 << 30)).toBeGreaterThan(4_000)
    expect(rowsWithin(8 * 2 ** 30)).toBeGreaterThan(30_000)
    // Where there is little, time is shorter and not coarser.
    expect(rowsWithin(64 << 20)).toBe(rowsWithin(1 << 20))
  })
})
