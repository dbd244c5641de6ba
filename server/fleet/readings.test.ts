import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeTableHash } from '#model/ids.ts'
import { counterNames, mapCounters, type Reading } from '#model/load.ts'
import { addReading, makeLoad, type Readings, realignReadings } from './readings.ts'

const second = 1_000_000_000n
const table = makeTableHash('t')

/** A reading at so many seconds, with the same total in all five counters of each row. */
const reading = (seconds: number, rows: readonly bigint[], over: Partial<Reading> = {}): Reading => ({
  table,
  monotonicNs: (BigInt(Math.round(seconds * 1_000)) * second) / 1_000n,
  bootId: 'boot',
  active: new Uint32Array(rows.length),
  inactive: new Uint32Array(rows.length),
  counters: mapCounters(() => BigUint64Array.from(rows)),
  totals: mapCounters(() => rows.reduce((sum, row) => sum + row, 0n)),
  ...over,
})

const follow = (...readings: readonly Reading[]): Readings =>
  readings.reduce<Readings>((before, now) => addReading(before, now, null), [])
const rates = (readings: Readings) => [...(makeLoad(readings, 0)?.rates?.connections ?? [])]

describe('rates of a node', () => {
  it('are not known after one reading, nor without counters', () => {
    expect(makeLoad(follow(reading(0, [5n])), 7)).toMatchObject({ at: 7, rates: null, nodeRate: null })
    const bare = { counters: null, totals: null }
    expect(makeLoad(follow(reading(0, [5n], bare), reading(2, [9n], bare)), 0)?.rates).toBeNull()
  })

  it('are even although the kernel refreshes its totals only every 2 s', () => {
    // Polled every second, ticks of 20 every two: no poll says 0 or 20 a second.
    let readings: Readings = []
    const seen: number[] = []
    for (let at = 0; at <= 20; at++) {
      readings = addReading(readings, reading(at, [BigInt(Math.floor(at / 2) * 20)]), null)
      if (at >= 8) seen.push(rates(readings)[0]!)
    }
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(10)
    expect(Math.max(...seen)).toBeLessThanOrEqual(10)
  })

  it('reach back at most 8 s of the node’s own clock', () => {
    const readings = follow(reading(0, [0n]), reading(10, [100n]), reading(12, [300n]))
    expect(rates(readings)).toEqual([100])
  })

  it('stay exact beyond 2^53', () => {
    const big = 2n ** 63n
    expect(rates(follow(reading(0, [big]), reading(2, [big + 3n])))).toEqual([1.5])
  })

  it('begin anew after a reboot, and when the node’s clock stands or goes back', () => {
    expect(makeLoad(follow(reading(0, [9n]), reading(2, [1n], { bootId: 'next' })), 0)?.rates).toBeNull()
    expect(makeLoad(follow(reading(2, [1n]), reading(2, [9n])), 0)?.rates).toBeNull()
    expect(makeLoad(follow(reading(9, [1n]), reading(2, [9n])), 0)?.rates).toBeNull()
  })

  it('have a gap where a counter fell, also when it has passed its old value again', () => {
    const readings = follow(reading(0, [100n, 0n]), reading(2, [5n, 2n]))
    expect(rates(readings)).toEqual([Number.NaN, 1])
    expect(rates(addReading(readings, reading(4, [205n, 4n]), null))).toEqual([100, 1])
  })

  it('of the whole node have the same gap', () => {
    const first = follow(reading(0, [100n]), reading(2, [5n]))
    expect(makeLoad(first, 0)?.nodeRate).toBeNull()
    expect(makeLoad(addReading(first, reading(4, [25n]), null), 0)?.nodeRate?.inBytes).toBe(10)
  })

  it('of rows that stay go on when the table changes; new rows have none at first', () => {
    const next = makeTableHash('u')
    const before = follow(reading(0, [0n, 0n]), reading(2, [20n, 40n]))
    const moved = realignReadings(before, next, ['a', 'b'], ['b', 'c'])
    const after = addReading(moved, reading(4, [80n, 7n], { table: next }), null)
    expect(rates(after)).toEqual([20, Number.NaN])
    expect(rates(addReading(after, reading(6, [120n, 27n], { table: next }), new Set([0, 1])))).toEqual([20, 10])
  })

  it('are the same whether the rows that moved are known or not, and never negative', () => {
    const step = fc.record({
      seconds: fc.integer({ min: 1, max: 5 }),
      to: fc.array(fc.bigInt(0n, 2n ** 64n - 2n), { minLength: 3, maxLength: 3 }),
      which: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
    })
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
        let at = 0
        let rows = [1n, 2n, 3n]
        let told: Readings = follow(reading(0, rows))
        let untold: Readings = told
        for (const { seconds, to, which } of steps) {
          at += seconds
          const moved = new Set([0, 1, 2].filter((row) => which[row]))
          rows = rows.map((row, index) => (moved.has(index) ? to[index]! : row))
          told = addReading(told, reading(at, rows), moved)
          untold = addReading(untold, reading(at, rows), null)
          for (const name of counterNames) {
            const column = [...makeLoad(told, 0)!.rates![name]]
            expect(column).toEqual([...makeLoad(untold, 0)!.rates![name]])
            expect(column.every((rate) => Number.isNaN(rate) || rate >= 0)).toBe(true)
          }
        }
      }),
    )
  })
})
