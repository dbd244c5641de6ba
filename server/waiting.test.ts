import { expect, it } from 'vitest'
import { makeWaiting } from './waiting.ts'

function make() {
  const timers = new Map<() => void, number>()
  const waiting = makeWaiting((ms, run) => {
    timers.set(run, ms)
    return () => void timers.delete(run)
  })
  let isSo = false
  let isOver = false
  const start = (ms = 100) =>
    void waiting
      .until(() => isSo, ms)
      .then(() => {
        isOver = true
      })
  const tell = () => {
    isSo = true
    waiting.changed()
  }
  const isOverNow = async () => {
    await Promise.resolve()
    return isOver
  }
  return { waiting, timers, start, tell, isOver: isOverNow }
}

it('ends when a change makes it so, and leaves no timer', async () => {
  const { waiting, timers, start, tell, isOver } = make()
  start()
  waiting.changed()
  expect(await isOver()).toBe(false)
  tell()
  expect([await isOver(), timers.size]).toEqual([true, 0])
})

it('ends at once when it is so already', async () => {
  const { tell, start, isOver } = make()
  tell()
  start()
  expect(await isOver()).toBe(true)
})

it('ends when the time is over, and when nobody shall wait', async () => {
  const one = make()
  one.start()
  for (const run of one.timers.keys()) run()
  expect(await one.isOver()).toBe(true)
  const other = make()
  other.start()
  other.waiting.close()
  expect([await other.isOver(), other.timers.size]).toEqual([true, 0])
})
