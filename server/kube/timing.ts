/** Time and chance, given from outside so that no test waits or flickers. */
export interface Timing {
  /** Wall clock, milliseconds. */
  now(): number
  /** From 0 up to, not including, 1. */
  random(): number
  /** Runs once after so many milliseconds; returns what undoes it. */
  after(ms: number, run: () => void): () => void
}
