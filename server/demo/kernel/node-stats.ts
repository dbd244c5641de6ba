/** `/proc/net/ip_vs_stats`: totals of the last tick, and the kernel's own decaying rates, all in hex. */
import { addCounts, type Counts, estimate, makeCounts } from './counts.ts'

/** The kernel's estimator runs every two seconds. */
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
        average[i] = estimate(average[i]!, totals[i]! - last[i]!)
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
