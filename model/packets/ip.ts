/** IP headers: IPv4 with options, IPv6 with its extension headers. */
import { ipv4At, ipv6At, uint16At } from './bytes.ts'
import type { IpHeader } from './packet.ts'

/** IANA's numbers of what an IP packet carries, as far as it is read here. */
export const protocols = { icmp: 1, ipip: 4, tcp: 6, udp: 17, ipv6: 41, icmpv6: 58, sctp: 132 } as const

export interface Ip {
  readonly header: IpHeader
  /** Where what is inside begins: behind the last header that was captured whole. */
  readonly start: number
  /** Where this packet ends in the record: what follows is padding, or was not captured. */
  readonly end: number
  /** Where it ended on the device, in offsets of the record; captured or not. */
  readonly sentEnd: number
  /** Whether all its headers were captured, so that `start` is where `header.protocol` begins. */
  readonly isWhole: boolean
}

/** Null where no readable IP header begins at `at`. `end` and `sentEnd` are those of what it is inside of. */
export function parseIp(bytes: Uint8Array, at: number, end: number, sentEnd: number): Ip | null {
  if (at + 20 > end) return null
  const version = bytes[at]! >> 4
  if (version === 4) return parseIpv4(bytes, at, end, sentEnd)
  return version === 6 && at + 40 <= end ? parseIpv6(bytes, at, end, sentEnd) : null
}

/**
 *  0 version, header length | 1 class | 2 length | 4 id | 6 flags, fragment offset | 8 TTL | 9 protocol | 10 checksum
 * 12 source | 16 destination | 20 options
 */
function parseIpv4(bytes: Uint8Array, at: number, end: number, sentEnd: number): Ip | null {
  const headerLength = (bytes[at]! & 15) * 4
  const length = uint16At(bytes, at + 2)
  if (headerLength < 20 || (length > 0 && length < headerLength)) return null
  const flags = uint16At(bytes, at + 6)
  const header: IpHeader = {
    version: 4,
    source: ipv4At(bytes, at + 12),
    destination: ipv4At(bytes, at + 16),
    protocol: bytes[at + 9]!,
    id: uint16At(bytes, at + 4),
    ttl: bytes[at + 8]!,
    length: length === 0 ? null : length,
    fragment: makeFragment((flags & 0x1fff) * 8, (flags & 0x2000) === 0),
    mayNotFragment: (flags & 0x4000) !== 0,
  }
  const isWhole = at + headerLength <= end
  return { header, start: at + (isWhole ? headerLength : 20), isWhole, ...endsAt(at, header.length, end, sentEnd) }
}

const extension = { hopByHop: 0, routing: 43, fragment: 44, authentication: 51, destination: 60, mobility: 135 }
/** HIP and Shim6 have the common form too. */
const commonForm = [extension.hopByHop, extension.routing, extension.destination, extension.mobility, 139, 140]
const mostExtensions = 16

/** 0 version, class, flow | 4 length of what follows | 6 next header | 7 hop limit | 8 source | 24 destination */
function parseIpv6(bytes: Uint8Array, at: number, end: number, sentEnd: number): Ip {
  const payload = uint16At(bytes, at + 4)
  const length = payload === 0 ? null : 40 + payload
  const ends = endsAt(at, length, end, sentEnd)
  let protocol = bytes[at + 6]!
  let start = at + 40
  let fragment: IpHeader['fragment'] = null
  let isWhole = true
  for (let passed = 0; isExtension(protocol); passed++) {
    const size = passed < mostExtensions && start + 8 <= ends.end ? extensionSize(protocol, bytes[start + 1]!) : null
    isWhole = size !== null && start + size <= ends.end
    if (size === null || !isWhole) break
    if (protocol === extension.fragment) {
      const word = uint16At(bytes, start + 2)
      fragment = makeFragment(word & 0xfff8, (word & 1) === 0)
    }
    protocol = bytes[start]!
    start += size
    // What follows in a later fragment is the middle of something, whatever the number says.
    if (fragment !== null && fragment.offset > 0) break
  }
  const header: IpHeader = {
    version: 6,
    source: ipv6At(bytes, at + 8),
    destination: ipv6At(bytes, at + 24),
    protocol,
    id: null,
    ttl: bytes[at + 7]!,
    length,
    fragment,
    mayNotFragment: false,
  }
  return { header, start, isWhole, ...ends }
}

const isExtension = (protocol: number): boolean =>
  commonForm.includes(protocol) || protocol === extension.fragment || protocol === extension.authentication

/** Bytes of an extension header, by its length octet: eights behind the first, or fours less two, or none. */
function extensionSize(protocol: number, lengthOctet: number): number {
  if (protocol === extension.fragment) return 8
  return protocol === extension.authentication ? (lengthOctet + 2) * 4 : (lengthOctet + 1) * 8
}

const makeFragment = (offset: number, isLast: boolean): IpHeader['fragment'] =>
  offset === 0 && isLast ? null : { offset, isLast }

const endsAt = (at: number, length: number | null, end: number, sentEnd: number) =>
  length === null ? { end, sentEnd } : { end: Math.min(end, at + length), sentEnd: at + length }
