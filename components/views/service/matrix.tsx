'use client'
import type { ReactNode } from 'react'
import { Mark } from '#components/parts/mark.tsx'
import { Age, Num, Rate } from '#components/parts/number.tsx'
import { NodeLink, PodLink, splitId } from '#components/parts/things.tsx'
import { useWindow } from '#components/parts/window.ts'
import { useAddress } from '#components/url/browser.ts'
import { useWords } from '#components/words/use-words.ts'
import { CellBody } from './matrix-cell.tsx'
import type { MatrixColumn, MatrixRow, Matrix as MatrixScene, MatrixTotal } from './scene.ts'
import { BlindText } from './verdict-text.tsx'
import { WantedText } from './wanted-text.tsx'

/** Height of a row, pixels: 44 of the cell and its padding. */
const rowHeight = 50

const stickyLeft = 'sticky left-0 z-10 bg-ground'

/** Rows are nodes, columns real servers, the last what there should be. */
export function Matrix({ matrix }: { matrix: MatrixScene }) {
  const words = useWords()
  const { columns, rows, totals } = matrix
  const [body, span] = useWindow<HTMLTableSectionElement>(rows.length, rowHeight)
  return (
    <div className="relative -mx-4 overflow-x-auto px-4 sm:mx-0 sm:px-0">
      <table className="border-separate border-spacing-0 text-13">
        <caption className="sr-only">{words.service.matrixOf(matrix.place.id)}</caption>
        <thead>
          <tr>
            <th
              scope="col"
              className={`${stickyLeft} border-b border-line pr-4 pb-1 text-left align-bottom text-12 font-medium text-ink-quiet`}
            >
              {words.service.nodeColumn}
            </th>
            {columns.map((column) => (
              <ColumnHead key={column.key} column={column} />
            ))}
            <th
              scope="col"
              className="border-b border-line pb-1 pl-4 text-left align-bottom text-12 font-medium text-ink-quiet"
            >
              {words.service.wantColumn}
            </th>
          </tr>
        </thead>
        <tbody ref={body}>
          <Gap rows={span.from} />
          {rows.slice(span.from, span.to).map((row) => (
            <Row key={row.id} row={row} matrix={matrix} />
          ))}
          <Gap rows={Math.max(0, rows.length - span.to)} />
        </tbody>
        {columns.length > 0 && <Totals totals={totals} columns={columns} />}
      </table>
    </div>
  )
}

const Gap = ({ rows }: { rows: number }) =>
  rows === 0 ? null : (
    <tr>
      <td height={rows * rowHeight} />
    </tr>
  )

function ColumnHead({ column }: { column: MatrixColumn }) {
  const words = useWords()
  return (
    <th scope="col" className="max-w-52 border-b border-line px-2 pb-1 text-left align-bottom font-normal">
      <div className="truncate text-12" title={column.pod === null ? undefined : splitId(column.pod).name}>
        <ColumnPod column={column} />
      </div>
      <div className="addr font-medium whitespace-nowrap">{column.key}</div>
      <div className="truncate text-12 text-ink-quiet">{column.node !== null && words.service.onNode(column.node)}</div>
    </th>
  )
}

function ColumnPod({ column: { endpoint, pod } }: { column: MatrixColumn }) {
  const words = useWords()
  if (pod === null) return <span className="text-unknown">{endpoint === null ? words.service.noPod : ''}</span>
  if (endpoint === null) return <span className="text-wrong">{words.service.strangerPod(splitId(pod).name)}</span>
  const condition = endpoint.terminating ? words.service.terminating : endpoint.ready ? null : words.service.notReady
  return (
    <>
      <PodLink id={pod} />
      {condition !== null && <span className="text-drain"> {condition}</span>}
    </>
  )
}

function Row({ row, matrix }: { row: MatrixRow; matrix: MatrixScene }) {
  const { options } = useAddress()
  const { columns, place } = matrix
  const isSelectedNode = options.select === `node:${row.node}`
  const look = isSelectedNode ? 'bg-raised' : ''
  return (
    <tr data-node={row.node} data-standing={row.standing.is} className={look}>
      <th
        scope="row"
        className={`${stickyLeft} max-w-56 truncate border-b border-line/50 py-0.5 pr-4 text-left font-normal`}
      >
        <NodeLink name={row.node} />
        {place.address === null && row.key !== null && (
          <div className="addr text-12 text-ink-quiet">{addressIn(row.key)}</div>
        )}
        <LateNote row={row} />
      </th>
      <RowCells row={row} matrix={matrix} selected={options.select ?? ''} />
      <td className="border-b border-line/50 py-0.5 pl-4 whitespace-nowrap">
        {row.cells.length > 0 || columns.length === 0 ? <WantedText row={row} isSettling={matrix.isSettling} /> : null}
      </td>
    </tr>
  )
}

/** `192.168.0.1:30080` of `TCP 192.168.0.1:30080`. */
const addressIn = (key: string): string => key.slice(key.indexOf(' ') + 1)

function LateNote({ row: { feed } }: { row: MatrixRow }) {
  const words = useWords()
  if (feed.is !== 'late') return null
  return (
    <div className="flex items-center gap-1 text-12 text-unknown" title={words.parts.said(feed.why)}>
      <Mark state="unknown" />
      {words.service.feeds.late} <Age since={feed.since} />
    </div>
  )
}

function RowCells({ row, matrix, selected }: { row: MatrixRow; matrix: MatrixScene; selected: string }) {
  const words = useWords()
  const { columns, peak, isSettling } = matrix
  if (columns.length === 0) return null
  if (row.cells.length === 0) {
    return (
      <Spread columns={columns.length}>
        <BlindText row={row} />
      </Spread>
    )
  }
  if (row.standing.is === 'nothing') return <Spread columns={columns.length}>{words.service.neither}</Spread>
  return row.cells.map((cell, index) => (
    <td key={columns[index]!.key} className="border-b border-line/50 px-1 py-0.5">
      {cell !== null && (
        <CellBody
          cell={cell}
          peak={peak}
          isSettling={isSettling}
          isSelected={selected === `row:${row.id}|${columns[index]!.key}` || selected === `pod:${columns[index]!.pod}`}
        />
      )}
    </td>
  ))
}

/** The whole width of a row whose cells are not known, in words; they are told in full above and must not widen the columns. */
const Spread = ({ columns, children }: { columns: number; children: ReactNode }) => (
  <td colSpan={columns} className="border-b border-line/50 px-1 py-0.5">
    <div className="flex h-11 w-0 min-w-full items-center gap-2 rounded-[5px] border border-dashed border-unknown px-2 text-unknown">
      <Mark state="unknown" />
      <span className="truncate">{children}</span>
    </div>
  </td>
)

function Totals({ totals, columns }: { totals: readonly MatrixTotal[]; columns: readonly MatrixColumn[] }) {
  const words = useWords()
  return (
    <tfoot>
      <tr>
        <th scope="row" className={`${stickyLeft} py-1.5 pr-4 text-left text-12 font-medium text-ink-quiet`}>
          {words.service.totalRow}
        </th>
        {totals.map((total, index) => (
          <td key={columns[index]!.key} className="px-3 py-1.5 text-right">
            <div className="font-medium">
              <Rate value={total.rate} />
            </div>
            <div className="text-12 text-ink-quiet">
              <Num value={total.active} /> / <Num value={total.inactive} />
            </div>
          </td>
        ))}
        <td className="pl-4 text-12 text-ink-quiet">{words.service.cellHint}</td>
      </tr>
    </tfoot>
  )
}
