/** How much may be done: so much at once, and so much more as time passes. */

export interface Bucket {
  /** 0 when so much may be done now, and it is counted; else the seconds to wait, at least 1. */
  take(count: number): number
}

/** A clock that goes back only gives nothing for a while. */
export function makeBucket(most: number, perMinute: number, nowMs: () => number): Bucket {
  let left = most
  let at = nowMs()
  return {
    take(count) {
      const now = nowMs()
      left = Math.min(most, left + (Math.max(0, now - at) / 60_000) * perMinute)
      at = now
      if (count <= left) {
        left -= count
        return 0
      }
      return Math.max(1, Math.ceil(((count - left) / perMinute) * 60))
    },
  }
}

/** Addresses remembered; the one that asked first is forgotten first. */
const mostAddresses = 10_000

/** A bucket for each address: 0 when it may ask now, and it is counted; else the seconds to wait. */
export function makeBuckets(perMinute: number, nowMs: () => number): (address: string) => number {
  const buckets = new Map<string, Bucket>()
  return (address) => {
    const bucket = buckets.get(address) ?? makeBucket(perMinute, perMinute, nowMs)
    buckets.delete(address)
    if (buckets.size >= mostAddresses) buckets.delete(buckets.keys().next().value!)
    buckets.set(address, bucket)
    return bucket.take(1)
  }
}
