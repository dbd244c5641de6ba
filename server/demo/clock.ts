/** Simulated time: milliseconds since the demo began. Every part of the demo asks the same clock. */
export interface Clock {
  nowMs(): number
  /** The machine's wall clock, milliseconds. */
  wallMs(): number
}

/** After the machine slept, time goes on by no more than this. */
const longestLeapMs = 30_000

/** `monotonicMs` and `wallMs` are the machine's clocks. */
export function makeClock(monotonicMs: () => number, wallMs: () => number): Clock {
  let last = monotonicMs()
  let passed = 0
  return {
    wallMs,
    nowMs() {
      const now = monotonicMs()
      passed += Math.min(Math.max(0, now - last), longestLeapMs)
      last = now
      return passed
    },
  }
}

/** A clock that is set by hand. */
export interface HandClock extends Clock {
  forward(ms: number): void
}

export function makeHandClock(startWallMs: number): HandClock {
  let passed = 0
  return {
    nowMs: () => passed,
    wallMs: () => startWallMs + passed,
    forward(ms) {
      passed += ms
    },
  }
}
