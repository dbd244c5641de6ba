import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeTableHash } from './ids.ts'
import {
  absent,
  mapCounters,
  movedRows,
  nodeRate,
  type Reading,
  rateColumns,
  ratePerSecond,
  realignReading,
} from './load.ts'

const second = 1_000_000_000n

const reading = (counts: bigint[], seconds: number, over: Partial<Reading> = {}): Reading => ({
  table: makeTableHash('t'),
  monotonicNs: BigInt(seconds) * second,
  bootId: 'boot',
  active: new Uint32Array(counts.length),
  inactive: new Uint32Array(counts.length),
  counters: mapCounters(() => BigUint64Array.from(counts)),
  totals: mapCounters(() => counts[0] ?? 0n),
  ...over,
})

describe('rows that moved', () => {
  const columns = (counts: bigint[]) =>
    mapCounters((name) => BigUint64Array.from(name === 'inBytes' ? counts : [0n, 0n, 0n]))

  it('are those with a counter that differs, to the last of 64 bits', () => {
    expect(movedRows(columns([1n, 2n, 2n ** 63n]), columns([1n, 3n, 0n]))).toEqual([1, 2])
    expect(movedRows(null, columns([0n, 2n ** 40n, 1n]))).toEqual([1, 2])
    const same = columns([1n, 2n, 3n])
    expect(movedRows(same, same)).toEqual([])
    expect(movedRows(same, columns([1n, 2n, 3n]))).toEqual([])
  })
})

describe('rates', () => {
  it('divides exact growth by the node clock', () => {
    expect(ratePerSecond(10n, 40n, 3n * second)).toBe(10)
  })

  it('is exact where doubles are not', () => {
    expect(ratePerSecond(2n ** 53n, 2n ** 53n + 1n, second)).toBe(1)
    expect(ratePerSecond(2n ** 64n - 4n, 2n ** 64n - 2n, second)).toBe(2)
  })

  it('an absent total gives no rate, on either side', () => {
    expect(ratePerSecond(absent, 5n, second)).toBeNaN()
    expect(ratePerSecond(5n, absent, second)).toBeNaN()
    expect(ratePerSecond(absent, absent, second)).toBeNaN()
  })

  it('a counter that fell is a gap, never negative', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: absent - 1n }), fc.bigInt({ min: 0n, max: absent - 1n }), (a, b) => {
        const rate = ratePerSecond(a, b, second)
        expect(b < a ? Number.isNaN(rate) : rate >= 0).toBe(true)
      }),
    )
  })

  it('knows nothing across a boot, another table, a stopped clock or without totals', () => {
    const before = reading([1n], 1)
    expect(rateColumns(null, before)).toBeNull()
    expect(rateColumns(before, reading([2n], 2, { bootId: 'other' }))).toBeNull()
    expect(rateColumns(before, reading([2n], 2, { table: makeTableHash('u') }))).toBeNull()
    expect(rateColumns(before, reading([2n], 2, { counters: null }))).toBeNull()
    expect(rateColumns(before, reading([2n], 1))!.connections[0]).toBeNaN()
    expect(nodeRate(before, reading([2n], 2, { totals: null }))).toBeNull()
  })

  it('rows that stay keep their rate when others come and go', () => {
    const before = realignReading(reading([10n, 20n], 0), makeTableHash('u'), ['a', 'b'], ['b', 'c'])
    const rates = rateColumns(before, reading([26n, 3n], 2, { table: makeTableHash('u') }))!
    expect(rates.connections[0]).toBe(3)
    expect(rates.connections[1]).toBeNaN()
  })
})
