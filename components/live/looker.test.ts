import { expect, it } from 'vitest'
import { makeLooker, tellMs } from './looker.ts'
import { makeTestTimer } from './testing.ts'

function begin() {
  const { timer, pass } = makeTestTimer()
  const told: number[] = []
  const looker = makeLooker(() => told.push(timer.nowMs()), timer)
  return { looker, pass, told, start: timer.nowMs() }
}

it('tells at once when connected, and nothing before', () => {
  const { looker, pass, told, start } = begin()
  looker.changed()
  pass(1_000)
  expect(told).toEqual([])
  looker.start()
  expect(told).toEqual([start + 1_000])
})

it('tells changes made together once, and the last of a hail', () => {
  const { looker, pass, told, start } = begin()
  looker.start()
  pass(1_000)
  for (let change = 0; change < 20; change++) {
    looker.changed()
    looker.changed()
    pass(10)
  }
  pass(1_000)
  expect(told).toEqual([start, start + 1_000, start + 1_000 + tellMs, start + 1_000 + 2 * tellMs])
})

it('tells nobody after the end', () => {
  const { looker, pass, told } = begin()
  looker.start()
  looker.changed()
  looker.stop()
  pass(1_000)
  expect(told).toHaveLength(1)
})
