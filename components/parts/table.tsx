'use client'
import type { ReactNode } from 'react'
import { withOptions } from '#components/url/address.ts'
import { navigate, useAddress } from '#components/url/browser.ts'
import { useWords } from '#components/words/use-words.ts'
import { type Column, formatOrder, nextOrder, type Order, parseOrder, sortRows } from './table-columns.ts'
import { useWindow } from './window.ts'

interface TableProps<Row> {
  /** Says what the table is of, for those who cannot see it. */
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
  /** Names the option in the address that keeps the order; two tables of one page need two. */
  readonly orderOption?: string
}

/** All rows have this height, pixels; `h-9` below says the same. */
const rowHeight = 36

/** Columns as a list, sorted by a click on their header; the order is in the address. Long ones are drawn as far as seen. */
export function Table<Row>({ caption, columns, rows, keyOf, orderOption = 'sort' }: TableProps<Row>) {
  const address = useAddress()
  const order = parseOrder(address.options[orderOption], columns)
  const sorted = sortRows(rows, columns, order)
  const [body, span] = useWindow<HTMLTableSectionElement>(sorted.length, rowHeight)
  const sortBy = (column: Column<Row>) =>
    navigate(withOptions(address, { [orderOption]: formatOrder(nextOrder(order, column)) }), { replace: true })
  return (
    <div className="relative -mx-4 overflow-x-auto px-4 sm:mx-0 sm:px-0 xl:overflow-visible">
      <table className="w-full border-separate border-spacing-0 text-13" aria-rowcount={sorted.length + 1}>
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <HeaderCell key={column.id} column={column} order={order} sortBy={() => sortBy(column)} />
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          <Gap rows={span.from} columns={columns.length} />
          {sorted.slice(span.from, span.to).map((row, index) => (
            <tr key={keyOf(row)} className="group h-9 hover:bg-raised" aria-rowindex={span.from + index + 2}>
              {columns.map((column) => (
                <Cell key={column.id} number={column.number === true}>
                  {column.cell(row)}
                </Cell>
              ))}
            </tr>
          ))}
          <Gap rows={Math.max(0, sorted.length - span.to)} columns={columns.length} />
        </tbody>
      </table>
    </div>
  )
}

/** The place of rows that are not drawn. */
function Gap({ rows, columns }: { rows: number; columns: number }) {
  if (rows === 0) return null
  return (
    <tr>
      <td colSpan={columns} height={rows * rowHeight} />
    </tr>
  )
}

function Cell({ number, children }: { number: boolean; children: ReactNode }) {
  const side = number ? 'text-right tabular-nums' : 'text-left'
  return (
    <td className={`border-b border-line/50 px-2 py-1 whitespace-nowrap first:pl-0 last:pr-0 ${side}`}>{children}</td>
  )
}

interface HeaderCellProps<Row> {
  readonly column: Column<Row>
  readonly order: Order | null
  readonly sortBy: () => void
}

function HeaderCell<Row>({ column, order, sortBy }: HeaderCellProps<Row>) {
  const words = useWords()
  const isSorted = order?.column === column.id
  const direction = isSorted ? (order.down ? 'descending' : 'ascending') : undefined
  const side = column.number ? 'text-right' : 'text-left'
  return (
    <th
      scope="col"
      aria-sort={direction}
      className={`sticky top-0 z-10 border-b border-line bg-ground px-2 py-2 align-bottom text-12 font-medium whitespace-nowrap text-ink-quiet first:pl-0 last:pr-0 ${side}`}
      title={column.hint}
    >
      {column.sort === undefined ? (
        column.title
      ) : (
        <button
          type="button"
          onClick={sortBy}
          title={column.hint ?? words.parts.sortBy(column.title)}
          className={`cursor-pointer hover:text-ink ${isSorted ? 'text-ink' : ''}`}
        >
          {column.number && <Arrow order={isSorted ? order : null} />}
          {column.title}
          {!column.number && <Arrow order={isSorted ? order : null} />}
        </button>
      )}
    </th>
  )
}

/** Takes its place whether or not it shows, so that nothing moves. */
const Arrow = ({ order }: { order: Order | null }) => (
  <span aria-hidden="true" className="inline-block w-3 text-center">
    {order === null ? '' : order.down ? '↓' : '↑'}
  </span>
)
