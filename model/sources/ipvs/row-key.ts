/** A real server's address and port as the kernel sends them over netlink: what a row is recognised by. */
import type { RealServer } from '../../topology.ts'
import { addressBytes, encodeAddress } from './netlink-address.ts'

/** 16 bytes of address, an IPv4 one in the first four, and two of port, all in network order. */
export const rowKeyBytes = addressBytes + 2

export function writeRowKey(real: RealServer, into: Uint8Array, row: number): void {
  const at = row * rowKeyBytes
  into.set(encodeAddress(real.address), at)
  into[at + addressBytes] = real.port >>> 8
  into[at + addressBytes + 1] = real.port
}
