/** Time as an argument: the browser's, or a test's. */
export interface Timer {
  nowMs(): number
  /** Acts once, later; returns what calls it off. */
  after(ms: number, act: () => void): () => void
}

export const browserTimer: Timer = {
  nowMs: () => performance.now(),
  after(ms, act) {
    const handle = setTimeout(act, ms)
    return () => clearTimeout(handle)
  },
}
