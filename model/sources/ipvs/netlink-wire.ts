/**
 * Netlink on the wire: the 16-byte message header, the 4-byte generic header, attributes padded to
 * four bytes. Numbers are in host order, which here means little-endian: an agent on a big-endian
 * node does without netlink and says so. Everything is read byte by byte, since a 64-bit value may
 * sit on a 4-byte boundary.
 *
 *     u32 length | u16 type | u16 flags | u32 sequence | u32 port     (nlmsghdr)
 *     u8 command | u8 version | u16 0                                 (genlmsghdr: here a "payload" begins)
 *     u16 length | u16 type | value … padding                         (attribute; length counts its header)
 */

export const messageHeaderBytes = 16
export const genericHeaderBytes = 4
export const attributeHeaderBytes = 4
/** Attribute types carry two flag bits on top (nested, network order): set in requests, not in the kernel's replies. */
export const attributeTypeMask = 0x3fff
export const nestedBit = 0x8000

export const messageTypes = { error: 2, done: 3, controller: 0x10 } as const
export const messageFlags = { request: 0x1, dumpInterrupted: 0x10, dump: 0x300 } as const

export const alignToFour = (length: number): number => (length + 3) & ~3
export const readU16 = (bytes: Uint8Array, at: number): number => bytes[at]! | (bytes[at + 1]! << 8)
export const readU16Network = (bytes: Uint8Array, at: number): number => (bytes[at]! << 8) | bytes[at + 1]!
export const readI32 = (bytes: Uint8Array, at: number): number =>
  bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
export const readU32 = (bytes: Uint8Array, at: number): number => readI32(bytes, at) >>> 0
export const readU64 = (bytes: Uint8Array, at: number): bigint =>
  (BigInt(readU32(bytes, at + 4)) << 32n) | BigInt(readU32(bytes, at))

/** Text up to its first NUL; bytes beyond ASCII become U+FFFD rather than an error. */
export function readText(bytes: Uint8Array, from: number, to: number): string {
  let text = ''
  for (let at = from; at < to && bytes[at] !== 0; at++)
    text += bytes[at]! < 128 ? String.fromCharCode(bytes[at]!) : '\ufffd'
  return text
}

/**
 * Visits the attributes between two offsets, values as offsets. False when one claims a length that
 * is below its header or beyond the end; those before it have been visited then.
 */
export function eachAttribute(
  bytes: Uint8Array,
  start: number,
  end: number,
  visit: (type: number, from: number, to: number) => void,
): boolean {
  for (let at = start; at + attributeHeaderBytes <= end; ) {
    const length = readU16(bytes, at)
    if (length < attributeHeaderBytes || at + length > end) return false
    visit(readU16(bytes, at + 2) & attributeTypeMask, at + attributeHeaderBytes, at + length)
    at += alignToFour(length)
  }
  return true
}

/** Length of the message that begins there, its header included; null when it does not fit into the datagram. */
export function messageLength(datagram: Uint8Array, at: number, end: number): number | null {
  if (at + messageHeaderBytes > end) return null
  const length = readU32(datagram, at)
  return length < messageHeaderBytes || at + length > end ? null : length
}

/** Puts the message header before a payload. */
export function encodeMessage(type: number, flags: number, sequence: number, payload: Uint8Array): Uint8Array {
  const message = new Uint8Array(alignToFour(messageHeaderBytes + payload.length))
  const view = new DataView(message.buffer)
  view.setUint32(0, message.length, true)
  view.setUint16(4, type, true)
  view.setUint16(6, flags, true)
  view.setUint32(8, sequence, true)
  message.set(payload, messageHeaderBytes)
  return message
}
