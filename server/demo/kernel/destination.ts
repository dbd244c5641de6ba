/** A real server in a simulated kernel ("destination" in kernel words): a scheduler's member that counts. */
import { foldAddress } from '#model/schedulers/hashes.ts'
import { type Member, makeMember } from '#model/schedulers/ring.ts'
import type { Forward, RealServer } from '#model/topology.ts'
import { addCounts, type Counts, estimate, makeCounts } from './counts.ts'

export interface Destination extends Member {
  readonly address: string
  readonly forward: Forward
  /** Persistence templates that lead here. */
  persistent: number
  /** False once deleted: what is left of its connections goes with it. */
  isThere: boolean
  /** Null until its first connection: most real servers of a large cluster never have one on most nodes. */
  meter: Meter | null
}

export interface Meter {
  /** Totals as of `settledMs`. */
  readonly counts: Counts
  /** What its open connections add to the totals each second. */
  readonly flow: Counts
  /** Connections that are moving packets. */
  open: number
  settledMs: number
  /** Totals as the kernel tells them: of its last two-second tick. */
  readonly told: Counts
  /** The kernel's own rates a second, as of that tick. */
  readonly average: Counts
  /** How often what is told has changed. */
  changes: number
}

export const makeDestination = (real: RealServer): Destination => ({
  ...makeMember(foldAddress(real.address), real.port, real.weight),
  address: real.address,
  forward: real.forward,
  persistent: 0,
  isThere: true,
  meter: null,
})

export function meterOf(destination: Destination, nowMs: number): Meter {
  destination.meter ??= {
    counts: makeCounts(),
    flow: makeCounts(),
    open: 0,
    settledMs: nowMs,
    told: makeCounts(),
    average: makeCounts(),
    changes: 0,
  }
  return destination.meter
}

/** What rounds to nothing is nothing. */
const leastRate = 0.5

/** Brings the totals up to now. To be called before `flow` changes. */
export function settle(meter: Meter, nowMs: number): void {
  const seconds = (nowMs - meter.settledMs) / 1000
  meter.settledMs = nowMs
  if (seconds > 0 && meter.open > 0) addCounts(meter.counts, meter.flow, seconds)
}

/** Tells at a tick what was not told yet, and adds it to the sums it belongs to. True when there was any, or a rate still fades. */
export function tell(meter: Meter, sums: readonly Counts[]): boolean {
  const { counts, told, average } = meter
  let isChanged = false
  for (let i = 0; i < counts.length; i++) {
    const growth = counts[i]! - told[i]!
    if (growth === 0 && average[i] === 0) continue
    isChanged = true
    average[i] = estimate(average[i]!, growth)
    if (average[i]! < leastRate) average[i] = 0
    told[i] = counts[i]!
    for (const sum of sums) sum[i]! += growth
  }
  if (isChanged) meter.changes++
  return isChanged
}
