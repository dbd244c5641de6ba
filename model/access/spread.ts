/** Milliseconds of several tries in a few figures. */
import type { LatencyStep, Spread } from './access.ts'

/** Null for none. Times that are null did not come so far. */
export function spreadOf(times: readonly (number | null)[]): Spread | null {
  const known = times.filter((ms): ms is number => ms !== null).sort((a, b) => a - b)
  if (known.length === 0) return null
  const middle = known.length >> 1
  const median = known.length % 2 === 1 ? known[middle]! : (known[middle - 1]! + known[middle]!) / 2
  return {
    tries: known.length,
    least: known[0]!,
    median: Math.round(median * 1_000) / 1_000,
    // Nearest rank: a time that was really seen.
    p95: known[Math.ceil(known.length * 0.95) - 1]!,
    most: known.at(-1)!,
  }
}

/**
 * Linux sends a first packet again 1 s, then 2 s later (TCP_TIMEOUT_INIT, doubled), and gives up on checksum offload
 * that breaks VXLAN after the fifth, at 63 s.
 */
const steps: readonly { readonly step: LatencyStep; readonly leastMs: number; readonly mostMs: number }[] = [
  { step: '63s', leastMs: 60_000, mostMs: 66_000 },
  { step: '3s', leastMs: 2_800, mostMs: 3_500 },
  { step: '1s', leastMs: 900, mostMs: 1_300 },
]
/** A connect within a cluster never takes so long by distance alone. */
const nearMs = 500

/** The longest delay that some first connect had more than the fastest one; null for none. */
export function latencyStep(connects: readonly (number | null)[]): LatencyStep | null {
  const known = connects.filter((ms): ms is number => ms !== null)
  const fastest = Math.min(...known)
  const base = fastest < nearMs ? fastest : 0
  const found = steps.find(({ leastMs, mostMs }) => known.some((ms) => ms - base >= leastMs && ms - base <= mostMs))
  return found?.step ?? null
}
