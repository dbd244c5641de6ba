/**
 * A node's load as the JSON of its delta from nothing, written digit by digit: half a million rows are four million
 * numbers, and as lists and texts first they would take five times as long.
 */
import type { NodeName } from '../ids.ts'
import { counterNames, type Load } from '../load.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** Eight numbers of at most 24 characters with what stands between them. */
const rowBytes = 8 * 25 + 4
const [zero, comma, dot, open, close] = [48, 44, 46, 91, 93]

/** `["NODE",{"at":…,"rows":[[row,active,inactive,…rates],…],…}]`. */
export type WriteLoad = (node: NodeName, load: Load) => Bytes

/** It uses the same memory for all it writes, and what it gives is a copy. */
export function makeLoadWriter(): WriteLoad {
  let rows: Bytes = new Uint8Array(1 << 16)
  return (node, load) => {
    const { at, table, active, inactive, rates, nodeRate } = load
    const most = rowBytes * countRows(load)
    if (most > rows.length) rows = new Uint8Array(2 * most)
    const length = writeRows(rows, { active, inactive, rates })
    const head = { at, whole: { table, rows: active.length }, rated: rates !== null }
    const before = bytesOf(`[${JSON.stringify(node)},${JSON.stringify(head).slice(0, -1)},"rows":[`)
    // JSON writes NaN as null, which is what unknown is here.
    const after = bytesOf(`],"node":${JSON.stringify(nodeRate && counterNames.map((name) => nodeRate[name]))}}]`)
    const whole = new Uint8Array(before.length + length + after.length)
    whole.set(before)
    whole.set(rows.subarray(0, length), before.length)
    whole.set(after, before.length + length)
    return whole
  }
}

const encoder = new TextEncoder()
const bytesOf = (text: string): Bytes => encoder.encode(text)

type Columns = Pick<Load, 'active' | 'inactive' | 'rates'>

/** With a count, and a rate: at least as many as are written. */
function countRows({ active, inactive, rates }: Columns): number {
  let rows = rates?.rows.length ?? 0
  for (let row = 0; row < active.length; row++) if (active[row] !== 0 || inactive[row] !== 0) rows++
  return rows
}

/** Rows with a count or a rate, in order: those with a rate tell all five. The bytes written. */
function writeRows(bytes: Bytes, { active, inactive, rates }: Columns): number {
  const columns = rates === null ? [] : counterNames.map((name) => rates[name])
  const rated = rates?.rows ?? new Uint32Array(0)
  let next = 0
  let at = 0
  for (let row = 0; row < active.length; row++) {
    const isRated = next < rated.length && rated[next] === row
    if (!isRated && active[row] === 0 && inactive[row] === 0) continue
    if (at > 0) bytes[at++] = comma
    bytes[at++] = open
    at = writeWhole(bytes, at, row)
    bytes[at++] = comma
    at = writeWhole(bytes, at, active[row]!)
    bytes[at++] = comma
    at = writeWhole(bytes, at, inactive[row]!)
    if (isRated) {
      for (const column of columns) {
        bytes[at++] = comma
        at = writeRate(bytes, at, column[next]!)
      }
      next++
    }
    bytes[at++] = close
  }
  return at
}

/** Of whole numbers below 2^32: where the next goes. */
function writeWhole(bytes: Bytes, at: number, value: number): number {
  if (value >= 2 ** 31) return writeText(bytes, at, String(value))
  // Small integers all the way: several times as fast as dividing numbers that may be fractions.
  let rest = value | 0
  let end = at + 1
  for (let tens = (rest / 10) | 0; tens > 0; tens = (tens / 10) | 0) end++
  for (let place = end - 1; place >= at; place--) {
    const tenth = (rest / 10) | 0
    bytes[place] = zero + rest - tenth * 10
    rest = tenth
  }
  return end
}

/** Rates are whole hundredths: 12, 12.3 or 12.34. What is none is written as JSON would. */
function writeRate(bytes: Bytes, at: number, value: number): number {
  const whole = Math.floor(value)
  const hundredths = Math.round((value - whole) * 100)
  if (!(whole >= 0 && whole < 2 ** 31) || (whole * 100 + hundredths) / 100 !== value || hundredths === 100)
    return writeText(bytes, at, JSON.stringify(value))
  const end = writeWhole(bytes, at, whole)
  if (hundredths === 0) return end
  const tenths = (hundredths / 10) | 0
  bytes[end] = dot
  bytes[end + 1] = zero + tenths
  if (hundredths === tenths * 10) return end + 2
  bytes[end + 2] = zero + hundredths - tenths * 10
  return end + 3
}

function writeText(bytes: Bytes, at: number, text: string): number {
  for (let index = 0; index < text.length; index++) bytes[at + index] = text.charCodeAt(index)
  return at + text.length
}
