import { expect, it } from 'vitest'
import { delaysAfterFirst } from './arrivals.ts'

it('counts from the first browser that had the frame, frame by frame', () => {
  expect(
    delaysAfterFirst([
      [1, 105],
      [2, 210],
      [1, 100],
      [2, 203],
      [1, 130],
    ]),
  ).toEqual([5, 0, 30, 7, 0])
})

it('says nothing of a frame that one browser alone was sent', () => {
  expect(delaysAfterFirst([[7, 100]])).toEqual([])
})
