import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeRates } from './fixtures/rates.ts'
import { makeTableHash } from './ids.ts'
import { counterNames, type Load, mapCounters, nodeRate, ratePerSecond, rowRate } from './load.ts'

const second = 1_000_000_000n

describe('rates', () => {
  it('divides exact growth by the node clock', () => {
    expect(ratePerSecond(10n, 40n, 3n * second)).toBe(10)
  })

  it('is exact where doubles are not', () => {
    expect(ratePerSecond(2n ** 53n, 2n ** 53n + 1n, second)).toBe(1)
    expect(ratePerSecond(2n ** 64n - 4n, 2n ** 64n - 2n, second)).toBe(2)
  })

  it('a counter that fell is a gap, never negative', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 2n }), fc.bigInt({ min: 0n, max: 2n ** 64n - 2n }), (a, b) => {
        const rate = ratePerSecond(a, b, second)
        expect(b < a ? Number.isNaN(rate) : rate >= 0).toBe(true)
      }),
    )
  })

  it('a stopped clock tells nothing', () => {
    expect(ratePerSecond(1n, 2n, 0n)).toBeNaN()
    expect(ratePerSecond(1n, 2n, -second)).toBeNaN()
  })

  it('a node grows in each of its totals', () => {
    const before = mapCounters((name) => BigInt(counterNames.indexOf(name)))
    const after = mapCounters((name) => BigInt(counterNames.indexOf(name) * 3))
    expect(nodeRate(before, after, 2n * second)).toEqual({
      connections: 0,
      inPackets: 1,
      outPackets: 2,
      inBytes: 3,
      outBytes: 4,
    })
  })
})

describe('a row', () => {
  const load: Load = {
    at: 0,
    table: makeTableHash('t'),
    active: new Uint32Array(9),
    inactive: new Uint32Array(9),
    rates: makeRates(mapCounters(() => [0, 0, 5, 0, NaN, 0, 0, 7, 0])),
    nodeRate: null,
  }

  it('not named stands still', () => {
    expect([...load.rates!.rows]).toEqual([2, 4, 7])
    expect(Array.from({ length: 9 }, (_, row) => rowRate(load, 'inBytes', row))).toEqual([0, 0, 5, 0, NaN, 0, 0, 7, 0])
  })

  it('has no rate where none are known', () => {
    expect(rowRate({ ...load, rates: null }, 'connections', 2)).toBeNaN()
  })
})
