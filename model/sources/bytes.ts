/** Small looks at ranges of bytes that are ASCII text. */

export const asciiBytes = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0) & 0x7f)

/** The text of a range; bytes above 127 as Latin-1. */
export function textOf(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at]!)
  return text
}

export function isText(bytes: Uint8Array, start: number, end: number, wanted: Uint8Array): boolean {
  if (end - start !== wanted.length) return false
  for (let at = 0; at < wanted.length; at++) if (bytes[start + at] !== wanted[at]) return false
  return true
}

/** FNV-1a over a range, going on from `hash`: unsigned 32 bits. */
export function hashBytes(bytes: Uint8Array, start: number, end: number, hash = 0x811c9dc5): number {
  let value = hash
  for (let at = start; at < end; at++) value = Math.imul(value ^ bytes[at]!, 0x01000193)
  return value >>> 0
}

/** A whole number in decimal, at most 16 digits; -1 when the range is none. */
export function decimalOf(bytes: Uint8Array, start: number, end: number): number {
  if (end <= start || end - start > 16) return -1
  let value = 0
  for (let at = start; at < end; at++) {
    const digit = bytes[at]! - 48
    if (digit < 0 || digit > 9) return -1
    value = value * 10 + digit
  }
  return Number.isSafeInteger(value) ? value : -1
}

/** A number of at most eight hex digits of either case; -1 when the range is none. */
export function hexOf(bytes: Uint8Array, start: number, end: number): number {
  if (end <= start || end - start > 8) return -1
  let value = 0
  for (let at = start; at < end; at++) {
    const digit = hexDigit(bytes[at]!)
    if (digit < 0) return -1
    value = value * 16 + digit
  }
  return value
}

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48
  const letter = byte | 32
  return letter >= 97 && letter <= 102 ? letter - 87 : -1
}
