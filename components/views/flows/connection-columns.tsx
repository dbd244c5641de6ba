'use client'
import { formatAge, formatClock, formatNumber } from '#components/parts/format.ts'
import { Unknown } from '#components/parts/number.tsx'
import { NodeLink, ServiceLink } from '#components/parts/things.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { Words } from '#components/words/words.ts'
import type { Passed } from '#model/flow.ts'
import { makeRealServerKey } from '#model/ids.ts'
import { AddressText, Arrow, OwnerName } from './ends.tsx'
import { type LineColumn, TwoWords } from './lines-table.tsx'
import { type FlowLine, secondsLeft } from './scene.ts'

/** What there is to say of one connection. */
export function columnsOf({ flows: say }: Words, now: number): LineColumn<FlowLine>[] {
  const named = (id: keyof typeof say.columns) => ({ id, title: say.columns[id], hint: say.hints[id] })
  return [
    {
      ...named('seen'),
      width: '8%',
      place: 'max-lg:order-1 max-lg:col-span-2',
      cell: ({ row }) => <TwoWords above={formatClock(row.firstSeenAt)} below={<NodeLink name={row.node} />} />,
    },
    {
      ...named('client'),
      width: '19%',
      place: 'max-lg:order-4 max-lg:col-span-3',
      cell: ({ row, client }) => (
        <TwoWords above={<OwnerName owner={client} />} below={<AddressText end={row.client} filter="client" />} />
      ),
    },
    {
      ...named('virtual'),
      width: '18%',
      place: 'max-lg:order-5 max-lg:col-span-3',
      cell: (line) => (
        <TwoWords
          arrow={<Arrow />}
          above={<VirtualName line={line} />}
          below={<AddressText end={line.row.virtual} />}
        />
      ),
    },
    {
      ...named('source'),
      width: '18%',
      place: 'max-lg:order-6 max-lg:col-span-3',
      cell: (line) => <Source line={line} />,
    },
    {
      ...named('real'),
      width: '18%',
      place: 'max-lg:order-7 max-lg:col-span-3',
      cell: ({ row, backend }) => (
        <TwoWords
          arrow={<Arrow />}
          above={<OwnerName owner={backend} />}
          below={<AddressText end={row.real} filter="backend" />}
        />
      ),
    },
    {
      ...named('state'),
      width: '9.5%',
      place: 'max-lg:order-2 max-lg:col-span-2',
      cell: (line) => (
        <TwoWords above={<span className="addr">{stateOf(line)}</span>} below={<Left line={line} now={now} />} />
      ),
    },
    {
      ...named('passed'),
      width: '9.5%',
      place: 'max-lg:order-3 max-lg:col-span-2',
      cell: ({ row }) => (
        <TwoWords above={<PassedText passed={row.packets} />} below={<PassedText passed={row.bytes} />} />
      ),
    },
  ]
}

/** The protocol too, but where it is TCP or the state says it. */
const stateOf = ({ row: { protocol, state } }: FlowLine): string =>
  protocol === 'TCP' || protocol === state ? state : `${protocol} ${state}`

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
function Source({ line: { row, source, isTranslated, withoutConntrack } }: { line: FlowLine }) {
  const { flows: say, parts } = useWords()
  if (row.source === null || source === null) {
    const why = withoutConntrack === null ? say.noEntry : parts.said(withoutConntrack)
    const unknown = (text: string) => (
      <span className="text-unknown" title={why}>
        {text}
      </span>
    )
    return <TwoWords arrow={<Arrow isTurn />} above={unknown(say.noSource)} below={unknown(why)} />
  }
  if (!isTranslated) {
    const unchanged = makeRealServerKey(row.source.address, row.source.port)
    return (
      <TwoWords
        arrow={<Arrow isTurn />}
        above={<span className="text-ink-quiet">{say.notTranslated}</span>}
        below={<span className="addr">{unchanged}</span>}
      />
    )
  }
  return (
    <TwoWords
      arrow={<Arrow isTurn />}
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
