import { expect, it } from 'vitest'
import { makeFlow, roundTwo } from './round.ts'

it('a whole number keeps two significant digits, and nothing that is there becomes zero', () => {
  expect([0, 7, 99, 104, 105, 1_049, 99_949].map(roundTwo)).toEqual([0, 7, 99, 100, 110, 1_000, 100_000])
})

it('every figure is rounded alike, so that one row more or less in thousands is not told', () => {
  const amounts = { connections: 12_345, packets: 67_890, active: 1_234, inactive: 5_678, rows: 10_000, unrated: 1_234 }
  expect(makeFlow(amounts, false)).toEqual({
    connections: 120,
    packets: 680,
    active: 1_200,
    inactive: 5_700,
    rated: 8_800,
    unrated: 1_200,
  })
  expect(makeFlow({ ...amounts, unrated: 1_233 }, false)).toEqual(makeFlow(amounts, false))
  expect(makeFlow(amounts, true)).toMatchObject({ connections: 123.45, rated: 8_766, unrated: 1_234 })
})
