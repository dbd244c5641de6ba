/** What is drawn: which rows and columns, in which places, and the byte of every cell. */
import type { NodeName } from '#model/ids.ts'
import type { Flow, Sums } from '#model/sums.ts'
import type { ThingId } from '#model/thing.ts'
import { type Axis, makeAxis, worstFirst } from './axis.ts'
import { codeOfAmount, codes, steadyFull } from './codes.ts'
import type { Grid, MatrixColumn, MatrixRow } from './grid.ts'
import type { CellName, MatrixOptions, Measure } from './options.ts'

export interface MatrixScene {
  readonly by: Measure
  readonly rows: Axis<MatrixRow>
  readonly columns: Axis<MatrixColumn>
  /** By place: row × columns + column. */
  readonly codes: Uint8Array
  /** Connections, of a second or open; NaN not known. Only where something is measured. */
  readonly amounts: Float64Array | null
  /** End of the scale. */
  readonly full: number
}

/** A place of the picture. */
export interface Spot {
  readonly row: number
  readonly column: number
}

type Pairs = NonNullable<Sums['pairs']>
type Shown = Pick<MatrixOptions, 'by' | 'query' | 'onlyProblems'>

/** One scene after another of the same scale while that will do. */
export function makeScenes(): (grid: Grid, pairs: Pairs | null, options: Shown) => MatrixScene {
  const fulls = { rate: 1, open: 1 }
  return (grid, pairs, options) => {
    const scene = makeScene(grid, pairs, options, options.by === 'drift' ? 1 : fulls[options.by])
    if (scene.by !== 'drift') fulls[scene.by] = scene.full
    return scene
  }
}

/** Without pairs there is nothing to measure: cells are coloured by drift then. */
export function makeScene(grid: Grid, pairs: Pairs | null, { by, query, onlyProblems }: Shown, full = 1): MatrixScene {
  const { rows: chosenRows, columns: chosenColumns } = choose(grid, query, onlyProblems)
  const rows = makeAxis(chosenRows, ({ namespace }) => namespace, true)
  const columns = makeAxis(chosenColumns, ({ zone }) => zone, false)
  const place = { rows: placesOf(grid.rows, rows), columns: placesOf(grid.columns, columns) }
  const made = new Uint8Array(rows.slots.length * columns.slots.length)
  if (by === 'drift' || pairs === null) {
    copyStates(made, grid, place)
    return { by: 'drift', rows, columns, codes: made, amounts: null, full: 1 }
  }
  const each = (tell: (at: number, cell: number, row: MatrixRow, column: MatrixColumn) => void) => {
    for (const [down, from] of place.rows.entries()) {
      if (from < 0) continue
      for (const [across, over] of place.columns.entries())
        if (over >= 0)
          tell(
            down * columns.slots.length + across,
            over * grid.rows.length + from,
            grid.rows[from]!,
            grid.columns[over]!,
          )
    }
  }
  const amounts = new Float64Array(made.length)
  const present = new Uint8Array(made.length)
  let largest = 0
  each((at, cell, row, column) => {
    const flow = pairs.get(column.node)?.get(row.thing)
    // Of what is missing there is a known nothing; of a silent node only the past is known.
    present[at] = Number(flow !== undefined || grid.states[cell] !== codes.empty)
    amounts[at] = column.isHeard ? amountOf(flow, by) : NaN
    if (amounts[at]! > largest) largest = amounts[at]!
  })
  const scale = steadyFull(full, largest)
  for (let at = 0; at < made.length; at++) if (present[at]) made[at] = codeOfAmount(amounts[at]!, scale)
  return { by, rows, columns, codes: made, amounts, full: scale }
}

interface Places {
  readonly rows: readonly number[]
  readonly columns: readonly number[]
}

/** A million cells or more with every change of structure: nothing is made or called for one. */
function copyStates(into: Uint8Array, { rows, states }: Grid, place: Places): void {
  const columns = Int32Array.from(place.columns)
  let at = 0
  for (const from of place.rows) {
    for (let across = 0; across < columns.length; across++, at++) {
      const over = columns[across]!
      if (from >= 0 && over >= 0) into[at] = states[over * rows.length + from]!
    }
  }
}

/** NaN where nothing is known. */
export function amountOf(flow: Flow | undefined, by: 'rate' | 'open'): number {
  if (flow === undefined) return NaN
  if (by === 'open') return flow.active + flow.inactive
  return flow.rated === 0 && flow.unrated > 0 ? NaN : flow.connections
}

/** Each place's number in the list its items come from; -1 for a free place. */
function placesOf<Item>(all: readonly Item[], { slots }: Axis<Item>): readonly number[] {
  const numbers = new Map(all.map((item, at) => [item, at]))
  return slots.map((item) => (item === null ? -1 : numbers.get(item)!))
}

export interface Chosen {
  readonly rows: readonly MatrixRow[]
  readonly columns: readonly MatrixColumn[]
}

/** Each word is looked for in rows, and where no row has it in columns. */
export function choose(grid: Pick<Grid, 'rows' | 'columns'>, query: string, onlyProblems: boolean): Chosen {
  let rows = grid.rows
  let columns = grid.columns
  for (const word of query.toLowerCase().split(/\s+/).filter(Boolean)) {
    const found = rows.filter(({ text }) => text.includes(word))
    if (found.length > 0) rows = found
    else columns = columns.filter(({ text }) => text.includes(word))
  }
  if (columns.length === 0) rows = []
  if (!onlyProblems) return { rows, columns }
  return {
    rows: worstFirst(
      rows.filter(({ differs }) => differs > 0),
      ({ namespace }) => namespace,
      ({ wrong, differs }) => wrong * 1e6 + differs,
    ),
    columns: worstFirst(
      columns.filter(({ differs, isCompared }) => differs > 0 || !isCompared),
      ({ zone }) => zone,
      ({ wrong, differs }) => wrong * 1e6 + differs,
    ),
  }
}

/** Where a cell is drawn; null where it is not. */
export function spotOf({ rows, columns }: MatrixScene, cell: CellName | null): Spot | null {
  if (cell === null) return null
  const row = rows.slots.findIndex((item) => item?.thing === cell.thing)
  const column = columns.slots.findIndex((item) => item?.node === cell.node)
  return row < 0 || column < 0 ? null : { row, column }
}

/** The names of a cell; null where nothing is drawn. */
export function cellAt({ rows, columns }: MatrixScene, { row, column }: Spot): CellName | null {
  const thing: ThingId | undefined = rows.slots[row]?.thing
  const node: NodeName | undefined = columns.slots[column]?.node
  return thing === undefined || node === undefined ? null : { thing, node }
}
