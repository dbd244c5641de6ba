/** The time dots move by: that of the page's clock, which may stand still or run ahead, and not that of who looks. */

export interface DotClock {
  /** What passed since the frame before. `nowMs` is the frame clock's; `speed` as the store says it. */
  advance(nowMs: number, speed: number): number
  /** All that passed so far, milliseconds. */
  now(): number
  /** No frame comes until something moves again: what passes meanwhile is not made up for. */
  rest(): void
}

/** A frame that took longer moves nothing further, milliseconds. */
const mostFrameMs = 100
/** Faster than this an eye sees no direction any more. */
const mostSpeed = 4

export function makeDotClock(): DotClock {
  let last: number | null = null
  let passed = 0
  return {
    advance(nowMs, speed) {
      const elapsed = last === null ? 0 : Math.min(mostFrameMs, nowMs - last) * Math.min(mostSpeed, speed)
      last = nowMs
      passed += elapsed
      return elapsed
    },
    now: () => passed,
    rest() {
      last = null
    },
  }
}
