/**
 * Rows of `/proc/net/ip_vs_conn` that come a second time. Every read() of it finds its place by counting rows from the
 * beginning (Linux 6.1 ip_vs_conn.c, ip_vs_conn_array; since 6.14 within one hash chain), while connections come and
 * go: for each row that came before that place since the last read(), the last row given is given again; for each that
 * went, one that is there is passed over, which nobody can tell from what is read.
 */
import { fields, type Row } from './row.ts'

export interface Repeats {
  /** Whether the row came already. False for one that lies further back than the last 4,096 rows. */
  has(bytes: Uint8Array, row: Row): boolean
}

/** So many connections that came between two read()s would be a million a second. */
const window = 4_096

export function makeRepeats(): Repeats {
  // Of the window that fills, and of the one before it.
  let last = makeHashes(window)
  let before = makeHashes(window)
  return {
    has(bytes, row) {
      const hash = hashOf(bytes, row)
      if (before.has(hash) || !last.add(hash)) return true
      if (last.size() < window) return false
      const emptied = before
      before = last
      last = emptied
      last.clear()
      return false
    },
  }
}

/** A set of up to `most` hashes, without an object for any of them. */
function makeHashes(most: number) {
  // Half of the places stay free. 0 is a free one: a row whose hash it is comes once in 2^53.
  const places = new Float64Array(4 * most)
  const mask = places.length - 1
  let size = 0
  const placeOf = (hash: number) => {
    let at = hash & mask
    while (places[at] !== 0 && places[at] !== hash) at = (at + 1) & mask
    return at
  }
  return {
    has: (hash: number) => places[placeOf(hash)] === hash,
    /** False when it is there already. */
    add(hash: number): boolean {
      const at = placeOf(hash)
      if (places[at] === hash) return false
      places[at] = hash
      size++
      return true
    },
    size: () => size,
    clear() {
      places.fill(0)
      size = 0
    },
  }
}

/**
 * 53 bits of what names a connection or template: its ends, and the data of a persistence engine. Not its state and
 * seconds, which move meanwhile. Held against 8,192 others
 * each, one of a million rows is taken for another in one of a million walks.
 */
function hashOf(bytes: Uint8Array, row: Row): number {
  let high = 0x811c_9dc5
  let low = 0x9747_b28c
  const add = (start: number, end: number) => {
    // Four bytes at a time; the last of them may have been in the four before.
    for (let at = start; at < end; at += 4) {
      const from = Math.min(at, end - 4)
      const four = bytes[from]! | (bytes[from + 1]! << 8) | (bytes[from + 2]! << 16) | (bytes[from + 3]! << 24)
      high = Math.imul(high ^ four, 0x85eb_ca6b)
      high ^= high >>> 15
      low = Math.imul(low ^ four, 0xc2b2_ae35)
      low ^= low >>> 13
    }
  }
  add(row.start[fields.protocol]!, row.end[fields.realPort]!)
  if (row.count > fields.engine) add(row.start[fields.engine]!, row.end[row.count - 1]!)
  return (high >>> 11) * 0x1_0000_0000 + (low >>> 0)
}
