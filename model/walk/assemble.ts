/** Sightings of one packet put together, and what each stop saw. */
import { makePacketId } from '../capture/capture.ts'
import { formatPacketLine, formatTransport } from '../packets/line.ts'
import type { Found } from './fits.ts'
import { packetKey, rangeOf, sequenceGap } from './same-packet.ts'
import type { Placed } from './stops.ts'
import { mostWalkPackets, type WalkPacket } from './walk.ts'

/** One packet of the connection with all its sightings, in the order of time. */
export interface Group {
  readonly found: readonly Found[]
  /** Places in the list of stops where it was seen. */
  readonly stops: ReadonlySet<number>
}

/** Sightings together by what stays the same; groups in the order of their first sighting. */
export function groupPackets(found: readonly Found[], timeOf: (found: Found) => number): readonly (readonly Found[])[] {
  const groups = new Map<string, Found[]>()
  for (const each of [...found].sort((a, b) => timeOf(a) - timeOf(b))) {
    const key = packetKey(each)
    const known = groups.get(key)
    if (known) known.push(each)
    else groups.set(key, [each])
  }
  return [...groups.values()]
}

/** Whether a packet came by a stop: itself, or the same bytes in larger or smaller packets, as offload makes them. */
export function wasAt(group: Group, stop: number, all: readonly Group[]): boolean {
  if (group.stops.has(stop)) return true
  const range = rangeOf(group.found[0]!)
  if (range === null) return false
  const pieces = all
    .filter((other) => other !== group && other.stops.has(stop) && other.found[0]!.way === group.found[0]!.way)
    .flatMap((other) => rangeOf(other.found[0]!) ?? [])
    .map((piece) => ({ from: sequenceGap(range.from, piece.from), length: piece.length }))
    .sort((a, b) => a.from - b.from)
  let covered = 0
  for (const piece of pieces) if (piece.from <= covered) covered = Math.max(covered, piece.from + piece.length)
  return covered >= range.length
}

/** The packets as they are shown; times in microseconds since the first of them. */
export function tellPackets(
  groups: readonly Group[],
  placed: Placed,
  timeOf: (found: Found) => number,
): { readonly packets: readonly WalkPacket[]; readonly leftOut: number } {
  const begin = groups[0] === undefined ? 0 : timeOf(groups[0].found[0]!)
  const sent = new Set<string>()
  const packets = groups.slice(0, mostWalkPackets).map((group, at): WalkPacket => {
    const first = group.found[0]!
    const range = rangeOf(first)
    const bytes = range && `${first.way} ${range.from} ${range.length}`
    const isRepeated = bytes !== null && sent.has(bytes)
    if (bytes !== null) sent.add(bytes)
    return {
      number: at + 1,
      way: first.way,
      words: formatTransport(first.row.ip, first.row.transport),
      payload: 'payload' in first.row.transport ? first.row.transport.payload : 0,
      isRepeated,
      sightings: group.found.flatMap((found) => {
        const stop = placed.stopOf(found)
        if (stop === null) return []
        return {
          stop,
          atUs: Math.round(timeOf(found) - begin),
          ttl: found.row.ip.ttl,
          line: formatPacketLine(found.row),
          packet: makePacketId(found.row.capture, found.row.number),
        }
      }),
    }
  })
  return { packets, leftOut: groups.length - packets.length }
}
