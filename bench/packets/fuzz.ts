import { isDeepStrictEqual } from 'node:util'
import { mutatePacket } from '#model/fixtures/mutate-packet.ts'
import { decodePacket } from '#model/packets/decode.ts'
import { formatPacketLine } from '#model/packets/line.ts'
import { trimToHeaders } from '#model/packets/trim.ts'
import { makeRandom } from '#server/demo/random.ts'
import { machineMs } from '../shared/numbers.ts'
import type { Seed } from './seeds.ts'

export interface Fuzzed {
  readonly packets: number
  /** That were still read as IP. */
  readonly read: number
  readonly throws: number
  /** Of which a decoder says something else once they are trimmed. */
  readonly told: number
  /** Of one packet, decoded, trimmed and written as a line: the quickest of three times, so that pauses of the machine count little. */
  readonly longestMs: number
  /** Of the first few that went wrong. */
  readonly sentences: readonly string[]
}

const mostSentences = 5

export function fuzz(seeds: readonly Seed[], count: number): Fuzzed {
  const random = makeRandom('packets').whole
  const sentences: string[] = []
  let [read, throws, told, longestMs] = [0, 0, 0, 0]
  const note = (what: string, { linkType }: Seed, bytes: Uint8Array) => {
    if (sentences.length < mostSentences)
      sentences.push(`${what}: link type ${linkType}, ${Buffer.from(bytes).toString('hex')}`)
  }
  for (let round = 0; round < count; round++) {
    const seed = seeds[round % seeds.length]!
    const bytes = mutatePacket(seed.bytes, random)
    const record = { atUs: 0, length: seed.length, bytes }
    const work = () => {
      const start = machineMs()
      const packet = decodePacket(record, seed.linkType)
      const trimmed = trimToHeaders(bytes, seed.linkType)
      if (packet !== null) formatPacketLine(packet)
      return { packet, trimmed, ms: machineMs() - start }
    }
    try {
      const { packet, trimmed, ms } = work()
      if (ms > longestMs) longestMs = Math.max(longestMs, Math.min(ms, work().ms, work().ms))
      if (packet !== null) read++
      const again = decodePacket({ ...record, bytes: trimmed }, seed.linkType)
      if (!isDeepStrictEqual(again, packet && { ...packet, captured: trimmed.length })) {
        told++
        note('Read otherwise once trimmed', seed, bytes)
      }
    } catch (error) {
      throws++
      note(String(error), seed, bytes)
    }
  }
  return { packets: count, read, throws, told, longestMs, sentences }
}
