/** Clock and timer, as arguments. */
export interface Timing {
  /** Milliseconds. */
  readonly now: () => number
  /** Runs once after so many milliseconds; returns what undoes it. */
  readonly after: (ms: number, run: () => void) => () => void
}
