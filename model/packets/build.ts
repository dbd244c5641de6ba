/** Packets from their values, with true lengths and checksums: what a node of a simulated cluster sends. From the IP header on. */

import { familyOf } from '../address.ts'
import { addressBytes, joinBytes, uint16Bytes, uint32Bytes } from './bytes.ts'
import { crc32c, internetChecksum } from './checksum.ts'
import { protocols } from './ip.ts'
import type { Tcp } from './packet.ts'

/** Of the IP header: both addresses of one version. */
export interface Between {
  readonly source: string
  readonly destination: string
  /** Default 64. */
  readonly ttl?: number
  /** Of IPv4; default 0. */
  readonly id?: number
  /** Of IPv4; default true, as Linux sends TCP. */
  readonly mayNotFragment?: boolean
}

interface Ports {
  readonly sourcePort: number
  readonly destinationPort: number
}

export interface TcpValues extends Between, Ports {
  readonly sequence: number
  /** Default 0. */
  readonly acknowledgement?: number
  /** Those that are set. */
  readonly flags: Partial<Tcp['flags']>
  /** Default 64,240. */
  readonly window?: number
  readonly timestamps?: Tcp['timestamps']
  readonly mss?: number | null
  readonly payload?: Uint8Array
}

export interface UdpValues extends Between, Ports {
  readonly payload: Uint8Array
}

export interface IcmpValues extends Between {
  readonly type: number
  readonly code: number
  /** Bytes 4 to 7: identifier and sequence number of an echo, the next hop's MTU of "too big". Default 0. */
  readonly word?: number
  /** Behind the header: the packet an error is about. */
  readonly data?: Uint8Array
}

export interface SctpValues extends Between, Ports {
  readonly tag: number
  readonly chunks: readonly { readonly type: number; readonly flags?: number; readonly value: ArrayLike<number> }[]
}

const noBytes = new Uint8Array()

export function buildTcp(values: TcpValues): Uint8Array {
  const { flags, timestamps, mss, payload = noBytes } = values
  const bits = [flags.fin, flags.syn, flags.rst, flags.psh, flags.ack, flags.urg]
  const options = [
    ...(mss == null ? [] : [2, 4, ...uint16Bytes(mss)]),
    ...(timestamps == null ? [] : [1, 1, 8, 10, ...uint32Bytes(timestamps.value), ...uint32Bytes(timestamps.echo)]),
  ]
  const segment = joinBytes([
    uint16Bytes(values.sourcePort),
    uint16Bytes(values.destinationPort),
    uint32Bytes(values.sequence),
    uint32Bytes(values.acknowledgement ?? 0),
    [(5 + options.length / 4) << 4, bits.reduce((sum, isSet, bit) => sum + (isSet ? 1 << bit : 0), 0)],
    uint16Bytes(values.window ?? 64_240),
    [0, 0, 0, 0],
    options,
    payload,
  ])
  segment.set(uint16Bytes(checksumBetween(values, protocols.tcp, segment)), 16)
  return inIp(values, protocols.tcp, segment)
}

export function buildUdp(values: UdpValues): Uint8Array {
  const { sourcePort, destinationPort, payload } = values
  const length = uint16Bytes(8 + payload.length)
  const datagram = joinBytes([uint16Bytes(sourcePort), uint16Bytes(destinationPort), length, [0, 0], payload])
  // Zero would say that there is none.
  datagram.set(uint16Bytes(checksumBetween(values, protocols.udp, datagram) || 0xffff), 6)
  return inIp(values, protocols.udp, datagram)
}

/** ICMP or, between IPv6 addresses, ICMPv6. */
export function buildIcmp(values: IcmpValues): Uint8Array {
  const { type, code, word = 0, data = noBytes } = values
  const message = joinBytes([[type, code, 0, 0], uint32Bytes(word), data])
  const is4 = familyOf(values.source) === 4
  const checksum = is4 ? internetChecksum(message) : checksumBetween(values, protocols.icmpv6, message)
  message.set(uint16Bytes(checksum), 2)
  return inIp({ mayNotFragment: false, ...values }, is4 ? protocols.icmp : protocols.icmpv6, message)
}

export function buildSctp(values: SctpValues): Uint8Array {
  const chunks = values.chunks.map(({ type, flags = 0, value }) =>
    joinBytes([[type, flags], uint16Bytes(4 + value.length), value, new Uint8Array(-value.length & 3)]),
  )
  const ports = [...uint16Bytes(values.sourcePort), ...uint16Bytes(values.destinationPort)]
  const packet = joinBytes([ports, uint32Bytes(values.tag), [0, 0, 0, 0], ...chunks])
  packet.set(uint32Bytes(crc32c(packet)).reverse(), 8)
  return inIp(values, protocols.sctp, packet)
}

/** A packet around what it carries. */
export function inIp(between: Between, protocol: number, inside: Uint8Array): Uint8Array {
  const { source, destination, ttl = 64, id = 0, mayNotFragment = true } = between
  const addresses = [...addressBytes(source), ...addressBytes(destination)]
  if (familyOf(source) === 6)
    return joinBytes([[0x60, 0, 0, 0], uint16Bytes(inside.length), [protocol, ttl], addresses, inside])
  const header = [
    ...[0x45, 0, ...uint16Bytes(20 + inside.length)],
    ...[...uint16Bytes(id), mayNotFragment ? 0x40 : 0, 0],
    ...[ttl, protocol, 0, 0],
    ...addresses,
  ]
  header.splice(10, 2, ...uint16Bytes(internetChecksum(header)))
  return joinBytes([header, inside])
}

/** Over the addresses too, as TCP, UDP and ICMPv6 want it. */
function checksumBetween({ source, destination }: Between, protocol: number, inside: Uint8Array): number {
  const addresses = [...addressBytes(source), ...addressBytes(destination)]
  return internetChecksum(addresses, uint32Bytes(inside.length), [0, protocol], inside)
}
