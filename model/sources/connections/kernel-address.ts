/** Addresses as `/proc/net/ip_vs_conn` writes them: `0A600064`, and full lower-case IPv6 without brackets. */
import { formatIpv4, formatIpv6, parseIpv4, parseIpv6 } from '../../address.ts'
import { hexOf } from '../bytes.ts'

const ipv4Length = 8
const ipv6Length = 39
const colon = 58

/** Whether a range has the form of an address. */
export function isKernelAddress(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start === ipv4Length) return hexOf(bytes, start, end) >= 0
  if (end - start !== ipv6Length) return false
  for (let group = 0; group < 8; group++) {
    const at = start + group * 5
    if (hexOf(bytes, at, at + 4) < 0 || (group < 7 && bytes[at + 4] !== colon)) return false
  }
  return true
}

/** The one spelling of an address; the range must have the form. */
export function readKernelAddress(bytes: Uint8Array, start: number, end: number): string {
  if (end - start === ipv4Length) return formatIpv4(hexOf(bytes, start, end))
  return formatIpv6(Array.from({ length: 8 }, (_, group) => hexOf(bytes, start + group * 5, start + group * 5 + 4)))
}

/** Null for a text that is no address. */
export function formatKernelAddress(address: string): string | null {
  if (!address.includes(':')) {
    const value = parseIpv4(address)
    return value === null ? null : value.toString(16).toUpperCase().padStart(ipv4Length, '0')
  }
  const groups = parseIpv6(address)?.map((group) => group.toString(16).padStart(4, '0'))
  return groups?.join(':') ?? null
}

export const formatKernelPort = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0')
