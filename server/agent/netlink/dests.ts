/** The real servers of one virtual server as netlink lists them, laid on the rows of the table. */
import type { TakeReply } from '#model/sources/ipvs/netlink.ts'
import { copyTotals, halvesOfTotals, isRow, type ReplyView, viewReply } from '#model/sources/ipvs/netlink-totals.ts'
import type { Structure } from '#model/sources/ipvs/structure.ts'
import type { Held } from './held.ts'

/** A growth being told, rows ascending. */
export interface Into {
  readonly increments: number[]
  readonly unknown: number[]
}

export interface DestReader {
  begin(structure: Structure, position: number): void
  readonly take: TakeReply
  /** Tells how its rows grew, and holds their totals. False, and nothing told, when the kernel lists others than the table. */
  end(held: Held, into: Into): boolean
}

export function makeDestReader(view: ReplyView): DestReader {
  let structure: Structure | null = null
  let first = 0
  let rows = 0
  let replies = 0
  let isWhole = true
  /** Of the rows in turn, and how often each was listed. */
  let totals = new Uint32Array(16 * halvesOfTotals)
  let times = new Uint8Array(16)

  const rowOf = (now: Structure, bytes: Uint8Array): number => {
    // The kernel lists them as it does in /proc, if nothing changed in between.
    const likely = replies < rows ? now.listedRows[first + replies]! : -1
    if (likely >= 0 && isRow(view, bytes, now.keys, likely)) return likely
    for (let row = first; row < first + rows; row++) if (isRow(view, bytes, now.keys, row)) return row
    return -1
  }

  return {
    begin(now, position) {
      structure = now
      first = now.firstRow[position]!
      rows = now.firstRow[position + 1]! - first
      replies = 0
      isWhole = true
      if (rows > times.length) {
        totals = new Uint32Array(rows * halvesOfTotals)
        times = new Uint8Array(rows)
      } else times.fill(0, 0, rows)
    },
    take(bytes, from, to) {
      const row = structure !== null && viewReply(view, 'dest', bytes, from, to) ? rowOf(structure, bytes) : -1
      replies++
      if (row < 0 || times[row - first] !== 0) {
        isWhole = false
        return
      }
      times[row - first] = 1
      copyTotals(view, bytes, totals, row - first)
    },
    end(held, into) {
      if (!isWhole || replies !== rows) return false
      for (let at = 0; at < rows; at++) takeRow(held, first + at, totals, at, into)
      return true
    },
  }
}

/** How much each total grew. Module-wide, so that a hundred thousand rows make no garbage. */
const grown = new Float64Array(5)

function takeRow(held: Held, row: number, totals: Uint32Array, at: number, into: Into): void {
  let isMoved = false
  let isKnown = held.isKnown[row] === 1
  for (let counter = 0; counter < 5; counter++) {
    const from = at * halvesOfTotals + counter * 2
    const place = row * halvesOfTotals + counter * 2
    const growth = (totals[from + 1]! - held.rowTotals[place + 1]!) * 2 ** 32 + (totals[from]! - held.rowTotals[place]!)
    grown[counter] = growth
    if (growth === 0) continue
    isMoved = true
    if (growth < 0 || growth > Number.MAX_SAFE_INTEGER) isKnown = false
    held.rowTotals[place] = totals[from]!
    held.rowTotals[place + 1] = totals[from + 1]!
  }
  held.isKnown[row] = 1
  if (!isKnown) into.unknown.push(row)
  else if (isMoved) into.increments.push(row, ...grown)
}
