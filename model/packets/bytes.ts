/** Numbers of a packet, in network byte order. The caller has made sure that the bytes are there. */
import { familyOf, formatIpv4, formatIpv6, parseIpv4, parseIpv6 } from '../address.ts'

export const uint16At = (bytes: Uint8Array, at: number): number => (bytes[at]! << 8) | bytes[at + 1]!

export const uint32At = (bytes: Uint8Array, at: number): number =>
  ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0

export const ipv4At = (bytes: Uint8Array, at: number): string => formatIpv4(uint32At(bytes, at))

export function ipv6At(bytes: Uint8Array, at: number): string {
  const groups: number[] = []
  for (let group = 0; group < 8; group++) groups.push(uint16At(bytes, at + 2 * group))
  return formatIpv6(groups)
}

/** The high half first. */
export const uint16Bytes = (value: number): number[] => [(value >>> 8) & 255, value & 255]

export const uint32Bytes = (value: number): number[] => [...uint16Bytes(value >>> 16), ...uint16Bytes(value & 0xffff)]

/** 4 or 16 bytes. Throws for a text that is no address: that is a bug of the caller. */
export function addressBytes(address: string): number[] {
  if (familyOf(address) === 4) {
    const value = parseIpv4(address)
    if (value !== null) return uint32Bytes(value)
  } else {
    const groups = parseIpv6(address)
    if (groups !== null) return groups.flatMap(uint16Bytes)
  }
  throw new Error(`${address} is no IP address.`)
}

export function joinBytes(parts: readonly ArrayLike<number>[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
