/**
 * One line of conntrack's text: `/proc/net/nf_conntrack` (Linux 6.1 nf_conntrack_standalone.c, ct_seq_show) and what
 * `conntrack -L` prints. The same keys appear twice: first of the original direction, then of the replies.
 *
 *     ipv4     2 tcp      6 118 TIME_WAIT src=10.244.1.10 dst=10.96.0.100 sport=41428 dport=80 packets=6 bytes=395
 *         src=10.244.1.11 dst=10.244.1.10 sport=8080 dport=41428 packets=4 bytes=283 [ASSURED] mark=0 use=1 id=3280383444
 */
import { normaliseAddress } from '../../address.ts'
import type { FlowEnd } from '../../flow.ts'
import { asciiBytes, decimalOf, isText, textOf } from '../bytes.ts'

export interface Direction {
  readonly from: FlowEnd
  readonly to: FlowEnd
  /** Null where the kernel does not count (`nf_conntrack_acct`). */
  readonly packets: number | null
  readonly bytes: number | null
}

export interface ConntrackEntry {
  /** IP protocol number: 6 TCP, 17 UDP, 132 SCTP. */
  readonly protocol: number
  /** Seconds until it is forgotten; null for an entry that hardware forwards. */
  readonly expiresSeconds: number | null
  /** Conntrack's own word; null for protocols without states. */
  readonly state: string | null
  readonly original: Direction
  readonly reply: Direction
  readonly isUnreplied: boolean
  readonly isAssured: boolean
  readonly isOffloaded: boolean
  readonly mark: number | null
  /** Names the entry only while it lasts: the same tuple may get the same number again. */
  readonly id: number | null
}

/** Where the values of the line looked at last lie: 12 pairs of start and end, -1 for what is not there. */
export type Marks = Int32Array

const values = { src: 0, dst: 1, sport: 2, dport: 3, packets: 4, bytes: 5 } as const
const valuesOfDirection = 6
const keys = Object.entries(values).map(([name, place]) => ({ text: asciiBytes(`${name}=`), place }))
const src = asciiBytes('src=')
const blank = 32
const equals = 61

export const makeMarks = (): Marks => new Int32Array(2 * valuesOfDirection * 2)

/** Finds the values of both directions. False when the line is no entry with addresses and ports in both. */
export function scanEntry(bytes: Uint8Array, start: number, end: number, marks: Marks): boolean {
  marks.fill(-1)
  let direction = -1
  for (let at = start; at < end; ) {
    while (at < end && bytes[at] === blank) at++
    let stop = at
    while (stop < end && bytes[stop] !== blank) stop++
    if (isText(bytes, at, Math.min(at + src.length, stop), src)) direction++
    if (direction === 0 || direction === 1) markValue(bytes, at, stop, direction, marks)
    at = stop
  }
  if (direction !== 1) return false
  for (let value = 0; value < 4; value++)
    if (marks[value * 2]! < 0 || marks[(value + valuesOfDirection) * 2]! < 0) return false
  return true
}

function markValue(bytes: Uint8Array, start: number, end: number, direction: number, marks: Marks): void {
  for (const { text, place } of keys) {
    const from = start + text.length
    if (from > end || bytes[from - 1] !== equals || !isText(bytes, start, from, text)) continue
    const at = (direction * valuesOfDirection + place) * 2
    marks[at] = from
    marks[at + 1] = end
    return
  }
}

/** Source and destination port of the original direction in one number; -1 when they are none. */
export function portsOf(bytes: Uint8Array, marks: Marks): number {
  const from = numberAt(bytes, marks, values.sport)
  const to = numberAt(bytes, marks, values.dport)
  return from < 0 || to < 0 || from > 0xffff || to > 0xffff ? -1 : from * 0x10000 + to
}

const numberAt = (bytes: Uint8Array, marks: Marks, value: number): number =>
  marks[value * 2]! < 0 ? -1 : decimalOf(bytes, marks[value * 2]!, marks[value * 2 + 1]!)

/** The entry of a scanned line; null when what should be an address or a number is none. */
export function readEntry(bytes: Uint8Array, start: number, end: number, marks: Marks): ConntrackEntry | null {
  const original = readDirection(bytes, marks, 0)
  const reply = readDirection(bytes, marks, valuesOfDirection)
  const head = textOf(bytes, start, marks[0]! - src.length)
    .trim()
    .split(/ +/)
  // The first two words are there in the extended form only.
  const [, number = '', ...words] = head[0] === 'ipv4' || head[0] === 'ipv6' ? head.slice(2) : head
  const protocol = wholeNumber(number)
  if (original === null || reply === null || protocol === null) return null
  const tail = textOf(bytes, start, end)
  const [expires] = words
  const expiresSeconds = wholeNumber(expires ?? '')
  return {
    protocol,
    expiresSeconds,
    state: (expiresSeconds === null ? words[0] : words[1]) ?? null,
    original,
    reply,
    isUnreplied: tail.includes(' [UNREPLIED]'),
    isAssured: tail.includes(' [ASSURED]'),
    isOffloaded: tail.includes(' [OFFLOAD]') || tail.includes(' [HW_OFFLOAD]'),
    mark: named(tail, 'mark'),
    id: named(tail, 'id'),
  }
}

function readDirection(bytes: Uint8Array, marks: Marks, first: number): Direction | null {
  const addressAt = (value: number) => {
    const at = (first + value) * 2
    return normaliseAddress(textOf(bytes, marks[at]!, marks[at + 1]!))
  }
  const number = (value: number) => numberAt(bytes, marks, first + value)
  const [from, to] = [addressAt(values.src), addressAt(values.dst)]
  const [fromPort, toPort] = [number(values.sport), number(values.dport)]
  if (from === null || to === null || fromPort < 0 || toPort < 0 || fromPort > 0xffff || toPort > 0xffff) return null
  const counted = (value: number) => (number(value) < 0 ? null : number(value))
  return {
    from: { address: from, port: fromPort },
    to: { address: to, port: toPort },
    packets: counted(values.packets),
    bytes: counted(values.bytes),
  }
}

const wholeNumber = (text: string): number | null => (/^\d{1,15}$/.test(text) ? Number(text) : null)

const named = (text: string, key: string): number | null =>
  wholeNumber(new RegExp(` ${key}=(\\d{1,15})(?: |$)`).exec(text)?.[1] ?? '')
