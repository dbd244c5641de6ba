/** Where a time stands on the one scale all times are drawn on: logarithmic, 0.1 ms to 100 s, so that it never has to change. */
const least = 0.1
const decades = 6

/** 0 to 1; what lies beyond an end stands at it. */
export const latencyShare = (ms: number): number =>
  Math.min(1, Math.max(0, Math.log10(Math.max(ms, least) / least) / decades))

/** Marked on the scale, milliseconds: decades, and the steps of a first packet sent again. */
export const latencyMarks = [1, 10, 100, 1_000, 3_000, 63_000] as const

/** Three digits are enough to see what it is: `0.64`, `12.4`, `318`, `3,011`. */
export const latencyDecimals = (ms: number): 0 | 1 | 2 => (ms < 10 ? 2 : ms < 100 ? 1 : 0)
