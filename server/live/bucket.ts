/** Whether something may be done once more: so many a second, and so many at once after a rest. */
export function makeBucket(perSecond: number, burst: number, now: () => number): () => boolean {
  let left = burst
  let at = now()
  return () => {
    const time = now()
    left = Math.min(burst, left + (Math.max(0, time - at) * perSecond) / 1_000)
    at = time
    if (left < 1) return false
    left -= 1
    return true
  }
}
