import { decodePacket } from '#model/packets/decode.ts'
import { formatPacketLine } from '#model/packets/line.ts'
import { trimToHeaders } from '#model/packets/trim.ts'
import type { Seed } from './seeds.ts'

export interface Speed {
  readonly name: string
  /** Of processor time, the runtime's own threads with it: others on the machine do not count. */
  readonly perSecond: number
}

/** Each as it is used, after a tenth as many to warm up. */
export function measureSpeed(seeds: readonly Seed[], count: number): Speed[] {
  const decode = ({ linkType, length, bytes }: Seed) => decodePacket({ atUs: 0, length, bytes }, linkType)
  const works: readonly [name: string, work: (seed: Seed) => unknown][] = [
    ['copied only', ({ bytes }) => bytes.slice()],
    ['trimmed to headers', ({ linkType, bytes }) => trimToHeaders(bytes, linkType)],
    ['decoded', decode],
    ['decoded and written as a line', (seed) => formatPacketLineOf(decode(seed))],
  ]
  return works.map(([name, work]) => {
    let something = 0
    const run = (times: number) => {
      for (let round = 0; round < times; round++) if (work(seeds[round % seeds.length]!) !== null) something++
    }
    run(count / 10)
    const start = process.cpuUsage()
    run(count)
    const { user, system } = process.cpuUsage(start)
    if (something === 0) throw new Error('Nothing was done.')
    return { name, perSecond: (count / (user + system)) * 1e6 }
  })
}

const formatPacketLineOf = (packet: ReturnType<typeof decodePacket>) => packet && formatPacketLine(packet)
