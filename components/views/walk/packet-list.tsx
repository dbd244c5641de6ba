'use client'
import { Fragment } from 'react'
import { Panel } from '#components/parts/panel.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { WalkPacket, WalkResult } from '#model/walk/walk.ts'
import { formatMs, type PacketLine, packetLines } from './packets.ts'
import { wordsOfStop } from './places.ts'

interface PacketListProps {
  readonly result: WalkResult
  readonly stop: number | null
  readonly packet: number | null
  readonly selectPacket: (packet: number | null) => void
  readonly clearStop: () => void
}

const head = 'border-b border-line px-2 py-1.5 text-left text-12 font-medium text-ink-quiet first:pl-0'

/** As tcpdump would list them, each packet once; opened, one line for every device it was seen at. */
export function PacketList({ result, stop, packet, selectPacket, clearStop }: PacketListProps) {
  const { walk: say } = useWords()
  const lines = packetLines(result, stop)
  const isFiltered = lines.length < result.packets.length
  const chosen = stop === null ? undefined : result.stops[stop]
  return (
    <Panel
      title={say.packetList.title}
      aside={
        chosen?.place.is === 'device' && (
          <span className="tabular-nums">
            {say.packetList.atStop(lines.length, result.packets.length, wordsOfStop(chosen, say))}{' '}
            <button
              type="button"
              onClick={clearStop}
              className="cursor-pointer text-accent underline underline-offset-3"
            >
              {say.stop.clear}
            </button>
          </span>
        )
      }
    >
      {result.packets.length === 0 ? (
        <p className="text-13 text-ink-quiet">{say.packetList.none}</p>
      ) : (
        <table className="w-full border-separate border-spacing-0 text-13" data-filtered={isFiltered}>
          <caption className="sr-only">{say.packetList.caption}</caption>
          <thead>
            <tr>
              <th scope="col" className={`${head} w-8`}>
                {say.packetList.number}
              </th>
              <th scope="col" className={`${head} w-20 text-right!`} title={say.packetList.timeHint}>
                {say.packetList.time}
              </th>
              <th scope="col" className={`${head} w-24 max-sm:w-4`}>
                <span className="max-sm:sr-only">{say.packetList.way}</span>
              </th>
              <th scope="col" className={head}>
                {say.packetList.words}
              </th>
              <th scope="col" className={`${head} w-px whitespace-nowrap max-sm:hidden`}>
                {say.packetList.seenAt}
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <PacketRows
                key={line.packet.number}
                line={line}
                result={result}
                isOpen={line.packet.number === packet}
                press={() => selectPacket(line.packet.number === packet ? null : line.packet.number)}
              />
            ))}
          </tbody>
        </table>
      )}
      {result.leftOut > 0 && <p className="mt-2 text-13 text-ink-quiet">{say.packetList.leftOut(result.leftOut)}</p>}
    </Panel>
  )
}

interface PacketRowsProps {
  readonly line: PacketLine
  readonly result: WalkResult
  readonly isOpen: boolean
  readonly press: () => void
}

const cell = 'border-b border-line/50 px-2 py-1.5 align-top first:pl-0'

function PacketRows({ line: { packet, atUs, dots }, result, isOpen, press }: PacketRowsProps) {
  const { walk: say } = useWords()
  const isRequest = packet.way === 'request'
  return (
    <Fragment>
      <tr onClick={press} className={`cursor-pointer hover:bg-raised ${isOpen ? 'bg-raised' : ''}`}>
        <td className={cell}>
          <button
            type="button"
            aria-expanded={isOpen}
            aria-label={say.packetList.open(packet.number)}
            className="addr cursor-pointer text-ink-quiet"
          >
            {packet.number}
          </button>
        </td>
        <td className={`${cell} addr text-right whitespace-nowrap tabular-nums`}>{formatMs(atUs)}</td>
        <td className={`${cell} whitespace-nowrap ${isRequest ? '' : 'text-ink-quiet'}`}>
          <span aria-hidden="true" className="addr">
            {isRequest ? '→' : '←'}
          </span>{' '}
          <span className="max-sm:sr-only">{say.packetList[packet.way]}</span>
        </td>
        <td className={cell}>
          <span className="addr">{packet.words}</span>
          {packet.isRepeated && <span className="ml-2 text-12 text-warn">{say.packetList.repeated}</span>}
        </td>
        <td className={`${cell} max-sm:hidden`}>
          <Dots dots={dots} label={say.packetList.sightings(packet.sightings.length)} isRequest={isRequest} />
        </td>
      </tr>
      {isOpen && (
        <tr>
          <td colSpan={5} className="border-b border-line/50 bg-raised px-2 pt-1 pb-3 sm:pl-8">
            <SightingLines packet={packet} result={result} />
          </td>
        </tr>
      )}
    </Fragment>
  )
}

function SightingLines({ packet, result }: { packet: WalkPacket; result: WalkResult }) {
  const { walk: say } = useWords()
  return (
    <ul className="space-y-1">
      {packet.sightings.map(({ stop, atUs, ttl, line, packet: record }) => (
        <li key={record} className="grid gap-x-4 text-12 sm:grid-cols-[4.5rem_13rem_4rem_1fr]">
          <span className="addr tabular-nums sm:text-right">{formatMs(atUs)}</span>
          <span className="addr text-ink-quiet">{result.stops[stop] && wordsOfStop(result.stops[stop], say)}</span>
          <span className="text-ink-quiet tabular-nums">{say.packetList.ttl(ttl)}</span>
          <code className="addr min-w-0">{line}</code>
        </li>
      ))}
    </ul>
  )
}

const step = 14

/** Where it was seen, in the order of the map. */
function Dots({ dots, label, isRequest }: { dots: PacketLine['dots']; label: string; isRequest: boolean }) {
  const width = Math.max(1, dots.length) * step
  const places = dots.flatMap((dot, index) => (dot === 'seen' ? [index * step + step / 2] : []))
  return (
    <svg role="img" aria-label={label} width={width} height="20" viewBox={`0 0 ${width} 20`} className="block">
      {places.length > 1 && (
        <path d={`M${places[0]} 10H${places.at(-1)}`} className={isRequest ? 'stroke-ink' : 'stroke-ink-quiet'} />
      )}
      {dots.map((dot, index) => (
        <circle
          // biome-ignore lint/suspicious/noArrayIndexKey: a dot is its place.
          key={index}
          cx={index * step + step / 2}
          cy="10"
          r={dot === 'seen' ? 4 : 1.5}
          className={
            dot === 'seen'
              ? isRequest
                ? 'fill-ink'
                : 'fill-ink-quiet'
              : dot === 'none'
                ? 'fill-transparent'
                : 'fill-line'
          }
        />
      ))}
    </svg>
  )
}
