/**
 * Load: how much, never what. Columns of numbers, one entry per row (real server) of a table, in
 * the table's row order. Exact counters stay 64-bit in the agent until two of them are subtracted;
 * only then do they become ordinary numbers.
 */
import type { TableHash } from './ids.ts'

/** The totals the kernel keeps, in the order they are sent. Bytes are IP bytes, packets are as the stack saw them. */
export const counterNames = ['connections', 'inPackets', 'outPackets', 'inBytes', 'outBytes'] as const
export type CounterName = (typeof counterNames)[number]

/** Exact totals of one thing (a row, a node). */
export type Totals = Readonly<Record<CounterName, bigint>>
/** Per second; NaN where it is not known (first reading, reset, source without totals). */
export type Rate = Readonly<Record<CounterName, number>>
/**
 * Rates of a table's rows, of those only that have something to say: a column a counter, aligned with
 * `rows`. NaN where a rate is not known. Every row not named stood still: its rates are zero.
 */
export interface Rates extends Readonly<Record<CounterName, Float64Array>> {
  /** Row numbers, ascending. */
  readonly rows: Uint32Array
}

/** What views draw: present counts and rates. */
export interface Load {
  /** The hub's wall clock when the reading arrived, milliseconds. */
  readonly at: number
  readonly table: TableHash
  /** Connections in an active state now (ESTABLISHED and the handshake's states; never UDP). */
  readonly active: Uint32Array
  /** All others still in the connection table, TIME_WAIT and UDP among them. */
  readonly inactive: Uint32Array
  /** Null while no row's rate can be known; a single unknown rate is NaN. */
  readonly rates: Rates | null
  /** The node's own rates; null while not known. */
  readonly nodeRate: Rate | null
}

/** A row's rate of one counter; NaN where it is not known. */
export function rowRate(load: Load, name: CounterName, row: number): number {
  if (load.rates === null) return NaN
  const at = placeOf(load.rates.rows, row)
  return at < 0 ? 0 : load.rates[name][at]!
}

/** Place of a number in an ascending list; -1 where it is not in it. */
export function placeOf(sorted: Uint32Array, wanted: number): number {
  let low = 0
  let high = sorted.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const found = sorted[middle]!
    if (found === wanted) return middle
    if (found < wanted) low = middle + 1
    else high = middle - 1
  }
  return -1
}

export const unknownRate: Rate = { connections: NaN, inPackets: NaN, outPackets: NaN, inBytes: NaN, outBytes: NaN }

/**
 * Growth per second between two totals. NaN when it fell (zeroed, re-created or rebooted: a reset
 * is a gap, never a negative rate) or no time passed.
 */
export function ratePerSecond(before: bigint, after: bigint, elapsedNs: bigint): number {
  if (elapsedNs <= 0n || after < before) return NaN
  return roundRate((Number(after - before) * 1e9) / Number(elapsedNs))
}

/** Rates travel and are compared with two decimals: more is noise of the clock. */
export const roundRate = (rate: number): number => Math.round(rate * 100) / 100

/** The growth of a node's own totals, per second. */
export const nodeRate = (before: Totals, after: Totals, elapsedNs: bigint): Rate =>
  mapCounters((name) => ratePerSecond(before[name], after[name], elapsedNs))

/** A record of the five counters from a function of their name. */
export const mapCounters = <T>(make: (name: CounterName) => T): Record<CounterName, T> => ({
  connections: make('connections'),
  inPackets: make('inPackets'),
  outPackets: make('outPackets'),
  inBytes: make('inBytes'),
  outBytes: make('outBytes'),
})

const known = new WeakMap<Load, number>()

/** Rows with a connection, of each load counted once. */
export function countedRows(load: Load): number {
  const before = known.get(load)
  if (before !== undefined) return before
  let rows = 0
  for (let row = 0; row < load.active.length; row++) if (load.active[row] !== 0 || load.inactive[row] !== 0) rows++
  known.set(load, rows)
  return rows
}
