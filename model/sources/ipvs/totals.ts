/** `/proc/net/ip_vs_stats`: what IPVS did on this node in all, 64-bit, in hex. */
import { counterNames, type Totals } from '../../load.ts'

/**
 *        Total Incoming Outgoing         Incoming         Outgoing
 *        Conns  Packets  Packets            Bytes            Bytes
 *            F       52       38             11F2              C8D
 *
 * The third line. Refreshed by the kernel every 2 s. Null when the text is not of this form.
 */
export function parseTotals(text: string): Totals | null {
  const [title, , line = ''] = text.split('\n')
  const values = line.trim().split(/ +/)
  if (!title?.includes('Total Incoming Outgoing') || values.length !== counterNames.length) return null
  if (!values.every((value) => /^[0-9A-F]{1,16}$/i.test(value))) return null
  const [connections = 0n, inPackets = 0n, outPackets = 0n, inBytes = 0n, outBytes = 0n] = values.map((value) =>
    BigInt(`0x${value}`),
  )
  return { connections, inPackets, outPackets, inBytes, outBytes }
}
