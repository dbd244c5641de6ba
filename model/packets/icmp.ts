/** ICMP of both versions: echoes, and errors with the packet they are about. */
import { uint16At, uint32At } from './bytes.ts'
import { type Ip, parseIp, protocols } from './ip.ts'
import type { Icmp, IcmpKind, Quoted } from './packet.ts'
import type { Layer } from './transport.ts'

/** 0 type | 1 code | 2 checksum | 4 by type: identifier and number, or the largest packet | 8 the packet quoted */
export function parseIcmp(bytes: Uint8Array, ip: Ip): Layer<Icmp> | null {
  const { start, end } = ip
  if (start + 8 > end) return null
  const version = ip.header.protocol === protocols.icmp ? 4 : 6
  const type = bytes[start]!
  const code = bytes[start + 1]!
  const kind = version === 4 ? kindOf4(type, code) : kindOf6(type, code)
  const isEcho = kind === 'echo-request' || kind === 'echo-reply'
  const quoted = isError(version, type) ? parseQuoted(bytes, start + 8, end) : null
  const mtu = version === 4 ? uint16At(bytes, start + 6) : uint32At(bytes, start + 4)
  const transport: Icmp = {
    is: 'icmp',
    version,
    type,
    code,
    kind,
    // Routers older than RFC 1191 leave it 0.
    mtu: kind === 'too-big' && mtu > 0 ? mtu : null,
    echo: isEcho ? { id: uint16At(bytes, start + 4), sequence: uint16At(bytes, start + 6) } : null,
    about: quoted?.about ?? null,
  }
  return { transport, end: quoted?.end ?? start + 8 }
}

/** Unreachable, source quench, redirect, time exceeded, parameter problem. */
const errorTypes4 = [3, 4, 5, 11, 12]
const isError = (version: 4 | 6, type: number): boolean =>
  version === 4 ? errorTypes4.includes(type) : type >= 1 && type <= 4

/** Of "destination unreachable", by include/uapi/linux/icmp.h. */
const unreachable4: { readonly [code: number]: IcmpKind } = {
  0: 'network-unreachable',
  1: 'host-unreachable',
  3: 'port-unreachable',
  4: 'too-big',
  6: 'network-unreachable',
  7: 'host-unreachable',
  9: 'prohibited',
  10: 'prohibited',
  11: 'network-unreachable',
  12: 'host-unreachable',
  13: 'prohibited',
}

function kindOf4(type: number, code: number): IcmpKind {
  if (type === 8) return 'echo-request'
  if (type === 0) return 'echo-reply'
  if (type === 11) return 'time-exceeded'
  return type === 3 ? (unreachable4[code] ?? 'other') : 'other'
}

/** Of "destination unreachable", by RFC 4443: no route, prohibited, address, port, source policy, reject route. */
const unreachable6: { readonly [code: number]: IcmpKind } = {
  0: 'network-unreachable',
  1: 'prohibited',
  3: 'host-unreachable',
  4: 'port-unreachable',
  5: 'prohibited',
  6: 'prohibited',
}

function kindOf6(type: number, code: number): IcmpKind {
  if (type === 128) return 'echo-request'
  if (type === 129) return 'echo-reply'
  if (type === 2) return 'too-big'
  if (type === 3) return 'time-exceeded'
  if (type >= 133 && type <= 137) return 'neighbour'
  return type === 1 ? (unreachable6[code] ?? 'other') : 'other'
}

const withPorts: readonly number[] = [protocols.tcp, protocols.udp, protocols.sctp]
/** Whose first eight bytes are header. */
const withHeaders: readonly number[] = [...withPorts, protocols.icmp, protocols.icmpv6]

/** The IP header and eight bytes of what it carries: no error has to quote more. */
function parseQuoted(bytes: Uint8Array, start: number, limit: number): { about: Quoted; end: number } | null {
  const ip = parseIp(bytes, start, limit, limit)
  if (ip === null) return null
  const { protocol, source, destination, fragment } = ip.header
  const hasHeader = ip.isWhole && (fragment?.offset ?? 0) === 0 && withHeaders.includes(protocol)
  const end = hasHeader ? Math.min(ip.start + 8, ip.end) : ip.start
  const hasPorts = hasHeader && withPorts.includes(protocol) && ip.start + 4 <= end
  const about: Quoted = {
    protocol,
    source: { address: source, port: hasPorts ? uint16At(bytes, ip.start) : 0 },
    destination: { address: destination, port: hasPorts ? uint16At(bytes, ip.start + 2) : 0 },
  }
  return { about, end }
}
