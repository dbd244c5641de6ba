/** What is around an IP packet on its way: tunnels, and the link header a capture shows. */

import { familyOf } from '../address.ts'
import { type Between, buildUdp, inIp } from './build.ts'
import { joinBytes, uint16Bytes, uint32Bytes } from './bytes.ts'
import { protocols } from './ip.ts'
import type { Direction } from './packet.ts'

export const inIpip = (packet: Uint8Array, between: Between): Uint8Array =>
  inIp(between, isIpv4(packet) ? protocols.ipip : protocols.ipv6, packet)

export interface VxlanValues extends Between {
  /** The kernel takes it from a hash of the flow inside. */
  readonly sourcePort: number
  /** Default 4,789. */
  readonly port?: number
  /** Virtual network, 24 bits. */
  readonly vxlanId: number
}

export function inVxlan(packet: Uint8Array, { vxlanId, port = 4_789, ...between }: VxlanValues): Uint8Array {
  const header = [8, 0, 0, 0, ...uint32Bytes(vxlanId * 256)]
  return buildUdp({
    mayNotFragment: familyOf(between.source) === 6,
    ...between,
    destinationPort: port,
    payload: joinBytes([header, asEthernet(packet)]),
  })
}

export interface EthernetValues {
  /** Six bytes each; default ones are made up. */
  readonly source?: ArrayLike<number>
  readonly destination?: ArrayLike<number>
  /** Numbers of the VLANs, the outermost first. */
  readonly vlans?: readonly number[]
}

export function asEthernet(packet: Uint8Array, values: EthernetValues = {}): Uint8Array {
  const { source = [2, 0, 0, 0, 0, 1], destination = [2, 0, 0, 0, 0, 2], vlans = [] } = values
  const tags = vlans.flatMap((vlan, place) => [
    ...uint16Bytes(place < vlans.length - 1 ? 0x88a8 : 0x8100),
    ...uint16Bytes(vlan),
  ])
  return joinBytes([destination, source, tags, uint16Bytes(etherType(packet)), packet])
}

/** Hardware types (ARPHRD_…) of devices. */
const hardwareTypes = { ethernet: 1, ipip: 768, loopback: 772, none: 65_534 } as const

export interface Cooked2Values {
  readonly deviceIndex: number
  readonly direction: Direction
  /** Default Ethernet, as veth and VXLAN devices are. */
  readonly hardware?: keyof typeof hardwareTypes
}

/** As `tcpdump -i any -y LINUX_SLL2` writes it: link type 276. */
export function asCooked2(packet: Uint8Array, { deviceIndex, direction, hardware = 'ethernet' }: Cooked2Values) {
  const packetTypes = { in: 0, other: 3, out: 4 }
  return joinBytes([
    [...uint16Bytes(etherType(packet)), 0, 0, ...uint32Bytes(deviceIndex)],
    [...uint16Bytes(hardwareTypes[hardware]), packetTypes[direction]],
    hardware === 'none' ? [0, 0, 0, 0, 0, 0, 0, 0, 0] : [6, 2, 0, 0, 0, 0, 1, 0, 0],
    packet,
  ])
}

const isIpv4 = (packet: Uint8Array): boolean => packet[0]! >> 4 === 4
const etherType = (packet: Uint8Array): number => (isIpv4(packet) ? 0x0800 : 0x86dd)
