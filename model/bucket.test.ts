import { expect, it } from 'vitest'
import { makeBucket } from './bucket.ts'

it('allows so many at once, then so many a minute, and saves up no more than that', () => {
  let now = 0
  const bucket = makeBucket(3, 600, () => now)
  const tries = (count: number) => Array.from({ length: count }, () => bucket.take(1) === 0)
  expect(tries(5)).toEqual([true, true, true, false, false])
  now += 200
  expect(tries(3)).toEqual([true, true, false])
  now += 60_000
  expect(tries(4)).toEqual([true, true, true, false])
  now -= 30_000
  expect(tries(1)).toEqual([false])
})
