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
