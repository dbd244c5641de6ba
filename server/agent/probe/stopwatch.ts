/** Times of one try, from when its first packet is sent. */

export interface Stopwatch {
  /** The wall clock when it began, milliseconds. */
  readonly startedAtMs: number
  /** Milliseconds since, with three decimals. */
  passedMs(): number
}

export function startStopwatch(): Stopwatch {
  const startedAtMs = Date.now()
  const began = process.hrtime.bigint()
  return { startedAtMs, passedMs: () => Math.round(Number(process.hrtime.bigint() - began) / 1e3) / 1e3 }
}
