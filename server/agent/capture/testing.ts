/** Packets of a cooked capture, for tests: what the program tcpdump writes with `-y LINUX_SLL2`. */
import { parseIpv4 } from '#model/address.ts'
import { linkTypes } from '#model/packets/link.ts'
import { type PcapRecord, writePcap } from '#model/packets/pcap.ts'

const linkBytes = 20
const ipBytes = 20
const tcpBytes = 20
/** Where what was said begins. */
export const headBytes = linkBytes + ipBytes + tcpBytes

/** One TCP packet from 10.0.0.1:40000 to 10.0.0.2:80 at a device. */
export function tcpRecord(device: number, payload: string, atUs = 1_700_000_000_000_000): PcapRecord {
  const bytes = new Uint8Array(headBytes + payload.length)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, 0x0800)
  view.setUint32(4, device)
  view.setUint16(8, 1)
  const ip = linkBytes
  view.setUint8(ip, 0x45)
  view.setUint16(ip + 2, ipBytes + tcpBytes + payload.length)
  view.setUint8(ip + 8, 64)
  view.setUint8(ip + 9, 6)
  view.setUint32(ip + 12, parseIpv4('10.0.0.1')!)
  view.setUint32(ip + 16, parseIpv4('10.0.0.2')!)
  const tcp = ip + ipBytes
  view.setUint16(tcp, 40_000)
  view.setUint16(tcp + 2, 80)
  view.setUint8(tcp + 12, 0x50)
  view.setUint8(tcp + 13, 0x18)
  bytes.set(new TextEncoder().encode(payload), headBytes)
  return { atUs, length: bytes.length, bytes }
}

export const pcapOf = (records: readonly PcapRecord[]): Uint8Array => writePcap(linkTypes.cooked2, records)
