import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { NodeName, TableHash } from '../ids.ts'
import { counterNames, type Load, mapCounters } from '../load.ts'
import { diffLoad } from '../load-delta.ts'
import { makeLoadWriter } from './write-load.ts'

const count = fc.oneof(fc.constant(0), fc.nat(300), fc.nat(0xffff_ffff))
const rate = fc.oneof(
  fc.constantFrom(0, -0, NaN, 0.01, 0.1, 0.07, 0.29, 0.57, 1.1, 9.99, 0.995, 21_474_836.47, 2 ** 31, 2 ** 53, 1e21),
  fc.nat().map((hundredths) => hundredths / 100),
  fc.double(),
)
const rates = fc.tuple(rate, rate, rate, rate, rate)

const load: fc.Arbitrary<Load> = fc
  .record({
    rows: fc.array(fc.record({ active: count, inactive: count, rates: fc.option(rates) }), { maxLength: 40 }),
    isRated: fc.boolean(),
    node: fc.option(rates),
  })
  .map(({ rows, isRated, node }) => {
    const moving = rows.flatMap((row, at) => (row.rates === null ? [] : [{ at, rates: row.rates }]))
    return {
      at: 1_764_000_000_123,
      table: 'a1b2' as TableHash,
      active: Uint32Array.from(rows, ({ active }) => active),
      inactive: Uint32Array.from(rows, ({ inactive }) => inactive),
      rates: isRated
        ? {
            rows: Uint32Array.from(moving, ({ at }) => at),
            ...mapCounters((name) => Float64Array.from(moving, (row) => row.rates[counterNames.indexOf(name)]!)),
          }
        : null,
      nodeRate: node && mapCounters((name) => node[counterNames.indexOf(name)]!),
    }
  })

it('is the text JSON would be, for any load', () => {
  const write = makeLoadWriter()
  const name = 'ünode"1' as NodeName
  fc.assert(
    fc.property(load, (own) => {
      expect(new TextDecoder().decode(write(name, own))).toBe(JSON.stringify([name, diffLoad(null, own)]))
    }),
    { numRuns: 500 },
  )
})

it('tells every rate of two decimals as it is', () => {
  const write = makeLoadWriter()
  const values = Float64Array.from({ length: 30_000 }, (_, at) => at / 100)
  const own: Load = {
    at: 0,
    table: 'a' as TableHash,
    active: new Uint32Array(values.length),
    inactive: new Uint32Array(values.length),
    rates: { rows: Uint32Array.from(values.keys()), ...mapCounters(() => values) },
    nodeRate: null,
  }
  expect(new TextDecoder().decode(write('n' as NodeName, own))).toBe(JSON.stringify(['n', diffLoad(null, own)]))
})
