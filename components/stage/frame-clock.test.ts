import { describe, expect, it } from 'vitest'
import { type FrameHost, makeFrameClock } from './frame-clock.ts'

function makeHost() {
  const asked = new Map<number, (now: number) => void>()
  let next = 1
  let seen = true
  let listener: () => void = () => undefined
  const host: FrameHost = {
    request(callback) {
      asked.set(next, callback)
      return next++
    },
    cancel: (handle) => void asked.delete(handle),
    visible: () => seen,
    onVisibility(callback) {
      listener = callback
      return () => {
        listener = () => undefined
      }
    },
  }
  return {
    host,
    asked,
    tick(now: number) {
      const callbacks = [...asked.values()]
      asked.clear()
      for (const callback of callbacks) callback(now)
    },
    look(visible: boolean) {
      seen = visible
      listener()
    },
  }
}

describe('frame clock', () => {
  it('asks for nothing until woken, and for one frame however often woken', () => {
    const { host, asked } = makeHost()
    const clock = makeFrameClock(host, () => false)
    expect(asked.size).toBe(0)
    clock.wake()
    clock.wake()
    expect(asked.size).toBe(1)
  })
  it('goes on while something moves and rests after', () => {
    const { host, asked, tick } = makeHost()
    let left = 3
    const seen: number[] = []
    makeFrameClock(host, (now) => {
      seen.push(now)
      return --left > 0
    }).wake()
    for (let now = 0; asked.size > 0; now += 16) tick(now)
    expect(seen).toEqual([0, 16, 32])
  })
  it('stands still while hidden and goes on where it was', () => {
    const { host, asked, tick, look } = makeHost()
    let frames = 0
    const clock = makeFrameClock(host, () => ++frames < 100)
    clock.wake()
    tick(0)
    look(false)
    expect(asked.size).toBe(0)
    clock.wake()
    expect(asked.size).toBe(0)
    look(true)
    expect(asked.size).toBe(1)
  })
  it('stops for good', () => {
    const { host, asked } = makeHost()
    const clock = makeFrameClock(host, () => true)
    clock.wake()
    clock.stop()
    clock.wake()
    expect(asked.size).toBe(0)
  })
})
