/** Addresses as the IPVS family sends them: 16 bytes in network order, an IPv4 address in the first four. */
import { type Family, familyOf, formatIpv4, formatIpv6, parseIpv4, parseIpv6 } from '../../address.ts'
import { addressFamilies } from './netlink-numbers.ts'

export const addressBytes = 16

/** The 16 bytes of an address; all zero for a text that is none. */
export function encodeAddress(address: string): Uint8Array {
  const bytes = new Uint8Array(addressBytes)
  const view = new DataView(bytes.buffer)
  if (familyOf(address) === 4) view.setUint32(0, parseIpv4(address) ?? 0)
  else (parseIpv6(address) ?? []).forEach((group, index) => void view.setUint16(index * 2, group))
  return bytes
}

export function decodeAddress(bytes: Uint8Array, from: number, family: Family): string {
  const group = (index: number) => (bytes[from + index * 2]! << 8) | bytes[from + index * 2 + 1]!
  if (family === 4) return formatIpv4(((group(0) << 16) | group(1)) >>> 0)
  return formatIpv6([0, 1, 2, 3, 4, 5, 6, 7].map(group))
}

export const decodeFamily = (value: number): Family | null =>
  value === addressFamilies[4] ? 4 : value === addressFamilies[6] ? 6 : null
