/**
 * Rows from one table to another: which rows of the one are the same real servers of the same virtual
 * servers as rows of the other. Both tables are in one order, so what stays are a few runs of rows, to be
 * carried over in blocks: it is done for every change of a table on every node.
 */
import { compareMatches, compareRealServers, type Table, type VirtualServer } from './topology.ts'

/** A table with its virtual servers, in its order. */
export interface AlignedTable {
  readonly table: Table
  readonly servers: readonly VirtualServer[]
  /** See `makeRowOffsets`: rows are counted without looking at the virtual servers. */
  readonly offsets: Uint32Array
}

/** Three numbers a run: its first row in the one table, in the other, and how many rows it is. Ascending in both; never touching in both. */
export type Runs = Int32Array

/** The rows of `from` that are in `to` too. */
export function alignRuns(from: AlignedTable, to: AlignedTable): Runs {
  const runs = makeRuns()
  let there = 0
  let position = 0
  while (position < to.table.length) {
    const [left, right] = [there, position]
    while (position < to.table.length && from.table[there] === to.table[position]) {
      there++
      position++
    }
    runs.add(from.offsets[left]!, to.offsets[right]!, to.offsets[position]! - to.offsets[right]!)
    const server = to.servers[position]
    if (server === undefined) break
    let order = 1
    while (there < from.servers.length) {
      order = compareMatches(from.servers[there]!.match, server.match)
      if (order >= 0) break
      there++
    }
    if (order !== 0) position++
    else if (from.table[there] !== to.table[position]) {
      const reals = alignReals(from.servers[there]!, server)
      for (let at = 0; at < reals.length; at += 3)
        runs.add(from.offsets[there]! + reals[at]!, to.offsets[position]! + reals[at + 1]!, reals[at + 2]!)
      there++
      position++
    }
  }
  return runs.made()
}

const alignedReals = new WeakMap<VirtualServer, WeakMap<VirtualServer, Runs>>()

/** Worked out once: all nodes go through the same change of a virtual server, each with a table of its own. */
function alignReals(from: VirtualServer, to: VirtualServer): Runs {
  const known = alignedReals.get(from) ?? new WeakMap<VirtualServer, Runs>()
  alignedReals.set(from, known)
  const found = known.get(to)
  if (found !== undefined) return found
  const made = runsOfReals(from, to)
  known.set(to, made)
  return made
}

function runsOfReals(from: VirtualServer, to: VirtualServer): Runs {
  const runs = makeRuns()
  let there = 0
  for (const [at, real] of to.realServers.entries()) {
    while (there < from.realServers.length && compareRealServers(from.realServers[there]!, real) < 0) there++
    const other = from.realServers[there]
    if (other?.address === real.address && other.port === real.port) runs.add(there++, at, 1)
  }
  return runs.made()
}

function makeRuns() {
  const made: number[] = []
  return {
    add(from: number, to: number, rows: number): void {
      if (rows === 0) return
      const last = made.length - 3
      if (last >= 0 && made[last]! + made[last + 2]! === from && made[last + 1]! + made[last + 2]! === to)
        made[last + 2]! += rows
      else made.push(from, to, rows)
    },
    made: (): Runs => Int32Array.from(made),
  }
}

/** A column on the `rows` rows of the other table; what is new there is zero. */
export function carryOver(column: Uint32Array, runs: Runs, rows: number): Uint32Array {
  const made = new Uint32Array(rows)
  for (let at = 0; at < runs.length; at += 3) {
    const [first, length] = [runs[at]!, runs[at + 2]!]
    if (length > longRun) made.set(column.subarray(first, first + length), runs[at + 1]!)
    else for (let row = 0; row < length; row++) made[runs[at + 1]! + row] = column[first + row]!
  }
  return made
}

/** Below, a view of the rows costs more than copying them one by one. */
const longRun = 200

/** Visits those of ascending rows of the one table that stay: their place in the list, and the row they become. */
export function eachStaying(rows: Uint32Array, runs: Runs, visit: (place: number, row: number) => void): void {
  let run = 0
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place]!
    while (run < runs.length && runs[run]! + runs[run + 2]! <= row) run += 3
    if (run < runs.length && runs[run]! <= row) visit(place, row - runs[run]! + runs[run + 1]!)
  }
}
