/** Checksums of the headers we build. */

/** RFC 1071, of all parts as if they stood behind each other: each but the last is of even length. */
export function internetChecksum(...parts: readonly ArrayLike<number>[]): number {
  let sum = 0
  for (const part of parts)
    for (let at = 0; at < part.length; at += 2) sum += (part[at]! << 8) | (at + 1 < part.length ? part[at + 1]! : 0)
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000)
  return ~sum & 0xffff
}

/** CRC32c (RFC 9260, appendix A), which SCTP sends with the low byte first. */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0)
  }
  return ~crc >>> 0
}
