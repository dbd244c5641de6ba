/**
 * Load on the wire: only the rows that moved. A row named with no rates stands still; unknown rates
 * travel as null, since JSON has no NaN.
 */
import type { TableHash } from './ids.ts'
import { counterNames, type Load, mapCounters, placeOf, type Rate, type Rates } from './load.ts'

/** Row number, active, inactive, then the five rates in `counterNames` order when it has any. */
export type RowDelta = readonly (number | null)[]

export interface LoadDelta {
  readonly at: number
  /** Present when the rows below are the whole of a new table's load: rows not named are zero. */
  readonly whole?: { readonly table: TableHash; readonly rows: number }
  /** Whether rates are known at all. When this changes, `whole` is present. */
  readonly rated: boolean
  readonly rows: readonly RowDelta[]
  /** The node's own rates in `counterNames` order; null while not known. */
  readonly node: RowDelta | null
}

/** Null when nothing changed: not even the time of the reading. */
export function diffLoad(from: Load | null, to: Load): LoadDelta | null {
  const rated = to.rates !== null
  const alike =
    from !== null &&
    from.table === to.table &&
    from.active.length === to.active.length &&
    (from.rates !== null) === rated
  const rows = movedRows(alike ? from : null, to)
  if (alike && from.at === to.at && sameNodeRate(from.nodeRate, to.nodeRate) && rows.length === 0) return null
  return {
    at: to.at,
    ...(alike ? {} : { whole: { table: to.table, rows: to.active.length } }),
    rated,
    rows: rows.map((row) => rowDelta(to, row)),
    node: to.nodeRate && counterNames.map((name) => outward(to.nodeRate![name])),
  }
}

export function applyLoad(load: Load | null, delta: LoadDelta): Load {
  const { whole } = delta
  const table = whole?.table ?? load?.table ?? ('' as TableHash)
  const active = whole ? new Uint32Array(whole.rows) : (load?.active.slice() ?? new Uint32Array(0))
  const inactive = whole ? new Uint32Array(whole.rows) : (load?.inactive.slice() ?? new Uint32Array(0))
  for (const [row, up, down] of delta.rows) {
    if (!isRow(row, active.length)) continue
    active[row] = up ?? 0
    inactive[row] = down ?? 0
  }
  return {
    at: delta.at,
    table,
    active,
    inactive,
    rates: delta.rated ? applyRates(whole ? null : (load?.rates ?? null), delta.rows, active.length) : null,
    nodeRate: delta.node && rateFrom(delta.node),
  }
}

function applyRates(before: Rates | null, rows: readonly RowDelta[], length: number): Rates {
  const named = new Map<number, RowDelta>()
  for (const delta of rows) if (isRow(delta[0], length)) named.set(delta[0], delta)
  const kept = [...(before?.rows ?? [])].filter((row) => !named.has(row))
  const moving = [...named].filter(([, delta]) => delta.length > 3).map(([row]) => row)
  const sorted = Uint32Array.from([...kept, ...moving]).sort()
  return {
    rows: sorted,
    ...mapCounters((name) => {
      const column = counterNames.indexOf(name) + 3
      return Float64Array.from(sorted, (row) => {
        const delta = named.get(row)
        return delta ? inward(delta[column]) : before![name][placeOf(before!.rows, row)]!
      })
    }),
  }
}

const isRow = (row: number | null | undefined, length: number): row is number => typeof row === 'number' && row < length

const outward = (rate: number): number | null => (Number.isNaN(rate) ? null : rate)
const inward = (rate: number | null | undefined): number => rate ?? NaN

const rateFrom = (values: RowDelta): Rate => mapCounters((name) => inward(values[counterNames.indexOf(name)]))

const sameNodeRate = (a: Rate | null, b: Rate | null): boolean =>
  a === b || (a !== null && b !== null && counterNames.every((name) => Object.is(a[name], b[name])))

/** Rows whose counts or rates differ, ascending; without `from`, those with any. */
function movedRows(from: Load | null, to: Load): number[] {
  const moved = new Set<number>()
  if (from === null || from.active !== to.active || from.inactive !== to.inactive)
    for (let row = 0; row < to.active.length; row++)
      if ((from?.active[row] ?? 0) !== to.active[row] || (from?.inactive[row] ?? 0) !== to.inactive[row]) moved.add(row)
  if (from?.rates !== to.rates) for (const row of ratesMoved(from?.rates ?? null, to.rates)) moved.add(row)
  return [...moved].sort((a, b) => a - b)
}

function* ratesMoved(from: Rates | null, to: Rates | null): Generator<number> {
  for (const row of from?.rows ?? []) if (to === null || placeOf(to.rows, row) < 0) yield row
  for (const [at, row] of (to?.rows ?? []).entries()) {
    const place = from === null ? -1 : placeOf(from.rows, row)
    if (place < 0 || counterNames.some((name) => !Object.is(from![name][place], to![name][at]))) yield row
  }
}

function rowDelta(load: Load, row: number): RowDelta {
  const counts = [row, load.active[row]!, load.inactive[row]!]
  const place = load.rates === null ? -1 : placeOf(load.rates.rows, row)
  return place < 0 ? counts : [...counts, ...counterNames.map((name) => outward(load.rates![name][place]!))]
}
