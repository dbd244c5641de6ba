/** Capture files with many interfaces: one for each hop of a walk, so that one file tells where each packet was seen. */
import { joinBytes } from './bytes.ts'
import type { Direction } from './packet.ts'
import { mostRecordBytes, type PcapRecord } from './pcap.ts'

export interface PcapngHop {
  /** Node and device, `zmaster0 tunl0`. */
  readonly name: string
  readonly linkType: number
}

export interface PcapngPacket extends PcapRecord {
  /** Place of its hop in the list. */
  readonly hop: number
  readonly direction: Direction | null
  /** Read by people: what Fairlead says of it. */
  readonly comments: readonly string[]
}

const blockTypes = { section: 0x0a0d0d0a, interface: 1, packet: 6 }
const options = { end: 0, comment: 1, application: 4, name: 2, resolution: 9, flags: 2 }
/** Written in the byte order of the file. */
const byteOrderMagic = 0x1a2b3c4d
/** Of an option's text; the format would take 65,535. */
const mostTextBytes = 4_096

/** A whole file in the order given, low byte first, times in microseconds. */
export function writePcapng(hops: readonly PcapngHop[], packets: readonly PcapngPacket[]): Uint8Array {
  const section = [uint32(byteOrderMagic), uint16(1), uint16(0), uint32(0xffffffff), uint32(0xffffffff)]
  return joinBytes([
    block(blockTypes.section, [...section, ...optionList([textOption(options.application, 'Fairlead')])]),
    ...hops.map(interfaceBlock),
    ...packets.map(packetBlock),
  ])
}

function interfaceBlock({ name, linkType }: PcapngHop): Uint8Array {
  const list = optionList([textOption(options.name, name), option(options.resolution, Uint8Array.of(6))])
  return block(blockTypes.interface, [uint16(linkType), uint16(0), uint32(mostRecordBytes), ...list])
}

function packetBlock({ hop, atUs, length, bytes, direction, comments }: PcapngPacket): Uint8Array {
  const time = [uint32(Math.floor(atUs / 2 ** 32)), uint32(atUs % 2 ** 32)]
  // Inbound and outbound are the two lowest bits; 4 in the next three is promiscuous.
  const flags = direction === null ? [] : [option(options.flags, uint32({ in: 1, out: 2, other: 4 << 2 }[direction]))]
  const said = comments.map((text) => textOption(options.comment, text))
  const sizes = [uint32(bytes.length), uint32(length)]
  return block(blockTypes.packet, [
    uint32(hop),
    ...time,
    ...sizes,
    bytes,
    padding(bytes),
    ...optionList([...flags, ...said]),
  ])
}

/** Type 4, length of the whole 4, body of whole fours, the length again 4. */
function block(type: number, body: readonly Uint8Array[]): Uint8Array {
  const length = uint32(body.reduce((sum, part) => sum + part.length, 12))
  return joinBytes([uint32(type), length, ...body, length])
}

const optionList = (list: readonly Uint8Array[]): Uint8Array[] =>
  list.length === 0 ? [] : [...list, option(options.end, new Uint8Array())]

const option = (code: number, value: Uint8Array): Uint8Array =>
  joinBytes([uint16(code), uint16(value.length), value, padding(value)])

/** A text too long is cut between letters. */
function textOption(code: number, text: string): Uint8Array {
  const bytes = new Uint8Array(mostTextBytes)
  return option(code, bytes.subarray(0, new TextEncoder().encodeInto(text, bytes).written))
}

const padding = ({ length }: Uint8Array): Uint8Array => new Uint8Array(-length & 3)
const uint16 = (value: number): Uint8Array => Uint8Array.of(value, value >>> 8)
const uint32 = (value: number): Uint8Array => Uint8Array.of(value, value >>> 8, value >>> 16, value >>> 24)
