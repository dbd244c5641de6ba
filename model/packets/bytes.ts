/** Numbers of a packet, in network byte order. The caller has made sure that the bytes are there. */
import { formatIpv4, formatIpv6 } from '../address.ts'

export const uint16At = (bytes: Uint8Array, at: number): number => (bytes[at]! << 8) | bytes[at + 1]!

export const uint32At = (bytes: Uint8Array, at: number): number =>
  ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0

export const ipv4At = (bytes: Uint8Array, at: number): string => formatIpv4(uint32At(bytes, at))

export function ipv6At(bytes: Uint8Array, at: number): string {
  const groups: number[] = []
  for (let group = 0; group < 8; group++) groups.push(uint16At(bytes, at + 2 * group))
  return formatIpv6(groups)
}
