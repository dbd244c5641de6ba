import type { Timer } from './timer.ts'

/** A clock that stands until it is told to pass; acts in order as their time comes. */
export function makeTestTimer() {
  let nowMs = 10_000
  let waiting: { readonly at: number; readonly act: () => void }[] = []
  const timer: Timer = {
    nowMs: () => nowMs,
    after(ms, act) {
      const one = { at: nowMs + ms, act }
      waiting.push(one)
      return () => {
        waiting = waiting.filter((each) => each !== one)
      }
    },
  }
  const pass = (ms: number) => {
    const until = nowMs + ms
    for (;;) {
      const [next] = waiting.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)
      if (next === undefined) break
      waiting = waiting.filter((each) => each !== next)
      nowMs = next.at
      next.act()
    }
    nowMs = until
  }
  return { timer, pass }
}
