'use client'
import type { ReactNode } from 'react'
import { useMedia } from '#components/parts/use-media.ts'
import { useWindow } from '#components/parts/window.ts'
import type { Hold } from './use-flows.ts'

/** Heights of a line, pixels: `h-11` and `max-lg:h-36` below say the same. */
const wideHeight = 44
const narrowHeight = 144

export interface LineColumn<Line> {
  readonly id: string
  readonly title: string
  /** Longer words for the header, shown on hover. */
  readonly hint?: string
  /** Of the whole width, `18%`. */
  readonly width: string
  /** Where its cell stands in the grid a line becomes on narrow screens. */
  readonly place: string
  /** Numbers stand at the right. */
  readonly isNumber?: boolean
  readonly cell: (line: Line) => ReactNode
}

interface LinesTableProps<Line> {
  readonly caption: string
  readonly columns: readonly LineColumn<Line>[]
  /** A row of headers over several columns each. */
  readonly heads?: ReactNode
  /** The grid a line becomes on narrow screens. */
  readonly narrow: string
  readonly lines: readonly Line[]
  readonly keyOf: (line: Line) => string | number
  /** How a line looks besides; empty for as all do. */
  readonly lookOf?: (line: Line) => string
  readonly hold: Hold | null
  readonly setHold: (hold: Hold | null) => void
}

/**
 * Lines of two words each in columns; where the screen is narrow each is a small grid of its own. They are drawn as far
 * as seen. Under a pointer nothing moves: what is pointed at can be clicked.
 */
export function LinesTable<Line>(props: LinesTableProps<Line>) {
  const { caption, columns, heads, narrow, lines, keyOf, lookOf, hold, setHold } = props
  const height = useMedia('(max-width: 1023px)') ? narrowHeight : wideHeight
  const [body, span] = useWindow<HTMLTableSectionElement>(lines.length, height)
  return (
    <table
      className="w-full table-fixed border-separate border-spacing-0 text-13 max-lg:block"
      aria-rowcount={lines.length + 1}
    >
      <caption className="sr-only">{caption}</caption>
      <colgroup className="max-lg:hidden">
        {columns.map(({ id, width }) => (
          <col key={id} style={{ width }} />
        ))}
      </colgroup>
      <thead className="max-lg:sr-only">
        {heads}
        <tr aria-rowindex={1}>
          {columns.map(({ id, title, hint, isNumber }) => (
            <th
              key={id}
              scope="col"
              title={hint}
              className={`sticky top-0 z-10 border-b border-line bg-ground px-2 py-2 text-12 font-medium text-ink-quiet first:pl-0 ${isNumber ? 'text-right' : 'text-left'}`}
            >
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody
        ref={body}
        className="max-lg:block"
        onPointerEnter={({ pointerType }) => pointerType === 'mouse' && hold === null && setHold('pointer')}
        onPointerLeave={() => hold === 'pointer' && setHold(null)}
      >
        <Gap height={span.from * height} columns={columns.length} />
        {lines.slice(span.from, span.to).map((line, index) => (
          <tr
            key={keyOf(line)}
            aria-rowindex={span.from + index + 2}
            className={`h-11 hover:bg-raised max-lg:grid max-lg:h-36 max-lg:content-center max-lg:border-b max-lg:border-line/50 ${narrow} ${lookOf?.(line) ?? ''}`}
          >
            {columns.map(({ id, place, isNumber, cell }) => (
              <td
                key={id}
                className={`min-w-0 border-b border-line/50 px-2 py-0.5 max-lg:block max-lg:border-0 max-lg:px-0 max-lg:pr-1 lg:first:pl-0 ${isNumber ? 'text-right tabular-nums' : 'leading-none'} ${place}`}
              >
                {cell(line)}
              </td>
            ))}
          </tr>
        ))}
        <Gap height={Math.max(0, lines.length - span.to) * height} columns={columns.length} />
      </tbody>
    </table>
  )
}

interface TwoWordsProps {
  readonly arrow?: ReactNode
  readonly above: ReactNode
  readonly below: ReactNode
}

/** In a cell: a name above and an exact word below. */
export const TwoWords = ({ arrow, above, below }: TwoWordsProps) => (
  <span className="flex min-w-0 items-center gap-x-1.5">
    {arrow}
    <span className="grid min-w-0">
      <span className="truncate leading-4.5">{above}</span>
      <span className="truncate text-12 leading-4.5 text-ink-quiet tabular-nums">{below}</span>
    </span>
  </span>
)

/** The place of lines that are not drawn. */
function Gap({ height, columns }: { height: number; columns: number }) {
  if (height === 0) return null
  return (
    <tr className="max-lg:block" style={{ height }}>
      <td colSpan={columns} />
    </tr>
  )
}
