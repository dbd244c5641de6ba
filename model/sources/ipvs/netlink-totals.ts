/**
 * Totals of many rows without an object a row: replies to GET_DEST go straight into preallocated
 * columns. Every reply is checked against the row it is put on (address and port), whatever order
 * the kernel lists them in, so a table that changed between two readings is noticed and not mixed up.
 */
import { type CounterColumns, counterNames, mapCounters } from '../../load.ts'
import type { Parsed } from '../../report.ts'
import type { RealServer } from '../../topology.ts'
import { addressBytes, encodeAddress } from './netlink-address.ts'
import { destAttributes, replyCommands, topLevel } from './netlink-numbers.ts'
import { alignToFour, attributeHeaderBytes, attributeTypeMask, genericHeaderBytes, readU16 } from './netlink-wire.ts'

/** Address and port as the kernel sends them. */
const keyBytes = addressBytes + 2

/** What rows are recognised by: 18 bytes each. */
export function makeRowKeys(realServers: readonly RealServer[]): Uint8Array {
  const keys = new Uint8Array(realServers.length * keyBytes)
  realServers.forEach((real, row) => {
    keys.set(encodeAddress(real.address), row * keyBytes)
    keys[row * keyBytes + addressBytes] = real.port >>> 8
    keys[row * keyBytes + addressBytes + 1] = real.port
  })
  return keys
}

export interface TotalsColumns {
  readonly columns: CounterColumns
  /** The same memory as 32-bit halves, low first, in `counterNames` order. */
  readonly halves: readonly Uint32Array[]
  /** The number of the reading that found the row; 0 is none. */
  readonly readIn: Uint32Array
  /** Where each row of a virtual server was listed last: the n-th reply belongs to row `first + order[first + n]`. */
  readonly order: Uint32Array
}

export function makeTotalsColumns(rows: number): TotalsColumns {
  const columns = mapCounters(() => new BigUint64Array(rows))
  return {
    columns,
    halves: counterNames.map((name) => new Uint32Array(columns[name].buffer)),
    readIn: new Uint32Array(rows),
    order: new Uint32Array(rows),
  }
}

/**
 * Reads all replies to the GET_DEST of one virtual server into its rows, the first of which is
 * `first`. `reading` is 1 or more and grows. Tells whether a counter changed when every row was
 * found once; else what was wrong, with the rows found until then written.
 */
export function readDestTotals(
  replies: readonly Uint8Array[],
  keys: Uint8Array,
  into: TotalsColumns,
  first: number,
  reading: number,
): Parsed<{ readonly isChanged: boolean }> {
  const rows = keys.length / keyBytes
  let isChanged = false
  if (replies.length !== rows) return no(`the kernel lists ${replies.length} real servers where the table had ${rows}`)
  for (let place = 0; place < rows; place++) {
    const reply = replies[place]!
    if (!find(reply)) return no('a reply is no whole real server with totals')
    let row = into.order[first + place]!
    if (row >= rows || !isRow(reply, keys, row)) {
      row = 0
      while (row < rows && !isRow(reply, keys, row)) row++
      if (row === rows) return no('the kernel lists a real server that the table had not')
      into.order[first + place] = row
    }
    if (into.readIn[first + row] === reading) return no('the kernel lists a real server twice')
    into.readIn[first + row] = reading
    if (copy(reply, into.halves, first + row)) isChanged = true
  }
  return { ok: true, value: { isChanged } }
}

const no = (why: string) => ({ ok: false, why }) as const

/** Offsets of the reply last looked at; module-wide so that a hundred thousand rows make no garbage. */
let addressAt = 0
let portAt = 0
let statsAt = 0
let statsEnd = 0
const valueAt = new Int32Array(6)
const valueIsLong = new Uint8Array(6)

function find(reply: Uint8Array): boolean {
  addressAt = portAt = statsAt = 0
  let isWide = false
  if (reply.length < genericHeaderBytes + attributeHeaderBytes || reply[0] !== replyCommands.dest) return false
  if ((readU16(reply, genericHeaderBytes + 2) & attributeTypeMask) !== topLevel.dest) return false
  const end = genericHeaderBytes + readU16(reply, genericHeaderBytes)
  if (end > reply.length) return false
  for (let at = genericHeaderBytes + attributeHeaderBytes; at + attributeHeaderBytes <= end; ) {
    const length = readU16(reply, at)
    if (length < attributeHeaderBytes || at + length > end) return false
    const type = readU16(reply, at + 2) & attributeTypeMask
    if (type === destAttributes.address && length === attributeHeaderBytes + addressBytes)
      addressAt = at + attributeHeaderBytes
    else if (type === destAttributes.port && length === attributeHeaderBytes + 2) portAt = at + attributeHeaderBytes
    else if (type === destAttributes.stats64 || (type === destAttributes.stats && !isWide)) {
      isWide = type === destAttributes.stats64
      statsAt = at + attributeHeaderBytes
      statsEnd = at + length
    }
    at += alignToFour(length)
  }
  return addressAt > 0 && portAt > 0 && statsAt > 0 && findValues(reply)
}

/** The five totals inside the stats: eight bytes each, or four in the old 32-bit set. */
function findValues(reply: Uint8Array): boolean {
  valueAt.fill(0)
  for (let at = statsAt; at + attributeHeaderBytes <= statsEnd; ) {
    const length = readU16(reply, at)
    if (length < attributeHeaderBytes || at + length > statsEnd) return false
    const type = readU16(reply, at + 2) & attributeTypeMask
    if (type <= 5 && (length === 12 || length === 8)) {
      valueAt[type] = at + attributeHeaderBytes
      valueIsLong[type] = length === 12 ? 1 : 0
    }
    at += alignToFour(length)
  }
  return valueAt[1]! > 0 && valueAt[2]! > 0 && valueAt[3]! > 0 && valueAt[4]! > 0 && valueAt[5]! > 0
}

/** Compared from the end: ports are often equal, the last octets of addresses seldom. */
function isRow(reply: Uint8Array, keys: Uint8Array, row: number): boolean {
  const key = row * keyBytes
  for (let index = addressBytes - 1; index >= 0; index--)
    if (reply[addressAt + index] !== keys[key + index]) return false
  return reply[portAt] === keys[key + addressBytes] && reply[portAt + 1] === keys[key + addressBytes + 1]
}

/** Halves of 32 bits, so that no bigint is made. True when a counter changed. */
function copy(reply: Uint8Array, halves: readonly Uint32Array[], row: number): boolean {
  let isChanged = false
  for (let type = 1; type <= 5; type++) {
    const at = valueAt[type]!
    const column = halves[type - 1]!
    const low = half(reply, at)
    const high = valueIsLong[type] ? half(reply, at + 4) : 0
    if (column[row * 2] !== low || column[row * 2 + 1] !== high) {
      column[row * 2] = low
      column[row * 2 + 1] = high
      isChanged = true
    }
  }
  return isChanged
}

const half = (bytes: Uint8Array, at: number): number =>
  (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0
