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
  const name = parseName(bytes, start, end)
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
 * Labels, each behind an octet with its length, up to the empty one. An octet from 192 on points to an earlier place of
 * the message: only strictly backwards, so that it comes to an end. `end` is behind the name where it stands.
 */
function parseName(bytes: Uint8Array, message: number, end: number): { text: string; end: number } | null {
  const labels: string[] = []
  let nameBytes = 1
  let at = message + 12
  let runStart = at
  let nameEnd: number | null = null
  while (at < end) {
    const size = bytes[at]!
    if (size === 0) return { text: labels.length === 0 ? '.' : labels.join('.'), end: nameEnd ?? at + 1 }
    if (size >= 192) {
      if (at + 2 > end) return null
      const target = message + (uint16At(bytes, at) & 0x3fff)
      if (target >= runStart) return null
      nameEnd ??= at + 2
      at = target
      runStart = target
      continue
    }
    nameBytes += size + 1
    if (size > 63 || nameBytes > mostNameBytes || at + 1 + size > end) return null
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
