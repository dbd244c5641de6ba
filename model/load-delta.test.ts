import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadArbitrary } from './fixtures/arbitrary.ts'
import { makeRates } from './fixtures/rates.ts'
import { makeTableHash } from './ids.ts'
import { type Load, mapCounters } from './load.ts'
import { applyLoad, diffLoad } from './load-delta.ts'

const overTheWire = <T>(delta: T): T => JSON.parse(JSON.stringify(delta)) as T
const load = (rates: readonly number[], over: Partial<Load> = {}): Load => ({
  at: 1,
  table: makeTableHash('t'),
  active: new Uint32Array(rates.length),
  inactive: new Uint32Array(rates.length),
  rates: makeRates(mapCounters(() => rates)),
  nodeRate: null,
  ...over,
})

describe('load on the wire', () => {
  it('applyLoad(a, diffLoad(a, b)) is b, through JSON', () => {
    const any = fc.nat(6).chain(loadArbitrary)
    fc.assert(
      fc.property(fc.option(any, { nil: null }), any, (a, b) => {
        const delta = diffLoad(a, b)
        expect(delta === null ? a : applyLoad(a, overTheWire(delta))).toEqual(b)
      }),
    )
  })

  it('says nothing of a load with itself', () => {
    fc.assert(fc.property(fc.nat(6).chain(loadArbitrary), (a) => diffLoad(a, a) === null))
  })

  it('names the rows that changed and those that came to a stand, and no others', () => {
    const [before, after] = [load([0, 5, 7, NaN, 0]), load([0, 5, 0, NaN, 2])]
    expect(diffLoad(before, after)?.rows).toEqual([
      [2, 0, 0],
      [4, 0, 0, 2, 2, 2, 2, 2],
    ])
    expect(diffLoad(null, load([0, NaN]))?.rows).toEqual([[1, 0, 0, null, null, null, null, null]])
  })
})
