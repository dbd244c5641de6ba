/** Counts rows by some of their fields, without a string a row: the bytes of the fields are the key. */
import { hashBytes } from '../bytes.ts'
import type { Row } from './row.ts'

export interface FieldCounter {
  count(bytes: Uint8Array, row: Row): void
  /** Every key's fields with how many rows had them, in the order they were first seen. */
  entries(): { readonly fields: readonly string[]; readonly rows: number }[]
  /** Rows that were not counted since their key would have been one too many. */
  left(): number
}

const blank = 32

/** At most `most` distinct keys of these fields of a row. */
export function makeFieldCounter(counted: readonly number[], most: number): FieldCounter {
  const slots = 2 ** Math.ceil(Math.log2(most * 2))
  /** One more than the number of a key; 0 for an empty slot. */
  let table = new Int32Array(0)
  let starts = new Uint32Array(64)
  let rows = new Uint32Array(64)
  let keys = 0
  let text = new Uint8Array(4096)
  let length = 0
  let left = 0

  /** Writes the key behind those that are kept. */
  const write = (bytes: Uint8Array, row: Row): number => {
    let at = length
    for (const field of counted) {
      const from = row.start[field]!
      const to = row.end[field]!
      while (at + to - from + 1 > text.length) text = grown(text, new Uint8Array(text.length * 2))
      for (let byte = from; byte < to; byte++) text[at++] = bytes[byte]!
      text[at++] = blank
    }
    return at
  }
  const isSame = (key: number, end: number): boolean => {
    const from = starts[key]!
    const to = key + 1 < keys ? starts[key + 1]! : length
    if (to - from !== end - length) return false
    for (let at = 0; at < to - from; at++) if (text[from + at] !== text[length + at]) return false
    return true
  }

  return {
    count(bytes, row) {
      if (table.length === 0) table = new Int32Array(slots)
      const end = write(bytes, row)
      let slot = hashBytes(text, length, end) & (slots - 1)
      for (; table[slot] !== 0; slot = (slot + 1) & (slots - 1)) {
        const key = table[slot]! - 1
        if (!isSame(key, end)) continue
        rows[key]!++
        return
      }
      if (keys === most) {
        left++
        return
      }
      if (keys === starts.length) {
        starts = grown(starts, new Uint32Array(keys * 2))
        rows = grown(rows, new Uint32Array(keys * 2))
      }
      starts[keys] = length
      rows[keys] = 1
      keys++
      table[slot] = keys
      length = end
    },
    entries() {
      const decoder = new TextDecoder('latin1')
      return Array.from({ length: keys }, (_, key) => ({
        fields: decoder.decode(text.subarray(starts[key], (key + 1 < keys ? starts[key + 1]! : length) - 1)).split(' '),
        rows: rows[key]!,
      }))
    },
    left: () => left,
  }
}

function grown<Column extends Uint8Array | Uint32Array>(from: Column, to: Column): Column {
  to.set(from)
  return to
}
