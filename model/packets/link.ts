/** Link headers: where the IP packet begins, and what the capture tells of the device. */
import { uint16At, uint32At } from './bytes.ts'
import type { Direction } from './packet.ts'

/** Link types as in pcap files (LINKTYPE_…). */
export const linkTypes = {
  loopback: 0,
  ethernet: 1,
  raw: 101,
  cooked: 113,
  ipv4: 228,
  ipv6: 229,
  cooked2: 276,
} as const

/** DLT_RAW, which is 12 or 14 by the system that wrote the file. */
const rawToo = [12, 14]

export interface Link {
  /** Bytes of the header, VLAN tags with it: never more than were captured. */
  readonly end: number
  /** Whether an IP packet follows by the header's own word. */
  readonly isIp: boolean
  /** Kernel's number of the device; null where the header has none. */
  readonly deviceIndex: number | null
  readonly direction: Direction | null
}

const etherIpv4 = 0x0800
const etherIpv6 = 0x86dd
/** 802.1Q, 802.1ad, and the older number for an outer tag. */
const vlanTags = [0x8100, 0x88a8, 0x9100]
const mostVlanTags = 4

/** Address families by which the BSDs and macOS say that IP follows. */
const loopbackFamilies = [2, 24, 28, 30]

/** Hardware types (ARPHRD_…) whose protocol number is no Ethernet type: 802.11 with its headers, netlink. */
const foreignHardware = [801, 802, 803, 824]

/** Null for a link type that is not known. */
export function parseLink(bytes: Uint8Array, linkType: number): Link | null {
  if (linkType === linkTypes.ethernet) {
    const { end, isIp } = parseEthernet(bytes, 0, bytes.length)
    return plain(end, isIp)
  }
  if (linkType === linkTypes.cooked2) return parseCooked2(bytes)
  if (linkType === linkTypes.cooked) return parseCooked(bytes)
  if (linkType === linkTypes.loopback) return parseLoopback(bytes)
  const isRaw = linkType === linkTypes.raw || linkType === linkTypes.ipv4 || linkType === linkTypes.ipv6
  return isRaw || rawToo.includes(linkType) ? plain(0, true) : null
}

/** Where the IP packet of an Ethernet frame at `start` begins; null where none does or it was not captured. */
export function ipOfEthernet(bytes: Uint8Array, start: number, end: number): number | null {
  const frame = parseEthernet(bytes, start, end)
  return frame.isIp ? frame.end : null
}

interface Payload {
  readonly end: number
  readonly isIp: boolean
}

const plain = (end: number, isIp: boolean): Link => ({ end, isIp, deviceIndex: null, direction: null })

/** Destination 6, source 6, type 2. */
function parseEthernet(bytes: Uint8Array, start: number, end: number): Payload {
  if (start + 14 > end) return { end, isIp: false }
  return passTags(bytes, uint16At(bytes, start + 12), start + 14, end)
}

/** Each VLAN tag: priority and number 2, type of what follows 2. */
function passTags(bytes: Uint8Array, type: number, start: number, end: number): Payload {
  let etherType = type
  let at = start
  for (let tags = 0; vlanTags.includes(etherType) && tags < mostVlanTags && at + 4 <= end; tags++) {
    etherType = uint16At(bytes, at + 2)
    at += 4
  }
  return { end: at, isIp: etherType === etherIpv4 || etherType === etherIpv6 }
}

/** Packet type 2, hardware type 2, address length 2, address 8, protocol 2. */
function parseCooked(bytes: Uint8Array): Link {
  if (bytes.length < 16) return plain(bytes.length, false)
  const { end, isIp } = passTags(bytes, uint16At(bytes, 14), 16, bytes.length)
  const isOurs = !foreignHardware.includes(uint16At(bytes, 2))
  return { end, isIp: isIp && isOurs, deviceIndex: null, direction: directionOf(uint16At(bytes, 0)) }
}

/** Protocol 2, reserved 2, device 4, hardware type 2, packet type 1, address length 1, address 8. */
function parseCooked2(bytes: Uint8Array): Link {
  if (bytes.length < 20) return plain(bytes.length, false)
  const { end, isIp } = passTags(bytes, uint16At(bytes, 0), 20, bytes.length)
  const isOurs = !foreignHardware.includes(uint16At(bytes, 8))
  return { end, isIp: isIp && isOurs, deviceIndex: uint32At(bytes, 4), direction: directionOf(bytes[10]!) }
}

/** Address family 4, in the byte order of the machine that wrote it. */
function parseLoopback(bytes: Uint8Array): Link {
  if (bytes.length < 4) return plain(bytes.length, false)
  const family = uint32At(bytes, 0)
  const swapped = ((bytes[3]! << 24) | (bytes[2]! << 16) | (bytes[1]! << 8) | bytes[0]!) >>> 0
  return plain(4, loopbackFamilies.includes(family) || loopbackFamilies.includes(swapped))
}

/** By include/uapi/linux/if_packet.h: host, broadcast, multicast, other host, outgoing. */
function directionOf(packetType: number): Direction | null {
  if (packetType <= 2) return 'in'
  if (packetType === 3) return 'other'
  return packetType === 4 ? 'out' : null
}
