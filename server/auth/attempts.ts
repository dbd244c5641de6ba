/** How often one address may try to log in. */
import { type Bucket, makeBucket } from '#model/bucket.ts'

const perMinute = 20
/** Addresses remembered; the one that tried first is forgotten first. */
const mostAddresses = 10_000

/** 0 when an address may try now, and it is counted; else the seconds to wait. */
export function makeAttempts(now: () => number): (address: string) => number {
  const buckets = new Map<string, Bucket>()
  return (address) => {
    const bucket = buckets.get(address) ?? makeBucket(perMinute, perMinute, now)
    buckets.delete(address)
    if (buckets.size >= mostAddresses) buckets.delete(buckets.keys().next().value!)
    buckets.set(address, bucket)
    return bucket.take(1)
  }
}
