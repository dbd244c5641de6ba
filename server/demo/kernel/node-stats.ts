/** `/proc/net/ip_vs_stats`: totals of the last tick, and the kernel's own decaying rates, all in hex. */
import { addCounts, type Counts, makeCounts } from './counts.ts'

/** The estimator of ip_vs_est.c: every two seconds, avg += (rate - avg) / 4. */
export const tickMs = 2000

export interface NodeStats {
  /** To be called at every tick with the totals. */
  tick(totals: Counts): void
  format(): string
}

export function makeNodeStats(initial: Counts): NodeStats {
  const last = makeCounts([...initial])
  const average = makeCounts()
  return {
    tick(totals) {
      for (let i = 0; i < average.length; i++) {
        const rate = ((totals[i]! - last[i]!) * 1000) / tickMs
        average[i]! += (rate - average[i]!) / 4
      }
      last.fill(0)
      addCounts(last, totals)
    },
    format: () => `   Total Incoming Outgoing         Incoming         Outgoing
   Conns  Packets  Packets            Bytes            Bytes
${row(last)}

 Conns/s   Pkts/s   Pkts/s          Bytes/s          Bytes/s
${row(average)}
`,
  }
}

/** "%8LX %8LX %8LX %16LX %16LX" */
function row(counts: Counts): string {
  const widths = [8, 8, 8, 16, 16]
  return Array.from(counts, (value, i) =>
    BigInt(Math.floor(value)).toString(16).toUpperCase().padStart(widths[i]!),
  ).join(' ')
}
