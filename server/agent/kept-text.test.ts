import fc from 'fast-check'
import { expect, it } from 'vitest'
import { makeKeptText } from './kept-text.ts'

const bytes = fc.uint8Array({ maxLength: 5_000 })
const pieces = fc.array(bytes, { maxLength: 8 })

it('holds what was read, and every byte outside of the ranges told is as it was', () => {
  fc.assert(
    fc.property(fc.array(pieces, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 9 }), (readings, same) => {
      const kept = makeKeptText()
      let before = Buffer.alloc(0)
      for (const [nth, reading] of readings.entries()) {
        const told = nth % same === 0 ? reading : [before]
        kept.begin()
        for (const piece of told) kept.add(piece)
        const now = Buffer.from(kept.end())
        expect(now.equals(Buffer.concat(told))).toBe(true)
        const moved = kept.moved()
        const isTold = (at: number) =>
          moved.some((from, index) => index % 2 === 0 && from <= at && at < moved[index + 1]!)
        for (let at = 0; at < Math.max(before.length, now.length); at++)
          if (before[at] !== now[at]) expect(isTold(at)).toBe(true)
        if (before.equals(now)) expect(moved).toEqual([])
        before = now
      }
    }),
  )
})

it('a reading broken off leaves nothing to compare with', () => {
  const kept = makeKeptText()
  const read = (text: string) => {
    kept.begin()
    kept.add(Buffer.from(text))
    kept.end()
  }
  read('one two')
  kept.begin()
  kept.add(Buffer.from('xxx'))
  read('xxx two')
  expect(kept.moved()).toEqual([0, 7])
  read('xxx two')
  expect(kept.moved()).toEqual([])
})
