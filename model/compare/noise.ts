import type { Spread } from '../access/access.ts'

/**
 * When load has changed, and when it only looks so. Rates look back about six seconds, so a rate stands for so many
 * connections, and counts of connections vary by chance: a count of n by about √n, a part p of n by √(p(1-p)/n).
 *
 * - A rate has changed when it differs by more than three times what chance does, and by more than a fifth of the larger.
 * - A share has changed when it differs by more than three times what chance does, and by more than five hundredths.
 *
 * Chance alone does that once in some four hundred comparisons.
 */
const leastTries = 3
const leastMs = 5
const windowSeconds = 6
const sigmas = 3
const leastPart = 0.2
const leastShare = 0.05

/**
 * Answers took longer or shorter by more than they do from one test to the next: the middle of three tries at least is
 * twice the other, and five milliseconds from it. False while one of them is not known.
 */
export function latencyHasChanged(before: Spread | null, after: Spread | null): boolean {
  if (before === null || after === null || Math.min(before.tries, after.tries) < leastTries) return false
  const [low, high] = [before.median, after.median].sort((a, b) => a - b) as [number, number]
  return high >= 2 * low && high - low >= leastMs
}

/** Of new connections a second; false while one of them is not known. */
export function rateHasChanged(before: number | null, after: number | null): boolean {
  if (before === null || after === null) return false
  const difference = Math.abs(after - before)
  const chance = Math.sqrt((before + after) * windowSeconds) / windowSeconds
  return difference > leastPart * Math.max(before, after) && difference > sigmas * chance
}

/** Of a share of so many new connections a second, on both sides. */
export function shareHasChanged(before: number, ofBefore: number, after: number, ofAfter: number): boolean {
  const [many, others] = [ofBefore * windowSeconds, ofAfter * windowSeconds]
  if (many <= 0 || others <= 0) return false
  const difference = Math.abs(after - before)
  const pooled = (before * many + after * others) / (many + others)
  const chance = Math.sqrt(pooled * (1 - pooled) * (1 / many + 1 / others))
  return difference > leastShare && difference > sigmas * chance
}
