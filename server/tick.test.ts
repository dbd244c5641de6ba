import { expect, it } from 'vitest'
import { makeTick } from './tick.ts'

function setUp(run: () => void = () => {}) {
  let time = 1_000
  let waiting: { at: number; run: () => void } | null = null
  const ran: number[] = []
  const faults: unknown[] = []
  const tick = makeTick({
    tickMs: 250,
    now: () => time,
    after: (ms, run) => {
      const entry = { at: time + ms, run }
      waiting = entry
      return () => {
        if (waiting === entry) waiting = null
      }
    },
    run: () => {
      ran.push(time)
      run()
    },
    onFault: (error) => faults.push(error),
  })
  const pass = (ms: number) => {
    const end = time + ms
    while (waiting !== null && waiting.at <= end) {
      const due: { at: number; run: () => void } = waiting
      waiting = null
      time = due.at
      due.run()
    }
    time = end
  }
  /** Time that passes inside a run. */
  const spend = (ms: number) => {
    time += ms
  }
  return { tick, pass, spend, ran, faults }
}

it('joins once for changes that come together', () => {
  const { tick, pass, ran } = setUp()
  for (let i = 0; i < 5; i++) tick.changed()
  pass(1_000)
  expect(ran).toEqual([1_010])
})

it('joins at most once in tickMs, however often things change', () => {
  const { tick, pass, ran } = setUp()
  for (let i = 0; i < 100; i++) {
    tick.changed()
    pass(10)
  }
  expect(ran).toEqual([1_010, 1_260, 1_510, 1_760])
})

it('does nothing while nothing changes', () => {
  const { pass, ran } = setUp()
  pass(60_000)
  expect(ran).toEqual([])
})

it('goes on after a fault', () => {
  const { tick, pass, ran, faults } = setUp(() => {
    throw new Error('odd')
  })
  tick.changed()
  pass(500)
  tick.changed()
  pass(500)
  expect(ran).toHaveLength(2)
  expect(faults).toHaveLength(2)
})

it('stops when closed', () => {
  const { tick, pass, ran } = setUp()
  tick.changed()
  tick.close()
  tick.changed()
  pass(1_000)
  expect(ran).toEqual([])
})

it('rests twice as long as a run took, so that a slow join does not keep out everything else', () => {
  const { tick, pass, spend, ran } = setUp(() => spend(400))
  tick.changed()
  pass(10)
  tick.changed()
  pass(3_000)
  expect(ran).toEqual([1_010, 2_210])
})

it('tells who waits for the next run when that has been', async () => {
  const { tick, pass, ran } = setUp()
  const told: number[] = []
  void tick.next().then(() => told.push(ran.length))
  await Promise.resolve()
  expect(told).toEqual([])
  pass(1_000)
  await Promise.resolve()
  expect(told).toEqual([1])
  tick.close()
  await tick.next()
})
