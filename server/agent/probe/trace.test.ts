import { expect, test } from 'vitest'
import { connectionFrom } from '#model/fixtures/connection.ts'
import { readSeqFile } from '#model/fixtures/seq-file.ts'
import type { Connection } from '#model/flow.ts'
import { connectionsTitle, writeConnection } from '#model/sources/connections/write.ts'
import { protocolNumbers } from '#model/sources/conntrack/find.ts'
import { writeEntry } from '#model/sources/conntrack/write.ts'
import { bareKernel } from '../testing.ts'
import { makeTracer } from './trace.ts'

const connection = (port: number): Connection =>
  connectionFrom(port, { client: { address: '10.96.0.1', port }, state: 'TIME_WAIT' })

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

/** What conntrack of a node has of a request, translated by iptables or nftables; or not, where `real` is who was asked. */
function entryOf(protocol: 'TCP' | 'UDP', port: number, real = { address: '10.244.1.1', port: 8080 }) {
  const count = { packets: null, bytes: null }
  return writeEntry({
    protocol: protocolNumbers[protocol],
    expiresSeconds: 100,
    state: protocol === 'TCP' ? 'ESTABLISHED' : null,
    original: { from: { address: '192.168.1.5', port }, to: { address: '10.96.0.1', port: 80 }, ...count },
    reply: { from: real, to: { address: '10.244.0.0', port: port + 1 }, ...count },
    isUnreplied: false,
    isAssured: true,
    isOffloaded: false,
    mark: 0,
    id: null,
  })
}
const own = (port: number, protocol: 'TCP' | 'UDP' = 'TCP') => ({
  protocol,
  client: { address: '192.168.1.5', port },
  virtual: { address: '10.96.0.1', port: 80 },
})
const tracerOf = (files: Readonly<Record<string, string>>) =>
  makeTracer({
    ...bareKernel,
    async stream(path, take) {
      const text = files[path]
      if (text !== undefined) take(new TextEncoder().encode(text))
      return text !== undefined
    },
  })
const conntrack = {
  '/proc/net/nf_conntrack': [
    entryOf('UDP', 2_000),
    entryOf('TCP', 2_000),
    entryOf('TCP', 2_001, { address: '10.96.0.1', port: 80 }),
  ].join(''),
}

test.each([
  ['without IPVS', conntrack],
  ['with IPVS that has no connection', { ...conntrack, '/proc/net/ip_vs_conn': connectionsTitle }],
])('%s conntrack tells who was chosen, and that nobody was', async (_, files) => {
  const { connections, ...rest } = await tracerOf(files)([own(2_000), own(2_000, 'UDP'), own(2_001), own(2_002)])
  const real = { address: '10.244.1.1', port: 8080 }
  const source = { address: '10.244.0.0', port: 2_001 }
  expect(connections.slice(0, 2)).toMatchObject([
    { real, source, state: 'ESTABLISHED' },
    { real, source, state: 'UDP' },
  ])
  expect(connections.slice(2)).toEqual([null, null])
  expect(rest).toEqual({ withoutConnections: null, withoutConntrack: null })
})

test('where IPVS has connections, those it has not are of nobody, whatever conntrack has', async () => {
  const table = connectionsTitle + writeConnection(connection(1_000))
  const { connections } = await tracerOf({ ...conntrack, '/proc/net/ip_vs_conn': table })([own(2_000)])
  expect(connections).toEqual([null])
})
