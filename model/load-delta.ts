/**
 * Load on the wire: only the rows that moved. Unknown rates travel as null, since JSON has no NaN.
 */
import type { TableHash } from './ids.ts'
import { counterNames, type Load, mapCounters, type Rate, type RateColumns } from './load.ts'

/** Row number, active, inactive, then the five rates in `counterNames` order when rates are known. */
export type RowDelta = readonly (number | null)[]

export interface LoadDelta {
  readonly at: number
  /** Present when the rows below are the whole of a new table's load: rows not named are zero. */
  readonly whole?: { readonly table: TableHash; readonly rows: number }
  /** Whether `rows` carry rates. When this changes, `whole` is present. */
  readonly rated: boolean
  readonly rows: readonly RowDelta[]
  /** The node's own rates in `counterNames` order; null while not known. */
  readonly node: RowDelta | null
}

/** Null when nothing but possibly nothing changed: not even the time of the reading. */
export function diffLoad(from: Load | null, to: Load): LoadDelta | null {
  const rated = to.rates !== null
  const alike =
    from !== null &&
    from.table === to.table &&
    from.active.length === to.active.length &&
    (from.rates !== null) === rated
  if (alike && from.at === to.at && sameNodeRate(from.nodeRate, to.nodeRate) && rowsMoved(from, to).length === 0)
    return null
  const base = alike ? from : emptyLoad(to)
  const rows = rowsMoved(base, to).map((row) => rowDelta(to, row))
  return {
    at: to.at,
    ...(alike ? {} : { whole: { table: to.table, rows: to.active.length } }),
    rated,
    rows,
    node: to.nodeRate && counterNames.map((name) => outward(to.nodeRate![name])),
  }
}

export function applyLoad(load: Load | null, delta: LoadDelta): Load {
  const base = delta.whole
    ? emptyLoad({ table: delta.whole.table, length: delta.whole.rows, rated: delta.rated })
    : copyLoad(load ?? emptyLoad({ table: '' as TableHash, length: 0, rated: false }))
  for (const [row, active, inactive, ...rates] of delta.rows) {
    if (typeof row !== 'number' || row >= base.active.length) continue
    base.active[row] = active ?? 0
    base.inactive[row] = inactive ?? 0
    for (const [column, name] of counterNames.entries()) if (base.rates) base.rates[name][row] = inward(rates[column])
  }
  return { ...base, at: delta.at, nodeRate: delta.node && rateFrom(delta.node) }
}

const outward = (rate: number): number | null => (Number.isNaN(rate) ? null : rate)
const inward = (rate: number | null | undefined): number => rate ?? NaN

const rateFrom = (values: RowDelta): Rate => mapCounters((name) => inward(values[counterNames.indexOf(name)]))

const sameNodeRate = (a: Rate | null, b: Rate | null): boolean =>
  a === b || (a !== null && b !== null && counterNames.every((name) => Object.is(a[name], b[name])))

function rowsMoved(from: Load, to: Load): number[] {
  const moved: number[] = []
  for (let row = 0; row < to.active.length; row++) {
    const same =
      from.active[row] === to.active[row] &&
      from.inactive[row] === to.inactive[row] &&
      (to.rates === null || counterNames.every((name) => Object.is(from.rates![name][row], to.rates![name][row])))
    if (!same) moved.push(row)
  }
  return moved
}

const rowDelta = (load: Load, row: number): RowDelta => [
  row,
  load.active[row]!,
  load.inactive[row]!,
  ...(load.rates ? counterNames.map((name) => outward(load.rates![name][row]!)) : []),
]

function emptyLoad(shape: Load | { table: TableHash; length: number; rated: boolean }): Load {
  const length = 'length' in shape ? shape.length : shape.active.length
  const rated = 'length' in shape ? shape.rated : shape.rates !== null
  return {
    at: 0,
    table: shape.table,
    active: new Uint32Array(length),
    inactive: new Uint32Array(length),
    rates: rated ? mapCounters(() => new Float64Array(length)) : null,
    nodeRate: null,
  }
}

const copyLoad = (load: Load): Load => ({
  ...load,
  active: load.active.slice(),
  inactive: load.inactive.slice(),
  rates: load.rates && copyRates(load.rates),
})

const copyRates = (rates: RateColumns): RateColumns => mapCounters((name) => rates[name].slice())
