import { describe, expect, it } from 'vitest'
import { emptyCluster } from '../cluster.ts'
import { shopCluster } from '../fixtures/shop.ts'
import { makeSums } from '../sums/keep.ts'
import { loadKnown } from './load-known.ts'
import { makeSplit, rejoin } from './split.ts'

const shop = { ...shopCluster() }
const whole = { ...shop, sums: makeSums()(shop) }
const remembered = (mostCarrying: number) => makeSplit(mostCarrying)(whole)

describe('load of a state that was kept', () => {
  it('is known of each row, by sums, or not at all', () => {
    expect(loadKnown(rejoin(remembered(1_000_000)))).toBe('rows')
    expect(loadKnown(rejoin(remembered(0)))).toBe('sums')
    expect(loadKnown(rejoin({ structure: remembered(0).structure, load: null }))).toBe('none')
  })
  it('lacks nothing where no node was heard', () => {
    expect(loadKnown(emptyCluster)).toBe('rows')
  })
})
