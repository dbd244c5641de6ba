/** Columns of a table as a list; sorting that is stable and puts what is not known last. */
import type { ReactNode } from 'react'
import { compareNames } from '#model/compare-names.ts'

export interface Column<Row> {
  /** Also names the column in the address. */
  readonly id: string
  readonly title: string
  /** Longer words for the header, shown on hover. */
  readonly hint?: string
  /** Numbers stand at the right. */
  readonly number?: boolean
  /** What rows are ordered by; a column without cannot be sorted. Null is not known and goes last either way. */
  readonly sort?: (row: Row) => number | string | null
  readonly cell: (row: Row) => ReactNode
}

export interface Order {
  readonly column: string
  readonly down: boolean
}

/** `rate` upwards, `-rate` downwards; anything else is no order. */
export function parseOrder(text: string | undefined, columns: readonly { id: string; sort?: unknown }[]): Order | null {
  if (!text) return null
  const down = text.startsWith('-')
  const column = down ? text.slice(1) : text
  return columns.some(({ id, sort }) => id === column && sort !== undefined) ? { column, down } : null
}

export const formatOrder = (order: Order): string => (order.down ? `-${order.column}` : order.column)

/** What a click on a header asks for: numbers largest first, words A to Z, then the other way round. */
export function nextOrder(order: Order | null, column: Pick<Column<never>, 'id' | 'number'>): Order {
  if (order?.column === column.id) return { column: column.id, down: !order.down }
  return { column: column.id, down: column.number === true }
}

function compareValues(a: number | string, b: number | string): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : compareNames(String(a), String(b))
}

const isKnown = (value: number | string | null): value is number | string =>
  value !== null && !(typeof value === 'number' && Number.isNaN(value))

export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  order: Order | null,
): readonly Row[] {
  const key = columns.find(({ id }) => id === order?.column)?.sort
  if (order === null || key === undefined) return rows
  return rows
    .map((row, index) => ({ row, index, value: key(row) }))
    .sort((a, b) => {
      if (!isKnown(a.value) || !isKnown(b.value))
        return Number(!isKnown(a.value)) - Number(!isKnown(b.value)) || a.index - b.index
      const by = compareValues(a.value, b.value)
      return (order.down ? -by : by) || a.index - b.index
    })
    .map(({ row }) => row)
}
