import type { Timing } from './timing.ts'

/** A clock that stands until it is told to pass; `waiting` tells how much is still to come. */
export function makeTestClock() {
  let now = 0
  let waiting: { readonly at: number; readonly run: () => void }[] = []
  const after: Timing['after'] = (ms, run) => {
    const one = { at: now + ms, run }
    waiting.push(one)
    return () => {
      waiting = waiting.filter((each) => each !== one)
    }
  }
  const pass = (ms: number) => {
    now += ms
    const due = waiting.filter(({ at }) => at <= now)
    waiting = waiting.filter(({ at }) => at > now)
    for (const { run } of due) run()
  }
  return { timing: { now: () => now, after }, pass, waiting: () => waiting.length }
}
