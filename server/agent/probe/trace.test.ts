import { expect, test } from 'vitest'
import { readSeqFile } from '#model/fixtures/seq-file.ts'
import type { Connection } from '#model/flow.ts'
import { connectionsTitle, writeConnection } from '#model/sources/connections/write.ts'
import { bareKernel } from '../testing.ts'
import { makeTracer } from './trace.ts'

const connection = (port: number): Connection => ({
  protocol: 'TCP',
  client: { address: '10.96.0.1', port },
  virtual: { address: '10.96.0.1', port: 80 },
  real: { address: '10.244.1.1', port: 8080 },
  source: null,
  state: 'TIME_WAIT',
  expiresSeconds: 119,
  packets: null,
  bytes: null,
})

/** A kernel of 200 connections, of which the first ends after the first piece of each walk named; how often it was walked. */
function makeKernel(endsInWalks: readonly number[]) {
  let all = Array.from({ length: 200 }, (_, at) => connection(1_000 + at))
  let walks = 0
  const kernel = {
    ...bareKernel,
    async stream(path: string, take: Parameters<typeof bareKernel.stream>[1]) {
      if (path !== '/proc/net/ip_vs_conn') return false
      let isEnding = endsInWalks.includes(++walks)
      readSeqFile(
        () => [connectionsTitle, ...all.map(writeConnection)],
        take,
        () => {
          if (isEnding) all = all.slice(1)
          isEnding = false
        },
      )
      return true
    },
  }
  return { ask: makeTracer(kernel), walks: () => walks }
}

const ends = (port: number) => {
  const { protocol, client, virtual } = connection(port)
  return { protocol, client, virtual }
}
/** The first row of the second piece of a walk: of 4,096 bytes a title and 63 rows of 64. */
const passedOver = Array.from({ length: 20 }, (_, at) => 1_055 + at)

test('a connection that one walk passed over is found by another', async () => {
  const { ask, walks } = makeKernel([1])
  const { connections, withoutConnections } = await ask(passedOver.map(ends))
  expect(withoutConnections).toBeNull()
  expect(connections.map((each) => each?.client.port)).toEqual(passedOver)
  expect(walks()).toBe(2)
})

test('there is no third walk, and one is enough where nothing is missing', async () => {
  const { ask, walks } = makeKernel([])
  expect((await ask([ends(1_100), ends(9)])).connections.map((each) => each?.client.port)).toEqual([1_100, undefined])
  expect(walks()).toBe(2)
  const other = makeKernel([1])
  expect((await other.ask([ends(1_010)])).connections).toEqual([connection(1_010)])
  expect(other.walks()).toBe(1)
})
