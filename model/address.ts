/** IP addresses as text, in the one spelling used everywhere: dotted IPv4, RFC 5952 IPv6. */

export type Family = 4 | 6

export const familyOf = (address: string): Family => (address.includes(':') ? 6 : 4)

/** `10.0.0.1` from its 32-bit number in reading order. */
export const formatIpv4 = (value: number): string =>
  `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`

/** The 32-bit number in reading order, or null when the text is no dotted IPv4 address. */
export function parseIpv4(text: string): number | null {
  let value = 0
  let parts = 0
  let part = 0
  let digits = 0
  for (let at = 0; at <= text.length; at++) {
    const code = at === text.length ? dot : text.charCodeAt(at)
    if (code === dot) {
      if (digits === 0 || part > 255 || ++parts > 4) return null
      value = value * 256 + part
      part = 0
      digits = 0
    } else {
      const digit = code - zero
      if (digit < 0 || digit > 9 || digits === 3 || (digits > 0 && part === 0)) return null
      part = part * 10 + digit
      digits++
    }
  }
  return parts === 4 ? value : null
}

const dot = 0x2e
const zero = 0x30

/**
 * IPv6 from its eight 16-bit groups, compressed as RFC 5952 and inet_ntop do: the longest run of
 * two or more zero groups (the first of equals) becomes `::`.
 */
export function formatIpv6(groups: readonly number[]): string {
  let bestStart = -1
  let bestLength = 1
  for (let start = 0; start < 8; start++) {
    let end = start
    while (end < 8 && groups[end] === 0) end++
    if (end - start > bestLength) {
      bestStart = start
      bestLength = end - start
    }
    if (end > start) start = end
  }
  const hex = (from: number, to: number) =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':')
  // inet_ntop writes addresses of ::/96 and ::ffff:0:0/96 with a dotted tail, but for :: and ::1.
  if (bestStart === 0 && (bestLength === 6 || (bestLength === 5 && groups[5] === 0xffff))) {
    const tail = formatIpv4(((groups[6]! << 16) | groups[7]!) >>> 0)
    return bestLength === 6 ? `::${tail}` : `::ffff:${tail}`
  }
  return bestStart < 0 ? hex(0, 8) : `${hex(0, bestStart)}::${hex(bestStart + bestLength, 8)}`
}

/** The eight 16-bit groups, or null when the text is no IPv6 address. Zone ids are not addresses. */
export function parseIpv6(text: string): number[] | null {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text)
  if (dotted) {
    const tail = parseIpv4(dotted[2]!)
    if (tail === null) return null
    return parseIpv6(`${dotted[1]}${(tail >>> 16).toString(16)}:${(tail & 0xffff).toString(16)}`)
  }
  const halves = text.split('::')
  if (halves.length > 2) return null
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const given = [...head!, ...(tail ?? [])]
  if (!given.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return null
  const missing = 8 - given.length
  if (tail === undefined ? missing !== 0 : missing < 1) return null
  return [...head!, ...Array<string>(tail === undefined ? 0 : missing).fill('0'), ...(tail ?? [])].map((group) =>
    Number.parseInt(group, 16),
  )
}

/** The one spelling of an address, or null when it is none. */
export function normaliseAddress(text: string): string | null {
  if (!text.includes(':')) {
    const value = parseIpv4(text)
    return value === null ? null : formatIpv4(value)
  }
  const groups = parseIpv6(text)
  return groups === null ? null : formatIpv6(groups)
}

/** Order of addresses: IPv4 before IPv6, then by value in network byte order. */
export function compareAddresses(a: string, b: string): number {
  if (a === b) return 0
  const family = familyOf(a) - familyOf(b)
  if (family !== 0) return family
  if (familyOf(a) === 4) return (parseIpv4(a) ?? 0) - (parseIpv4(b) ?? 0)
  const left = parseIpv6(a) ?? []
  const right = parseIpv6(b) ?? []
  for (let i = 0; i < 8; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
