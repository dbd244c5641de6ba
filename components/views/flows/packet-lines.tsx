'use client'
import { useMemo } from 'react'
import { NodeLink, ServiceLink } from '#components/parts/things.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { Words } from '#components/words/words.ts'
import type { FlowEnd } from '#model/flow.ts'
import { AddressText, Arrow, OwnerName } from './ends.tsx'
import { type LineColumn, LinesTable, TwoWords } from './lines-table.tsx'
import { type EndOwner, formatPacketTime, type PacketLine } from './packet-scene.ts'
import type { Hold } from './use-flows.ts'

interface PacketLinesProps {
  readonly lines: readonly PacketLine[]
  readonly hold: Hold | null
  readonly setHold: (hold: Hold | null) => void
}

/** A sighting a line: where it was seen, what addresses it carried there, and what it is. */
export function PacketLines({ lines, hold, setHold }: PacketLinesProps) {
  const words = useWords()
  const columns = useMemo(() => columnsOf(words), [words])
  return (
    <LinesTable
      caption={words.packets.caption}
      columns={columns}
      narrow="max-lg:grid-cols-2 max-lg:gap-y-1"
      lines={lines}
      keyOf={({ row }) => row.number}
      hold={hold}
      setHold={setHold}
    />
  )
}

const columnsOf = ({ packets: say, walk }: Words): LineColumn<PacketLine>[] => [
  {
    id: 'time',
    title: say.columns.time,
    width: '10%',
    place: '',
    cell: ({ row }) => (
      <TwoWords
        above={<span className="tabular-nums">{formatPacketTime(row.atUs)}</span>}
        below={<NodeLink name={row.node} />}
      />
    ),
  },
  {
    id: 'device',
    title: say.columns.device,
    width: '13%',
    place: '',
    cell: ({ row: { device, direction } }) => (
      <TwoWords
        above={
          device === null ? (
            <span className="text-unknown">{say.deviceUnknown}</span>
          ) : (
            <span className="addr">{device}</span>
          )
        }
        below={direction === null ? say.directionUnknown : say[direction]}
      />
    ),
  },
  {
    id: 'from',
    title: say.columns.from,
    width: '20%',
    place: '',
    cell: ({ from, fromOwner }) => <End end={from} owner={fromOwner} />,
  },
  {
    id: 'to',
    title: say.columns.to,
    width: '20%',
    place: '',
    cell: ({ to, toOwner }) => <End end={to} owner={toOwner} isArrived />,
  },
  {
    id: 'what',
    title: say.columns.what,
    width: '31%',
    place: 'max-lg:col-span-2',
    cell: ({ row: { outer }, words }) => (
      <TwoWords
        above={
          <span className="addr" title={words}>
            {words}
          </span>
        }
        below={outer && say.inside(walk.map.tunnels[outer.tunnel.is], outer.ip.source, outer.ip.destination)}
      />
    ),
  },
  {
    id: 'length',
    title: say.columns.length,
    width: '6%',
    place: 'max-lg:hidden',
    isNumber: true,
    cell: ({ row }) => row.length,
  },
]

function End({ end, owner, isArrived = false }: { end: FlowEnd; owner: EndOwner; isArrived?: boolean }) {
  const isService = owner.is === 'service'
  return (
    <TwoWords
      arrow={isArrived && <Arrow />}
      above={isService ? <ServiceLink id={owner.service} /> : <OwnerName owner={owner} />}
      below={<AddressText end={end} look={isService ? 'text-accent' : ''} />}
    />
  )
}
