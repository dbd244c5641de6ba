/** Bytes of one captured packet to what we know of it. Reads any bytes cut anywhere: it never throws and takes a bounded time. */
import { parseIp } from './ip.ts'
import { parseLink } from './link.ts'
import type { Packet } from './packet.ts'
import type { PcapRecord } from './pcap.ts'
import { parseTransport } from './transport.ts'
import { parseTunnel } from './tunnel.ts'

/** Tunnels looked into, one in another. */
const mostTunnels = 2

/** Null for what is no IP packet. */
export function decodePacket({ atUs, length, bytes }: PcapRecord, linkType: number): Packet | null {
  const link = parseLink(bytes, linkType)
  if (link === null || !link.isIp) return null
  const first = parseIp(bytes, link.end, bytes.length, length)
  if (first === null) return null
  let outer: Packet['outer'] = null
  let innermost = first
  for (let passed = 0; passed < mostTunnels; passed++) {
    const tunnelled = parseTunnel(bytes, innermost)
    if (tunnelled === null) break
    outer ??= { ip: first.header, tunnel: tunnelled.tunnel }
    innermost = tunnelled.ip
  }
  const { transport, end } = parseTransport(bytes, innermost)
  return {
    atUs,
    length,
    captured: bytes.length,
    deviceIndex: link.deviceIndex,
    direction: link.direction,
    outer,
    ip: innermost.header,
    transport,
    headerBytes: end,
  }
}
