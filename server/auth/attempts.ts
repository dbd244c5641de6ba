/** How often one address may try to log in. */
import { makeBuckets } from '#model/bucket.ts'

const perMinute = 20

/** 0 when an address may try now, and it is counted; else the seconds to wait. */
export const makeAttempts = (now: () => number): ((address: string) => number) => makeBuckets(perMinute, now)
