import { expect, it } from 'vitest'
import { counterNames } from '../../load.ts'
import { destAttributes, replyCommands, serviceAttributes, topLevel } from './netlink-numbers.ts'
import { decodeStatistics } from './netlink-statistics.ts'
import { encodePayload, u32, u64 } from './netlink-write.ts'

/** Numbers of `enum { IPVS_STATS_ATTR_… }` in Linux's uapi/linux/ip_vs.h, written down here a second time. */
const kernelNumbers = [
  ['connections', 1],
  ['inPackets', 2],
  ['outPackets', 3],
  ['inBytes', 4],
  ['outBytes', 5],
] as const

const kinds = [
  ['service', replyCommands.service, topLevel.service, serviceAttributes],
  ['dest', replyCommands.dest, topLevel.dest, destAttributes],
] as const

const reply = (command: number, level: number, stats: { type: number; value: Uint8Array }[], attribute: number) =>
  encodePayload(command, [{ type: level, value: [{ type: attribute, value: stats }] }])

it.each(kernelNumbers)('%s is the kernel’s total %i and its rate five further', (name, number) => {
  const stats = Array.from({ length: 10 }, (_, at) => ({ type: at + 1, value: u64(2n ** 60n + BigInt(at + 1)) }))
  for (const [kind, command, level, attributes] of kinds) {
    const row = decodeStatistics(reply(command, level, stats, attributes.stats64), kind)!
    const column = counterNames.indexOf(name)
    expect(row[column]).toBe(String(2n ** 60n + BigInt(number)))
    expect(row[5 + column]).toBe(String(2n ** 60n + BigInt(number + 5)))
  }
})

it('an old kernel’s 32-bit totals are read as they are, and none as none', () => {
  const old = Array.from({ length: 5 }, (_, at) => ({ type: at + 1, value: u32(at + 7) }))
  const bytes = reply(replyCommands.dest, topLevel.dest, old, destAttributes.stats)
  expect(decodeStatistics(bytes, 'dest')).toEqual(['7', '8', '9', '10', '11'])
  expect(
    decodeStatistics(reply(replyCommands.dest, topLevel.dest, old.slice(1), destAttributes.stats), 'dest'),
  ).toBeNull()
  expect(decodeStatistics(bytes, 'service')).toBeNull()
})
