/** A real server in a simulated kernel ("destination" in kernel words): a scheduler's member that counts. */
import { foldAddress } from '#model/schedulers/hashes.ts'
import { type Member, makeMember } from '#model/schedulers/ring.ts'
import type { Forward, RealServer } from '#model/topology.ts'
import { addCounts, type Counts, makeCounts } from './counts.ts'

export interface Destination extends Member {
  readonly address: string
  readonly forward: Forward
  /** Persistence templates that lead here. */
  persistent: number
  /** False once deleted: what is left of its connections goes with it. */
  isThere: boolean
  /** Totals as of `settledMs`. */
  readonly counts: Counts
  /** What its open connections add to the totals each second. */
  readonly flow: Counts
  settledMs: number
  /** Totals as the kernel tells them: of its last two-second tick. */
  readonly told: Counts
}

export const makeDestination = (real: RealServer, nowMs: number): Destination => ({
  ...makeMember(foldAddress(real.address), real.port, real.weight),
  address: real.address,
  forward: real.forward,
  persistent: 0,
  isThere: true,
  counts: makeCounts(),
  flow: makeCounts(),
  settledMs: nowMs,
  told: makeCounts(),
})

/** Brings the totals up to now. To be called before `flow` changes. */
export function settle(destination: Destination, nowMs: number): void {
  const seconds = (nowMs - destination.settledMs) / 1000
  destination.settledMs = nowMs
  if (seconds > 0) addCounts(destination.counts, destination.flow, seconds)
}
