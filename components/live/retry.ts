/** First wait before connecting again, and the longest, milliseconds. */
const firstMs = 500
const longestMs = 15_000

/**
 * How long to wait before try number `attempt` (from 0): doubling, with half of it left to chance
 * so that a thousand pages do not come back in the same moment. `chance` is in [0, 1).
 */
export function retryDelayMs(attempt: number, chance: number): number {
  const full = Math.min(longestMs, firstMs * 2 ** Math.min(attempt, 10))
  return Math.round(full * (0.5 + chance / 2))
}
