/** What the innermost IP packet carries. */
import { parseIcmp } from './icmp.ts'
import { type Ip, protocols } from './ip.ts'
import type { OtherTransport, Transport } from './packet.ts'
import { parseSctp } from './sctp.ts'
import { parseTcp } from './tcp.ts'
import { parseUdp } from './udp.ts'

/** A transport header and where what belongs to it ends in the record. */
export interface Layer<Header> {
  readonly transport: Header
  readonly end: number
}

export function parseTransport(bytes: Uint8Array, ip: Ip): Layer<Transport> {
  const other = (why: OtherTransport['why']) => ({ transport: { is: 'other', why } as const, end: ip.start })
  if (!ip.isWhole) return other('cut')
  if ((ip.header.fragment?.offset ?? 0) > 0) return other('fragment')
  const parse = parsers.get(ip.header.protocol)
  if (parse) return parse(bytes, ip) ?? other('cut')
  // A tunnel that comes here is one whose inner header is not all there, or the third in another.
  return other(tunnels.includes(ip.header.protocol) ? 'cut' : 'protocol')
}

const tunnels: readonly number[] = [protocols.ipip, protocols.ipv6]

const parsers = new Map<number, (bytes: Uint8Array, ip: Ip) => Layer<Transport> | null>([
  [protocols.tcp, parseTcp],
  [protocols.udp, parseUdp],
  [protocols.icmp, parseIcmp],
  [protocols.icmpv6, parseIcmp],
  [protocols.sctp, parseSctp],
])
