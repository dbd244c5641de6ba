/** Builds the payload of a generic netlink message: the command, then attributes. */
import { alignToFour, attributeHeaderBytes, genericHeaderBytes } from './netlink-wire.ts'

export interface Attribute {
  readonly type: number
  /** Bytes, or attributes inside this one. */
  readonly value: Uint8Array | readonly Attribute[]
}

export function encodePayload(command: number, attributes: readonly Attribute[]): Uint8Array {
  const payload = new Uint8Array(genericHeaderBytes + sizeOf(attributes))
  payload[0] = command
  payload[1] = 1
  write(payload, genericHeaderBytes, attributes)
  return payload
}

const valueSize = (value: Attribute['value']): number => (value instanceof Uint8Array ? value.length : sizeOf(value))

const sizeOf = (attributes: readonly Attribute[]): number =>
  attributes.reduce((sum, { value }) => sum + attributeHeaderBytes + alignToFour(valueSize(value)), 0)

function write(bytes: Uint8Array, start: number, attributes: readonly Attribute[]): void {
  let at = start
  for (const { type, value } of attributes) {
    const length = attributeHeaderBytes + valueSize(value)
    bytes.set(u16(length), at)
    bytes.set(u16(type), at + 2)
    if (value instanceof Uint8Array) bytes.set(value, at + attributeHeaderBytes)
    else write(bytes, at + attributeHeaderBytes, value)
    at += alignToFour(length)
  }
}

export const u16 = (value: number): Uint8Array => Uint8Array.of(value, value >>> 8)
export const u16Network = (value: number): Uint8Array => Uint8Array.of(value >>> 8, value)
/** Also of a negative number, as the kernel sends weights. */
export const u32 = (value: number): Uint8Array => Uint8Array.of(value, value >>> 8, value >>> 16, value >>> 24)

export function u64(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, value, true)
  return bytes
}

/** ASCII with the closing NUL the kernel sends. */
export const text = (value: string): Uint8Array => Uint8Array.from(`${value}\0`, (letter) => letter.charCodeAt(0))
