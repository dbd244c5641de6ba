import { expect, test } from 'vitest'
import { connectionFrom } from '#model/fixtures/connection.ts'
import { readSeqFile } from '#model/fixtures/seq-file.ts'
import type { Connection } from '#model/flow.ts'
import { protocolNumbers } from '#model/sources/conntrack/find.ts'
import { writeEntry } from '#model/sources/conntrack/write.ts'
import { type ConntrackKernel, findConntrack } from './conntrack.ts'

const connections = Array.from({ length: 60 }, (_, at) => connectionFrom(40_000 + at, { state: 'TIME_WAIT' }))

const entryOf = ({ protocol, client, virtual, real }: Connection): string =>
  writeEntry({
    protocol: protocolNumbers[protocol],
    expiresSeconds: 5,
    state: 'TIME_WAIT',
    original: { from: client, to: virtual, packets: 6, bytes: 400 },
    reply: { from: real, to: { address: '10.244.1.0', port: client.port }, packets: 4, bytes: 900 },
    isUnreplied: false,
    isAssured: true,
    isOffloaded: false,
    mark: 0,
    id: null,
  })

interface Behaviour {
  /** Entries that were there when a reading began, and vanish after its first piece: one number a reading. */
  readonly vanishing: readonly number[]
  readonly entries?: readonly string[]
}

/** A kernel whose conntrack file passes over entries, and how often it was read. */
function makeKernel({ vanishing, entries = connections.map(entryOf) }: Behaviour) {
  const other = { ...connections[0]!, client: { address: '192.0.2.1', port: 1 } }
  let readings = 0
  const kernel: ConntrackKernel = {
    read: () => null,
    async stream(_, take) {
      const goes = vanishing[readings++] ?? 0
      let rows = [...Array.from({ length: goes }, () => entryOf(other)), ...entries]
      readSeqFile(
        () => rows,
        take,
        () => {
          rows = [...entries]
        },
      )
      return true
    },
    runStream: async () => ({ is: 'missing', why: 'There are no programs in this test.' }),
  }
  return { kernel, readings: () => readings }
}

const found = async (kernel: ConntrackKernel): Promise<number> => {
  const looked = await findConntrack(kernel, connections)
  if (looked.is !== 'read') throw new Error(looked.why)
  expect(looked.cut).toBeNull()
  for (const [at, entry] of looked.entries.entries())
    if (entry !== null) expect(entry.reply.to.port).toBe(connections[at]!.client.port)
  return looked.entries.filter((entry) => entry !== null).length
}

test('what one reading passed over is found by another', async () => {
  const { kernel, readings } = makeKernel({ vanishing: [3, 0] })
  expect(await found(kernel)).toBe(connections.length)
  expect(readings()).toBe(2)
})

test('there is no third, whatever is missing', async () => {
  const { kernel, readings } = makeKernel({ vanishing: [3, 3, 0] })
  expect(await found(kernel)).toBe(connections.length - 3)
  expect(readings()).toBe(2)
})

test('one is enough when nothing is missing, and when it was one piece', async () => {
  const whole = makeKernel({ vanishing: [] })
  expect(await found(whole.kernel)).toBe(connections.length)
  expect(whole.readings()).toBe(1)
  const short = makeKernel({ vanishing: [], entries: connections.slice(0, 5).map(entryOf) })
  expect(await found(short.kernel)).toBe(5)
  expect(short.readings()).toBe(1)
})
