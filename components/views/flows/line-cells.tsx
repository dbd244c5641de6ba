'use client'
import type { ReactNode } from 'react'
import { formatAge, formatClock, formatNumber } from '#components/parts/format.ts'
import { Unknown } from '#components/parts/number.tsx'
import { NodeLink, ServiceLink } from '#components/parts/things.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { Passed } from '#model/flow.ts'
import { makeRealServerKey } from '#model/ids.ts'
import { AddressText, Arrow, OwnerName } from './ends.tsx'
import { type FlowLine, secondsLeft } from './scene.ts'

/** The cells of one connection: in each a name above and an exact word below. */
export function LineCells({ line, now }: { line: FlowLine; now: number }) {
  const { row } = line
  return (
    <>
      <Cell
        place="max-lg:order-1 max-lg:col-span-2"
        above={formatClock(row.firstSeenAt)}
        below={<NodeLink name={row.node} />}
      />
      <Cell
        place="max-lg:order-4 max-lg:col-span-3"
        above={<OwnerName owner={line.client} />}
        below={<AddressText end={row.client} filter="client" />}
      />
      <Cell
        place="max-lg:order-5 max-lg:col-span-3"
        arrow={<Arrow />}
        above={<VirtualName line={line} />}
        below={<AddressText end={row.virtual} />}
      />
      <SourceCell line={line} />
      <Cell
        place="max-lg:order-7 max-lg:col-span-3"
        arrow={<Arrow />}
        above={<OwnerName owner={line.backend} />}
        below={<AddressText end={row.real} filter="backend" />}
      />
      <Cell
        place="max-lg:order-2 max-lg:col-span-2"
        above={
          <span className="addr">
            {row.protocol === row.state ? row.state : `${row.protocol === 'TCP' ? '' : `${row.protocol} `}${row.state}`}
          </span>
        }
        below={<Left line={line} now={now} />}
      />
      <Cell
        place="max-lg:order-3 max-lg:col-span-2"
        above={<PassedText passed={row.packets} />}
        below={<PassedText passed={row.bytes} />}
      />
    </>
  )
}

interface CellProps {
  /** Where it stands on narrow screens. */
  readonly place: string
  readonly arrow?: ReactNode
  readonly above: ReactNode
  readonly below: ReactNode
}

function Cell({ place, arrow, above, below }: CellProps) {
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

function VirtualName({ line: { tie } }: { line: FlowLine }) {
  const { flows: say } = useWords()
  if (tie === null) return <span className="text-ink-quiet">{say.noService}</span>
  return (
    <>
      <ServiceLink id={tie.service} />
      {tie.role !== 'cluster-ip' && <span className="text-ink-quiet"> {say.roles[tie.role]}</span>}
    </>
  )
}

/** The turn: what the kernel made of the client's address. Only what changed is coloured. */
function SourceCell({ line: { row, source, isTranslated, withoutConntrack } }: { line: FlowLine }) {
  const { flows: say } = useWords()
  const common = { place: 'max-lg:order-6 max-lg:col-span-3', arrow: <Arrow isTurn /> }
  if (row.source === null || source === null) {
    const why = withoutConntrack ?? say.noEntry
    return (
      <Cell
        {...common}
        above={
          <span className="text-unknown" title={why}>
            {say.noSource}
          </span>
        }
        below={
          <span className="text-unknown" title={why}>
            {why}
          </span>
        }
      />
    )
  }
  if (!isTranslated) {
    const unchanged = makeRealServerKey(row.source.address, row.source.port)
    return (
      <Cell
        {...common}
        above={<span className="text-ink-quiet">{say.notTranslated}</span>}
        below={<span className="addr">{unchanged}</span>}
      />
    )
  }
  return (
    <Cell
      {...common}
      above={source.is === 'unnamed' ? say.translated : <OwnerName owner={source} />}
      below={<AddressText end={row.source} look="text-accent" />}
    />
  )
}

function Left({ line: { row, isListCut }, now }: { line: FlowLine; now: number }) {
  const words = useWords()
  if (row.goneAt === null) return words.flows.left(secondsLeft(row, now))
  const age = formatAge(now - row.goneAt, words.parts)
  if (!isListCut) return words.flows.gone(age)
  return <span title={words.flows.notListedWhy}>{words.flows.notListed(age)}</span>
}

function PassedText({ passed }: { passed: Passed | null }) {
  const { flows: say } = useWords()
  if (passed === null) return <Unknown why={say.noCounts} />
  return (
    <span className="tabular-nums">
      {formatNumber(passed.out)} / {formatNumber(passed.back)}
    </span>
  )
}
