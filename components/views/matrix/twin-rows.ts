/** Rows of the table twin. */
import type { Cluster } from '#model/cluster.ts'
import { type CellFacts, factsOf } from './cell.ts'
import { codes } from './codes.ts'
import type { MatrixRow } from './grid.ts'
import { amountOf, type MatrixScene } from './scene.ts'

/** Every cell of the picture that differs, line by line. Of a scene of drift. */
export function makeDifferences(
  cluster: Cluster,
  { by, codes: cells, rows, columns }: MatrixScene,
): readonly { readonly row: MatrixRow; readonly facts: CellFacts }[] {
  if (by !== 'drift') return []
  const found: { row: MatrixRow; facts: CellFacts }[] = []
  for (let at = 0; at < cells.length; at++) {
    if (cells[at]! < codes.draining) continue
    const row = rows.slots[Math.floor(at / columns.slots.length)]!
    const facts = factsOf(cluster, { thing: row.thing, node: columns.slots[at % columns.slots.length]!.node })
    if (facts !== null) found.push({ row, facts })
  }
  return found
}

export interface Total {
  readonly row: MatrixRow
  /** NaN not known, as all here. */
  readonly rate: number
  readonly active: number
  readonly inactive: number
}

/** Services of the picture with their load over all nodes that answer. */
export const makeTotals = (cluster: Cluster, { rows }: MatrixScene): readonly Total[] =>
  rows.slots.flatMap((row) => {
    if (row === null) return []
    const flow = cluster.sums?.things.get(row.thing)
    return [{ row, rate: amountOf(flow, 'rate'), active: flow?.active ?? NaN, inactive: flow?.inactive ?? NaN }]
  })
