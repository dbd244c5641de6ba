'use client'
import { memo } from 'react'
import { AccessCellBody, wordOf } from '#components/parts/access-cell.tsx'
import { Gap } from '#components/parts/gap.tsx'
import { NodeLink } from '#components/parts/things.tsx'
import { useWindow } from '#components/parts/window.ts'
import { useWords } from '#components/words/use-words.ts'
import type { NodeName, ServicePortId } from '#model/ids.ts'
import { changeCell } from './change.ts'
import type { CellName } from './options.ts'
import type { AccessColumn, AccessRow, AccessScene, CellView } from './scene.ts'
import { useCells } from './use-cells.ts'

/** Height of a row, pixels; `h-7` below says the same. */
const rowHeight = 28
/** Rows drawn beyond what is seen: more than a page of keys. */
const spare = 12
/** Cells that are drawn whatever is seen of them. */
const mostCells = 600
/** So many columns have room for their names beside each other. */
const mostLying = 7

/** Many ports: rows are nodes, columns ports, a cell a word or a number. */
export function Grid({ scene, selected }: { scene: AccessScene; selected: CellName | null }) {
  const { access: say } = useWords()
  const { columns, rows } = scene
  const [body, span] = useWindow<HTMLTableSectionElement>(rows.length, rowHeight, {
    spare,
    whole: Math.max(spare * 2, Math.floor(mostCells / columns.length)),
  })
  const { table, onKeyDown, reached } = useCells(scene, selected)
  const isLying = columns.length <= mostLying
  return (
    <table
      ref={table}
      onKeyDown={onKeyDown}
      aria-rowcount={rows.length + 1}
      className="border-separate border-spacing-0 text-13"
    >
      <caption className="sr-only">{`${say.map.caption}. ${say.map.keys}`}</caption>
      <thead>
        <tr>
          <th
            scope="col"
            className="sticky top-0 left-0 z-20 border-b border-line bg-ground pr-4 pb-1.5 text-left align-bottom text-12 font-medium text-ink-quiet"
          >
            {say.map.node}
          </th>
          {columns.map((column) => (
            <ColumnHead key={column.port} column={column} isLying={isLying} />
          ))}
        </tr>
      </thead>
      <tbody ref={body}>
        <Gap height={span.from * rowHeight} columns={columns.length + 1} />
        {rows.slice(span.from, span.to).map((row, index) => {
          const at = span.from + index
          return (
            <Row
              key={row.node}
              row={row}
              at={at}
              columns={columns}
              chosen={selected?.node === row.node ? selected.port : null}
              reached={reached.row === at ? reached.column : null}
            />
          )
        })}
        <Gap height={Math.max(0, rows.length - span.to) * rowHeight} columns={columns.length + 1} />
      </tbody>
    </table>
  )
}

function ColumnHead({ column, isLying }: { column: AccessColumn; isLying: boolean }) {
  const { access: say } = useWords()
  const { service, rest, address, isGone } = column
  const title = [column.port, address, isGone && say.map.gone].filter(Boolean).join('\n')
  const slash = service.indexOf('/') + 1
  return (
    <th
      scope="col"
      title={title}
      className={`sticky top-0 z-10 border-b border-line bg-ground pb-1.5 align-bottom text-12 font-normal ${isLying ? 'px-1.5 text-left' : ''}`}
    >
      {isLying ? (
        <div className="w-[8.5rem]">
          <div className="truncate">
            <span className="text-ink-quiet">{service.slice(0, slash)}</span>
            {service.slice(slash)}
          </div>
          <div className={`addr truncate ${isGone ? 'text-unknown line-through' : 'text-ink-quiet'}`}>{rest}</div>
        </div>
      ) : (
        <div className="mx-auto max-h-44 w-4 rotate-180 overflow-hidden whitespace-nowrap [writing-mode:vertical-rl]">
          <span className="text-ink-quiet">{service.slice(0, slash)}</span>
          {service.slice(slash)}
          <span className={`addr ${isGone ? 'text-unknown line-through' : 'text-ink-quiet'}`}>{rest}</span>
        </div>
      )}
    </th>
  )
}

interface RowProps {
  readonly row: AccessRow
  readonly at: number
  readonly columns: readonly AccessColumn[]
  /** Port of the chosen cell of this row. */
  readonly chosen: ServicePortId | null
  /** Column of the cell that Tab reaches. */
  readonly reached: number | null
}

const Row = memo(
  function Row({ row, at, columns, chosen, reached }: RowProps) {
    return (
      <tr className="h-7" aria-rowindex={at + 2}>
        <th scope="row" className="sticky left-0 z-10 max-w-44 truncate bg-ground pr-4 text-left font-normal">
          <NodeLink name={row.node} />
        </th>
        {row.cells.map((view, index) => {
          const { port } = columns[index]!
          return (
            <Cell
              key={port}
              view={view}
              node={row.node}
              port={port}
              row={at}
              column={index}
              isChosen={chosen === port}
              isReached={reached === index}
              isLying={columns.length <= mostLying}
            />
          )
        })}
      </tr>
    )
  },
  (a, b) =>
    a.at === b.at &&
    a.chosen === b.chosen &&
    a.reached === b.reached &&
    a.columns.length === b.columns.length &&
    a.columns.every(({ port }, index) => port === b.columns[index]!.port) &&
    a.row.node === b.row.node &&
    a.row.cells.every((view, index) => view === b.row.cells[index]),
)

interface CellProps {
  readonly view: CellView | null
  readonly node: NodeName
  readonly port: ServicePortId
  readonly row: number
  readonly column: number
  readonly isChosen: boolean
  readonly isReached: boolean
  readonly isLying: boolean
}

function Cell({ view, node, port, row, column, isChosen, isReached, isLying }: CellProps) {
  const words = useWords()
  const { access: say } = words
  const told = view === null ? say.cell.noPair : wordOf(view.standing, words)
  return (
    <td className={`border-b border-line/30 p-px ${isLying ? '' : 'w-16 min-w-16 max-w-16'}`}>
      <button
        type="button"
        data-row={row}
        data-column={column}
        tabIndex={isReached ? 0 : -1}
        aria-pressed={isChosen}
        aria-label={say.cell.told(node, port, told)}
        title={told}
        onClick={() => changeCell(isChosen ? null : { node, port })}
        className={`block h-6 w-full cursor-pointer rounded-[3px] hover:outline hover:outline-ink-quiet focus-visible:relative focus-visible:z-10 ${isChosen ? 'relative z-10 outline-2 outline-accent' : ''}`}
      >
        {view !== null && <AccessCellBody standing={view.standing} />}
      </button>
    </td>
  )
}
