import { expect, it } from 'vitest'
import { makeFlow, roundTwo } from './round.ts'

it('a whole number keeps two significant digits, and what is small all of it', () => {
  expect([0, 7, 49, 99, 104, 105, 1_049, 99_949].map(roundTwo)).toEqual([0, 7, 49, 99, 100, 110, 1_000, 100_000])
  expect([2_090, 2_110, 4_890, 5_249, 5_251, 9_749].map(roundTwo)).toEqual([2_000, 2_200, 4_800, 5_000, 5_500, 9_500])
})

it('no number is off by more than a twentieth', () => {
  for (let value = 1; value < 1_000_000; value += 1 + Math.floor(value / 500)) {
    const told = roundTwo(value)
    expect(Math.abs(told - value)).toBeLessThanOrEqual(value / 20)
    expect(Number(told.toPrecision(2))).toBe(told)
  }
})

it('every figure is rounded alike, so that one row more or less in thousands is not told', () => {
  const amounts = { connections: 12_345, packets: 67_890, active: 1_234, inactive: 5_678, rows: 10_000, unrated: 1_234 }
  expect(makeFlow(amounts, false)).toEqual({
    connections: 120,
    packets: 700,
    active: 1_200,
    inactive: 5_500,
    rated: 9_000,
    unrated: 1_200,
  })
  expect(makeFlow({ ...amounts, unrated: 1_233 }, false)).toEqual(makeFlow(amounts, false))
  expect(makeFlow(amounts, true)).toMatchObject({ connections: 123.45, rated: 8_766, unrated: 1_234 })
})
