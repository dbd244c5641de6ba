/** The five totals of one thing as ordinary numbers, in the order of `counterNames`: exact far beyond what a demo counts. */
import { counterNames, type Totals } from '#model/load.ts'

/** Connections, packets in, packets out, bytes in, bytes out. */
export type Counts = Float64Array

export const makeCounts = (values: readonly number[] = []): Counts => {
  const counts = new Float64Array(counterNames.length)
  counts.set(values)
  return counts
}

export function addCounts(to: Counts, what: ArrayLike<number>, times = 1): void {
  for (let i = 0; i < to.length; i++) to[i]! += what[i]! * times
}

/** The kernel's estimator of one counter at one of its ticks (ip_vs_est.c, every two seconds): its new mean a second. */
export const estimate = (average: number, growth: number): number => average + (growth / tickSeconds - average) / 4

const tickSeconds = 2

export const totalsOf = (counts: Counts): Totals => {
  const [connections, inPackets, outPackets, inBytes, outBytes] = Array.from(counts, (value) =>
    BigInt(Math.floor(value)),
  )
  return {
    connections: connections!,
    inPackets: inPackets!,
    outPackets: outPackets!,
    inBytes: inBytes!,
    outBytes: outBytes!,
  }
}
