/**
 * Totals of many replies without an object a reply: where things are in one goes into a view that is
 * used again, values go straight into columns of 32-bit halves.
 */
import { addressBytes } from './netlink-address.ts'
import { destAttributes, replyCommands, serviceAttributes, topLevel } from './netlink-numbers.ts'
import {
  alignToFour,
  attributeHeaderBytes,
  attributeTypeMask,
  genericHeaderBytes,
  readU16,
  readU32,
} from './netlink-wire.ts'
import { rowKeyBytes } from './row-key.ts'

/** Halves of the five totals of one thing: low, then high, in `counterNames` order. */
export const halvesOfTotals = 10

/** Offsets into the bytes of the reply last looked at. */
export interface ReplyView {
  /** What comes before the totals: who it is and how it is set. */
  from: number
  to: number
  /** Of a real server. */
  address: number
  port: number
  /** Of the five totals, by counter; and whether it is eight bytes, not four. */
  readonly value: Int32Array
  readonly isLong: Uint8Array
}

export const makeReplyView = (): ReplyView => ({
  from: 0,
  to: 0,
  address: 0,
  port: 0,
  value: new Int32Array(5),
  isLong: new Uint8Array(5),
})

const kinds = {
  service: { command: replyCommands.service, level: topLevel.service, attributes: serviceAttributes },
  dest: { command: replyCommands.dest, level: topLevel.dest, attributes: destAttributes },
} as const

/** False when it is no whole reply of this kind with totals. */
export function viewReply(
  view: ReplyView,
  kind: keyof typeof kinds,
  bytes: Uint8Array,
  start: number,
  stop: number,
): boolean {
  const { command, level, attributes } = kinds[kind]
  const first = start + genericHeaderBytes
  if (stop < first + attributeHeaderBytes || bytes[start] !== command) return false
  if ((readU16(bytes, first + 2) & attributeTypeMask) !== level) return false
  const end = first + readU16(bytes, first)
  if (end > stop) return false
  let stats = 0
  let statsEnd = 0
  view.from = first + attributeHeaderBytes
  view.to = end
  view.address = view.port = 0
  for (let at = view.from; at + attributeHeaderBytes <= end; ) {
    const length = readU16(bytes, at)
    if (length < attributeHeaderBytes || at + length > end) return false
    const type = readU16(bytes, at + 2) & attributeTypeMask
    if (type === attributes.stats || type === attributes.stats64) {
      if (stats === 0) view.to = at
      if (stats === 0 || type === attributes.stats64) {
        stats = at + attributeHeaderBytes
        statsEnd = at + length
      }
    } else if (type === destAttributes.address && length === attributeHeaderBytes + addressBytes)
      view.address = at + attributeHeaderBytes
    else if (type === destAttributes.port && length === attributeHeaderBytes + 2) view.port = at + attributeHeaderBytes
    at += alignToFour(length)
  }
  return stats > 0 && findValues(view, bytes, stats, statsEnd)
}

/** The five totals inside the stats: eight bytes each, or four in the old 32-bit set. */
function findValues(view: ReplyView, bytes: Uint8Array, stats: number, end: number): boolean {
  const { value, isLong } = view
  value.fill(0)
  for (let at = stats; at + attributeHeaderBytes <= end; ) {
    const length = readU16(bytes, at)
    if (length < attributeHeaderBytes || at + length > end) return false
    const type = readU16(bytes, at + 2) & attributeTypeMask
    if (type >= 1 && type <= 5 && (length === 12 || length === 8)) {
      value[type - 1] = at + attributeHeaderBytes
      isLong[type - 1] = length === 12 ? 1 : 0
    }
    at += alignToFour(length)
  }
  return value[0]! > 0 && value[1]! > 0 && value[2]! > 0 && value[3]! > 0 && value[4]! > 0
}

/** Writes the totals of the reply in view as those of one thing. True when one differs from what was there. */
export function copyTotals(view: ReplyView, bytes: Uint8Array, into: Uint32Array, thing: number): boolean {
  let isChanged = false
  for (let counter = 0; counter < 5; counter++) {
    const at = view.value[counter]!
    const place = thing * halvesOfTotals + counter * 2
    const low = readU32(bytes, at)
    const high = view.isLong[counter] ? readU32(bytes, at + 4) : 0
    if (into[place] === low && into[place + 1] === high) continue
    into[place] = low
    into[place + 1] = high
    isChanged = true
  }
  return isChanged
}

/** Whether the reply in view is of the real server with this key. Compared from the end: the last octets of addresses are seldom equal. */
export function isRow(view: ReplyView, bytes: Uint8Array, keys: Uint8Array, row: number): boolean {
  const key = row * rowKeyBytes
  if (view.address === 0 || view.port === 0) return false
  for (let index = addressBytes - 1; index >= 0; index--)
    if (bytes[view.address + index] !== keys[key + index]) return false
  return bytes[view.port] === keys[key + addressBytes] && bytes[view.port + 1] === keys[key + addressBytes + 1]
}

/** A 32-bit fingerprint of what comes before the totals, never 0. */
export function printOf({ from, to }: ReplyView, bytes: Uint8Array): number {
  let print = 0x811c9dc5
  for (let at = from; at < to; at++) print = Math.imul(print ^ bytes[at]!, 0x01000193)
  return print >>> 0 || 1
}
