/** The question of a DNS message over UDP; its answers are payload. */
import { uint16At } from './bytes.ts'
import type { Dns } from './packet.ts'

export const dnsPort = 53

/** Names of record types people ask for (IANA); others are `TYPE65`, as RFC 3597 writes them. */
const typeNames: { readonly [type: number]: string } = {
  1: 'A',
  2: 'NS',
  5: 'CNAME',
  6: 'SOA',
  12: 'PTR',
  15: 'MX',
  16: 'TXT',
  28: 'AAAA',
  33: 'SRV',
  35: 'NAPTR',
  255: 'ANY',
}

/**
 * 0 id | 2 flags | 4 questions | 6 answers | 8 authorities | 10 additional | 12 question: name, type 2, class 2.
 * Null unless it is a standard query of one question: anything else on the port is payload like any other.
 */
export function parseDns(bytes: Uint8Array, start: number, end: number): { dns: Dns; end: number } | null {
  if (start + 12 > end) return null
  const flags = uint16At(bytes, start + 2)
  const isStandardQuery = (flags & 0x7840) === 0
  if (!isStandardQuery || uint16At(bytes, start + 4) !== 1) return null
  const name = parseName(bytes, start + 12, end)
  const isAsked = name !== null && name.end + 4 <= end
  const dns: Dns = {
    id: uint16At(bytes, start),
    isResponse: (flags & 0x8000) !== 0,
    name: isAsked ? name.text : null,
    type: isAsked ? formatType(uint16At(bytes, name.end)) : null,
    code: flags & 15,
  }
  return { dns, end: isAsked ? name.end + 4 : start + 12 }
}

const formatType = (type: number): string => typeNames[type] ?? `TYPE${type}`

/** RFC 1035: a label is at most 63 bytes, a name 255 with the octets of length. */
const mostNameBytes = 255

/**
 * Labels, each behind an octet with its length, up to the empty one. An octet from 64 on is no length: most point to an
 * earlier name, and before the first question there is none.
 */
function parseName(bytes: Uint8Array, start: number, end: number): { text: string; end: number } | null {
  const labels: string[] = []
  for (let at = start; at < end && at - start < mostNameBytes; ) {
    const size = bytes[at]!
    if (size === 0) return { text: labels.length === 0 ? '.' : labels.join('.'), end: at + 1 }
    if (size > 63 || at + 1 + size > end) return null
    labels.push(labelText(bytes, at + 1, at + 1 + size))
    at += 1 + size
  }
  return null
}

/** Lower case; dots, backslashes and what cannot be printed are escaped as in zone files. */
function labelText(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!
    if (byte === 0x2e || byte === 0x5c) text += `\\${String.fromCharCode(byte)}`
    else if (byte > 0x20 && byte < 0x7f) text += String.fromCharCode(byte).toLowerCase()
    else text += `\\${byte.toString().padStart(3, '0')}`
  }
  return text
}
