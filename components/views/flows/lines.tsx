'use client'
import { useRef } from 'react'
import { useMedia } from '#components/parts/use-media.ts'
import { useWindow } from '#components/parts/window.ts'
import { useWords } from '#components/words/use-words.ts'
import { Arrow } from './ends.tsx'
import { LineCells } from './line-cells.tsx'
import type { FlowLine } from './scene.ts'
import type { Flows } from './use-flows.ts'

/** Heights of a line, pixels: `h-11` and `max-lg:h-36` below say the same. */
const wideHeight = 44
const narrowHeight = 144

const columns = ['seen', 'client', 'virtual', 'source', 'real', 'state', 'passed'] as const
const widths = ['8%', '19%', '18%', '18%', '18%', '9.5%', '9.5%']

interface LinesProps extends Pick<Flows, 'now' | 'hold' | 'setHold'> {
  readonly lines: readonly FlowLine[]
}

/**
 * A connection a line: what was asked on the left of the turn, what became of it on the right. Where the screen is
 * narrow the two halves stand one under the other. Under a pointer nothing moves: what is pointed at can be clicked.
 */
export function Lines({ lines, now, hold, setHold }: LinesProps) {
  const { flows: say } = useWords()
  const isNarrow = useMedia('(max-width: 1023px)')
  const [body, span] = useWindow<HTMLTableSectionElement>(lines.length, isNarrow ? narrowHeight : wideHeight)
  const openedAt = useRef(now)
  const head = 'border-b border-line bg-ground px-2 py-2 text-left text-12 font-medium text-ink-quiet first:pl-0'
  return (
    <table
      className="w-full table-fixed border-separate border-spacing-0 text-13 max-lg:block"
      aria-rowcount={lines.length + 1}
    >
      <caption className="sr-only">{say.caption}</caption>
      <colgroup className="max-lg:hidden">
        {columns.map((name, at) => (
          <col key={name} style={{ width: widths[at] }} />
        ))}
      </colgroup>
      <thead className="max-lg:sr-only">
        <tr className="text-left text-12 text-ink-quiet">
          <td />
          <th scope="colgroup" colSpan={2} className="px-2 pt-1 font-normal">
            {say.before}
          </th>
          <th scope="colgroup" colSpan={2} className="px-2 pt-1 font-normal text-accent">
            <Arrow isTurn /> {say.after}
          </th>
          <td colSpan={2} />
        </tr>
        <tr aria-rowindex={1}>
          {columns.map((name) => (
            <th key={name} scope="col" title={say.hints[name]} className={`sticky top-0 z-10 ${head}`}>
              {say.columns[name]}
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
        <Gap height={span.from * (isNarrow ? narrowHeight : wideHeight)} />
        {lines.slice(span.from, span.to).map((line, index) => (
          <tr
            key={line.id}
            aria-rowindex={span.from + index + 2}
            className={`h-11 hover:bg-raised max-lg:grid max-lg:h-36 max-lg:grid-cols-6 max-lg:content-center max-lg:gap-y-2 max-lg:border-b max-lg:border-line/50 ${
              line.row.goneAt === null ? '' : 'opacity-70'
            } ${line.row.firstSeenAt > openedAt.current ? 'animate-glow' : ''}`}
          >
            <LineCells line={line} now={now} />
          </tr>
        ))}
        <Gap height={Math.max(0, lines.length - span.to) * (isNarrow ? narrowHeight : wideHeight)} />
      </tbody>
    </table>
  )
}

/** The place of lines that are not drawn. */
function Gap({ height }: { height: number }) {
  if (height === 0) return null
  return (
    <tr className="max-lg:block" style={{ height }}>
      <td colSpan={columns.length} />
    </tr>
  )
}
