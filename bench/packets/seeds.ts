/** What the bench begins with: captures of real kernels, and packets of every kind that can be built. */
import { readdirSync, readFileSync } from 'node:fs'
import { samplePackets } from '#model/fixtures/packets.ts'
import { makePcapReader } from '#model/packets/pcap.ts'

export interface Seed {
  readonly linkType: number
  readonly length: number
  readonly bytes: Uint8Array
}

const folder = new URL('../../model/packets/fixtures/', import.meta.url)
const builtCount = 2_000

export function readPackets(): readonly Seed[] {
  const captured = readdirSync(folder)
    .filter((name) => name.endsWith('.pcap'))
    .flatMap((name) => {
      const reader = makePcapReader()
      const records = reader.push(readFileSync(new URL(name, folder)))
      if (reader.wrong !== null || reader.linkType === null) throw new Error(`${name}: ${reader.wrong}`)
      const { linkType } = reader
      return records.map(({ length, bytes }) => ({ linkType, length, bytes }))
    })
  const built = samplePackets(builtCount).map(({ linkType, bytes }) => ({ linkType, length: bytes.length, bytes }))
  return [...captured, ...built]
}
