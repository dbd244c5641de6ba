'use client'
import type { ReactNode } from 'react'
import { NodeLink, ServiceLink } from '#components/parts/things.tsx'
import { useMedia } from '#components/parts/use-media.ts'
import { useWindow } from '#components/parts/window.ts'
import { useWords } from '#components/words/use-words.ts'
import type { FlowEnd } from '#model/flow.ts'
import { AddressText, Arrow, OwnerName } from './ends.tsx'
import { type EndOwner, formatPacketTime, type PacketLine } from './packet-scene.ts'
import type { Hold } from './use-flows.ts'

/** Heights of a line, pixels: `h-11` and `max-lg:h-36` below say the same. */
const wideHeight = 44
const narrowHeight = 144

const columns = ['time', 'device', 'from', 'to', 'what', 'length'] as const
const widths = ['10%', '13%', '20%', '20%', '31%', '6%']

interface PacketLinesProps {
  readonly lines: readonly PacketLine[]
  readonly hold: Hold | null
  readonly setHold: (hold: Hold | null) => void
}

/** A sighting a line: where it was seen, what addresses it carried there, and what it is. Under a pointer nothing moves. */
export function PacketLines({ lines, hold, setHold }: PacketLinesProps) {
  const { packets: say } = useWords()
  const isNarrow = useMedia('(max-width: 1023px)')
  const height = isNarrow ? narrowHeight : wideHeight
  const [body, span] = useWindow<HTMLTableSectionElement>(lines.length, height)
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
        <tr aria-rowindex={1}>
          {columns.map((name) => (
            <th
              key={name}
              scope="col"
              className={`sticky top-0 z-10 border-b border-line bg-ground px-2 py-2 text-12 font-medium text-ink-quiet first:pl-0 ${name === 'length' ? 'text-right' : 'text-left'}`}
            >
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
        <Gap height={span.from * height} />
        {lines.slice(span.from, span.to).map((line, index) => (
          <tr
            key={line.row.number}
            aria-rowindex={span.from + index + 2}
            className="h-11 hover:bg-raised max-lg:grid max-lg:h-36 max-lg:grid-cols-2 max-lg:content-center max-lg:gap-y-1 max-lg:border-b max-lg:border-line/50"
          >
            <LineCells line={line} />
          </tr>
        ))}
        <Gap height={Math.max(0, lines.length - span.to) * height} />
      </tbody>
    </table>
  )
}

function LineCells({ line: { row, from, to, fromOwner, toOwner, words } }: { line: PacketLine }) {
  const { packets: say, walk } = useWords()
  const { outer } = row
  const direction = row.direction === null ? say.directionUnknown : say[row.direction]
  const inside = outer && say.inside(walk.map.tunnels[outer.tunnel.is], outer.ip.source, outer.ip.destination)
  return (
    <>
      <Cell
        above={<span className="tabular-nums">{formatPacketTime(row.atUs)}</span>}
        below={<NodeLink name={row.node} />}
      />
      <Cell
        above={
          row.device === null ? (
            <span className="text-unknown">{say.deviceUnknown}</span>
          ) : (
            <span className="addr">{row.device}</span>
          )
        }
        below={direction}
      />
      <EndCell end={from} owner={fromOwner} />
      <EndCell end={to} owner={toOwner} isArrived />
      <Cell
        place="max-lg:col-span-2"
        above={
          <span className="addr" title={words}>
            {words}
          </span>
        }
        below={inside}
      />
      <td className="border-b border-line/50 px-2 py-0.5 text-right tabular-nums max-lg:hidden">{row.length}</td>
    </>
  )
}

function EndCell({ end, owner, isArrived = false }: { end: FlowEnd; owner: EndOwner; isArrived?: boolean }) {
  const isService = owner.is === 'service'
  return (
    <Cell
      arrow={isArrived && <Arrow />}
      above={isService ? <ServiceLink id={owner.service} /> : <OwnerName owner={owner} />}
      below={<AddressText end={end} look={isService ? 'text-accent' : ''} />}
    />
  )
}

interface CellProps {
  readonly place?: string
  readonly arrow?: ReactNode
  readonly above: ReactNode
  readonly below: ReactNode
}

function Cell({ place = '', arrow, above, below }: CellProps) {
  return (
    <td
      className={`min-w-0 border-b border-line/50 px-2 py-0.5 leading-none max-lg:block max-lg:border-0 max-lg:px-0 max-lg:pr-1 lg:first:pl-0 ${place}`}
    >
      <span className="flex min-w-0 items-center gap-x-1.5">
        {arrow}
        <span className="grid min-w-0">
          <span className="truncate leading-4.5">{above}</span>
          <span className="truncate text-12 leading-4.5 text-ink-quiet tabular-nums">{below}</span>
        </span>
      </span>
    </td>
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
