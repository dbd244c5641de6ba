/** A DNS message of one question, as the payload of a UDP packet. */
import { joinBytes, uint16Bytes } from './bytes.ts'

export interface DnsValues {
  readonly id: number
  /** Of ASCII labels, without the dot at its end. */
  readonly name: string
  /** IANA's number: 1 is A, 28 is AAAA. */
  readonly type: number
  readonly isResponse?: boolean
  readonly code?: number
}

export function buildDns({ id, name, type, isResponse = false, code = 0 }: DnsValues): Uint8Array {
  // Recursion is desired, and in an answer available.
  const flags = (isResponse ? 0x8180 : 0x0100) | code
  const labels = name.split('.').map((label) => [label.length, ...new TextEncoder().encode(label)])
  const header = [id, flags, 1, 0, 0, 0].flatMap(uint16Bytes)
  return joinBytes([header, ...labels, [0], uint16Bytes(type), uint16Bytes(1)])
}
