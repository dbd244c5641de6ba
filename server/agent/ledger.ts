/**
 * What moved from reading to reading, so that a hub can be told what moved since the one it has. Only
 * the rows that moved are kept; when the table changes they are moved onto the new one, by name.
 */
import type { Origin, Structure } from '#model/sources/ipvs/structure.ts'
import { type Growth, incrementWidth } from './growth.ts'

export interface Move {
  /** Rows whose counts may differ; ascending. */
  readonly counts: readonly number[]
  /** Rows that are new; ascending. */
  readonly fresh: readonly number[]
  /** Null where totals are not known on one of the two sides. */
  readonly growth: Growth | null
  /** The structure is another object now: at least the kernel's order may differ. */
  readonly isNewStructure: boolean
}

export interface Ledger {
  /** Adds a reading to those told of: the move from the one before to it. */
  add(reading: string, move: Move, origin: Origin | null): void
  /** Begins anew with this reading. */
  begin(reading: string): void
  /** Everything between that reading and the newest; null when it is not remembered. */
  since(reading: string): Move | null
}

/** Moves remembered. A hub asks about the last reading, several hubs each about their own. */
const mostMoves = 6
/** Rows named in all of them together: when everything moves, little is remembered. */
const mostRows = 300_000

interface Entry {
  /** The reading it leads from. */
  readonly from: string
  readonly move: Move
}

const still: Move = { counts: [], fresh: [], growth: { increments: [], unknown: [] }, isNewStructure: false }

export function makeLedger(): Ledger {
  let entries: Entry[] = []
  let newest: string | null = null
  return {
    begin(reading) {
      entries = []
      newest = reading
    },
    add(reading, move, origin) {
      if (newest === null) throw new Error('A ledger begins with a reading.')
      const moved = origin === null ? entries : entries.map((entry) => ({ ...entry, move: carry(entry.move, origin) }))
      entries = bounded([...moved, { from: newest, move }])
      newest = reading
    },
    since(reading) {
      if (reading === newest) return still
      const first = entries.findIndex(({ from }) => from === reading)
      return first < 0 ? null : merge(entries.slice(first).map(({ move }) => move))
    },
  }
}

const sizeOf = ({ counts, fresh, growth }: Move): number =>
  counts.length +
  fresh.length +
  (growth === null ? 0 : growth.increments.length / incrementWidth + growth.unknown.length)

/** The newest is kept whatever its size. */
function bounded(entries: readonly Entry[]): Entry[] {
  let rows = 0
  let first = entries.length - 1
  for (rows = sizeOf(entries[first]!.move); first > 0 && entries.length - first < mostMoves; first--) {
    rows += sizeOf(entries[first - 1]!.move)
    if (rows > mostRows) break
  }
  return entries.slice(first)
}

/** The same move on the rows of the next table. Both are in one order, so rows that stay keep theirs. */
function carry(move: Move, { from, rows }: Origin): Move {
  const to = nextRows(from, rows)
  const stay = (list: readonly number[]) => list.map((row) => to[row]!).filter((row) => row >= 0)
  const stays = { counts: stay(move.counts), fresh: stay(move.fresh), isNewStructure: move.isNewStructure }
  const { growth } = move
  if (growth === null) return { ...stays, growth }
  const increments: number[] = []
  for (let at = 0; at < growth.increments.length; at += incrementWidth) {
    const row = to[growth.increments[at]!]!
    if (row >= 0) increments.push(row, ...growth.increments.slice(at + 1, at + incrementWidth))
  }
  return { ...stays, growth: { increments, unknown: stay(growth.unknown) } }
}

/** Where the rows of the structure before are now; -1 for those that are gone. */
function nextRows(from: Structure, rows: Int32Array): Int32Array {
  const to = new Int32Array(from.rows).fill(-1)
  rows.forEach((there, row) => {
    if (there >= 0) to[there] = row
  })
  return to
}

function merge(moves: readonly Move[]): Move {
  const [only] = moves
  if (moves.length === 1) return only!
  return {
    // A row that is new may have been there before, with other counts.
    counts: ascending(new Set(moves.flatMap(({ counts, fresh }) => [...counts, ...fresh]))),
    fresh: ascending(new Set(moves.flatMap(({ fresh }) => fresh))),
    growth: moves.every(({ growth }) => growth !== null) ? mergeGrowth(moves.map(({ growth }) => growth!)) : null,
    isNewStructure: moves.some(({ isNewStructure }) => isNewStructure),
  }
}

const ascending = (rows: Iterable<number>): number[] => [...rows].sort((a, b) => a - b)

function mergeGrowth(growths: readonly Growth[]): Growth {
  const unknown = new Set(growths.flatMap((growth) => growth.unknown))
  const sums = new Map<number, number[]>()
  for (const { increments } of growths)
    for (let at = 0; at < increments.length; at += incrementWidth) {
      const row = increments[at]!
      if (unknown.has(row)) continue
      const sum = sums.get(row) ?? [0, 0, 0, 0, 0]
      sums.set(row, sum)
      for (let counter = 0; counter < sum.length; counter++) sum[counter]! += increments[at + 1 + counter]!
    }
  return {
    increments: ascending(sums.keys()).flatMap((row) => [row, ...sums.get(row)!]),
    unknown: ascending(unknown),
  }
}
