/** Tables with some of their virtual servers, and the rows those have in a load. */
import type { TableHash, VirtualServerHash } from '../ids.ts'
import { type Load, mapCounters, type Rates } from '../load.ts'
import type { TableIndex } from '../table-index.ts'
import { hashTable, type Table } from '../topology.ts'

export interface Restricted {
  readonly hash: TableHash
  readonly table: Table
  /** Rows of the whole table that stay: from, until, ascending. */
  readonly ranges: readonly (readonly [from: number, until: number])[]
}

/** `index` is of the whole table. */
export function restrictTable(
  table: Table,
  chosen: ReadonlySet<VirtualServerHash>,
  { offsets }: TableIndex,
): Restricted {
  const kept: VirtualServerHash[] = []
  const ranges: [number, number][] = []
  for (const [position, hash] of table.entries()) {
    if (!chosen.has(hash)) continue
    kept.push(hash)
    ranges.push([offsets[position]!, offsets[position + 1]!])
  }
  return { hash: hashTable(kept), table: kept, ranges }
}

/** The same rows in the restricted table's order. The node's own rates are of its whole table, and not told. */
export function restrictLoad(load: Load, { hash, ranges }: Restricted): Load {
  return {
    at: load.at,
    table: hash,
    active: cut(load.active, ranges),
    inactive: cut(load.inactive, ranges),
    rates: load.rates && restrictRates(load.rates, ranges),
    nodeRate: null,
  }
}

function cut(column: Uint32Array, ranges: Restricted['ranges']): Uint32Array {
  const made = new Uint32Array(ranges.reduce((sum, [from, until]) => sum + until - from, 0))
  let to = 0
  for (const [from, until] of ranges) {
    made.set(column.subarray(from, until), to)
    to += until - from
  }
  return made
}

function restrictRates(rates: Rates, ranges: Restricted['ranges']): Rates {
  const places: number[] = []
  const rows: number[] = []
  let to = 0
  for (const [from, until] of ranges) {
    for (let at = firstAtLeast(rates.rows, from); at < rates.rows.length && rates.rows[at]! < until; at++) {
      places.push(at)
      rows.push(to + rates.rows[at]! - from)
    }
    to += until - from
  }
  return {
    rows: Uint32Array.from(rows),
    ...mapCounters((name) => Float64Array.from(places, (place) => rates[name][place]!)),
  }
}

function firstAtLeast(sorted: Uint32Array, wanted: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! < wanted) low = middle + 1
    else high = middle
  }
  return low
}
