/**
 * Counts of a table whose structure stayed, from those parts of its text alone that differ from the
 * last. On a quiet node that is nothing, on a busy one a few lines.
 */
import type { Known } from './read.ts'
import type { Scan } from './scan.ts'

interface MovedText {
  readonly bytes: Uint8Array
  /** Ranges as in `Text`. */
  readonly moved: readonly number[]
}

/**
 * Writes the counts that moved; their rows, ascending. Null, and nothing written, when more than counts
 * differs, or may.
 */
export function recount(known: Known, text: MovedText, scan: (bytes: Uint8Array) => Scan): number[] | null {
  const { layout, places, active, inactive } = known
  if (text.moved.length === 0) return []
  const last = layout.start.length - 1
  if (layout.rejected > 0 || text.bytes.length !== layout.start[last]) return null
  /** Row, active, inactive. */
  const found: number[] = []
  for (const [first, end] of runs(layout.start, text.moved)) {
    if (first < 0) return null
    const scanned = scan(text.bytes.subarray(layout.start[first]!, layout.start[end]!))
    if (!isAlike(known, scanned, first, end)) return null
    const offset = layout.firstRow[first]!
    for (let index = 0; index < scanned.rows; index++) {
      const row = places[offset + index]!
      if (row < 0 || (active[row] === scanned.active[index] && inactive[row] === scanned.inactive[index])) continue
      found.push(row, scanned.active[index]!, scanned.inactive[index]!)
    }
  }
  const rows: number[] = []
  for (let at = 0; at < found.length; at += 3) {
    const row = found[at]!
    active[row] = found[at + 1]!
    inactive[row] = found[at + 2]!
    rows.push(row)
  }
  return rows.sort((a, b) => a - b)
}

/** The virtual servers that ranges of bytes touch, as runs from one to before another; -1 for what lies before the first. */
function* runs(start: Uint32Array, ranges: readonly number[]): Generator<readonly [first: number, end: number]> {
  let first = -1
  let end = -1
  let at = -1
  for (let range = 0; range < ranges.length; range += 2) {
    while (at + 1 < start.length - 1 && start[at + 1]! <= ranges[range]!) at++
    const begin = at
    while (at + 1 < start.length - 1 && start[at + 1]! < ranges[range + 1]!) at++
    if (end >= 0 && begin <= end) {
      end = Math.max(end, at + 1)
      continue
    }
    if (end >= 0) yield [first, end]
    first = begin
    end = at + 1
  }
  if (end >= 0) yield [first, end]
}

/** A run of virtual servers lies where it lay, and all but its counts is as it was. */
function isAlike({ layout }: Known, scanned: Scan, first: number, end: number): boolean {
  if (scanned.servers !== end - first || scanned.rejected.length > 0) return false
  for (let index = 0; index < scanned.servers; index++) {
    const at = first + index
    const isSame =
      scanned.printA[index] === layout.printA[at] &&
      scanned.printB[index] === layout.printB[at] &&
      scanned.start[index] === layout.start[at]! - layout.start[first]! &&
      scanned.firstRow[index] === layout.firstRow[at]! - layout.firstRow[first]!
    if (!isSame) return false
  }
  return scanned.rows === layout.firstRow[end]! - layout.firstRow[first]!
}
