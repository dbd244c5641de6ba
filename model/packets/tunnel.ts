/** What an IP packet carries another one in: IP in IP of either version, and VXLAN. */
import { uint16At } from './bytes.ts'
import { type Ip, parseIp, protocols } from './ip.ts'
import { ipOfEthernet } from './link.ts'
import type { Tunnel } from './packet.ts'

/** The port IANA gave it, and the one Linux and flannel had before. */
const vxlanPorts = [4_789, 8_472]

export interface Tunnelled {
  readonly tunnel: Tunnel
  readonly ip: Ip
}

/** Null for no tunnel, or one whose inner IP header cannot be read. */
export function parseTunnel(bytes: Uint8Array, outer: Ip): Tunnelled | null {
  if (!outer.isWhole || (outer.header.fragment?.offset ?? 0) > 0) return null
  const { protocol } = outer.header
  if (protocol === protocols.udp) return parseVxlan(bytes, outer)
  if (protocol !== protocols.ipip && protocol !== protocols.ipv6) return null
  const ip = parseIp(bytes, outer.start, outer.end, outer.sentEnd)
  const isSaid = ip?.header.version === (protocol === protocols.ipip ? 4 : 6)
  return ip !== null && isSaid ? { tunnel: { is: 'ipip' }, ip } : null
}

/** UDP 8 | flags 1, only "there is an id" set | reserved 3 | id 3 | reserved 1 | Ethernet. The kernel drops any other flag. */
function parseVxlan(bytes: Uint8Array, outer: Ip): Tunnelled | null {
  const at = outer.start + 8
  if (at + 8 > outer.end) return null
  const port = uint16At(bytes, outer.start + 2)
  if (!vxlanPorts.includes(port) || bytes[at] !== 8 || bytes[at + 1] !== 0 || uint16At(bytes, at + 2) !== 0) return null
  const start = ipOfEthernet(bytes, at + 8, outer.end)
  const ip = start === null ? null : parseIp(bytes, start, outer.end, outer.sentEnd)
  const id = (uint16At(bytes, at + 4) << 8) | bytes[at + 6]!
  return ip === null ? null : { tunnel: { is: 'vxlan', id, port }, ip }
}
