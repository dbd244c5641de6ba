import { describe, expect, it } from 'vitest'
import { makeDotClock } from './dot-clock.ts'
import { makeDots } from './dots.ts'
import type { EdgeMark } from './marks.ts'
import { makePolyline, makeTrack } from './path.ts'

const line = {
  id: 'a>b',
  packets: 4,
  width: 2,
  track: makeTrack(
    makePolyline(
      [
        [0, 0],
        [300, 0],
      ],
      0,
    ),
  ),
} as unknown as EdgeMark

/** Where the first dot is after each of some frames, 20 ms apart. */
function frames(speed: number): number[] {
  const [clock, dots] = [makeDotClock(), makeDots()]
  return Array.from({ length: 6 }, (_, frame) => {
    const [first] = dots.advance([line], 1, clock.advance(1_000 + frame * 20, speed))
    return Math.round(first!.x * 100) / 100
  })
}

describe('dots', () => {
  it('stand where time stands', () => {
    expect(new Set(frames(0)).size).toBe(1)
    expect(new Set(frames(1)).size).toBe(6)
  })
  it('go faster where time is played faster, as fast as an eye can follow', () => {
    const step = (at: number[]) => Math.round((at[2]! - at[1]!) * 10) / 10
    expect(step(frames(2))).toBe(2 * step(frames(1)))
    expect(frames(60)).toEqual(frames(4))
  })
  it('do not leap after a rest', () => {
    const clock = makeDotClock()
    clock.advance(0, 1)
    clock.advance(20, 1)
    clock.rest()
    expect(clock.advance(9_000, 1)).toBe(0)
    expect(clock.advance(9_500, 1)).toBe(100)
    expect(clock.now()).toBe(120)
  })
})
