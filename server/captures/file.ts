/** A capture as one file: an interface for each node and device, packets in the order they came to the hub, so that their numbers are those on screen. */
import { type PcapngHop, writePcapng } from '#model/packets/pcapng.ts'
import type { CapturedRecord } from './on-node.ts'

export function writeFile(records: readonly CapturedRecord[]): Uint8Array {
  const hops: PcapngHop[] = []
  const places = new Map<string, number>()
  const placeOf = ({ node, device, linkType }: CapturedRecord): number => {
    const name = device === null ? node : `${node} ${device}`
    const key = `${linkType} ${name}`
    const place = places.get(key) ?? hops.push({ name, linkType }) - 1
    places.set(key, place)
    return place
  }
  const packets = records.map((captured) => ({
    ...captured.record,
    hop: placeOf(captured),
    direction: captured.packet?.direction ?? null,
    comments: [],
  }))
  return writePcapng(hops, packets)
}
