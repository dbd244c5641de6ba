import { expect, it } from 'vitest'
import { median, percentile } from './numbers.ts'

it.each<[readonly number[], number, number]>([
  [[3, 1, 2], 0.5, 2],
  [[1, 2, 3, 4], 0.99, 4],
  [[1, 2, 3, 4], 0, 1],
  [[10, 9], 1, 10],
])('of %j the value at %d is %d', (values, share, expected) => expect(percentile(values, share)).toBe(expected))

it('the median of an even number of values lies between the two in the middle', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5)
})

it('nothing has none', () => expect(median([])).toBeNaN())
