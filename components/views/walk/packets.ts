/** The packets of a walk as a list: who was seen where, of all or of one stop. */
import type { Stop, WalkPacket, WalkResult } from '#model/walk/walk.ts'
import { type Column, columnsOf } from './route.ts'

export interface PacketLine {
  readonly packet: WalkPacket
  /** Microseconds since the first sighting of the walk; NaN where it was seen nowhere. */
  readonly atUs: number
  /** For every column with a device: whether it was seen there, and whether its way comes by at all. */
  readonly dots: readonly ('seen' | 'not-seen' | 'none')[]
}

/** Columns a packet can be seen at. */
export const deviceColumns = (stops: readonly Stop[]): Column[] =>
  columnsOf(stops).filter(({ request, reply }) => stops[request ?? reply ?? -1]?.place.is === 'device')

export function packetLines(
  { stops, packets }: Pick<WalkResult, 'stops' | 'packets'>,
  stop: number | null,
): PacketLine[] {
  const columns = deviceColumns(stops)
  const isDevice = stop !== null && stops[stop]?.place.is === 'device'
  return packets
    .filter(({ sightings }) => !isDevice || sightings.some((sighting) => sighting.stop === stop))
    .map((packet) => {
      const seen = new Set(packet.sightings.map((sighting) => sighting.stop))
      return {
        packet,
        atUs: Math.min(...packet.sightings.map(({ atUs }) => atUs), Infinity),
        dots: columns.map((column) => {
          const own = column[packet.way]
          return own === null ? 'none' : seen.has(own) ? 'seen' : 'not-seen'
        }),
      }
    })
}

/** Milliseconds with three decimals: `1.388`; a dash where it is not known. */
export const formatMs = (us: number): string => (Number.isFinite(us) ? (us / 1_000).toFixed(3) : '—')
