import fc from 'fast-check'
import { expect, it } from 'vitest'
import { alignRows, carryOver } from './align.ts'
import { serversArbitrary } from './fixtures/arbitrary.ts'
import { makeKey, makeRealKey, makeTable, type VirtualServer } from './topology.ts'

const aligned = (servers: readonly VirtualServer[]) => {
  const { table, blobs } = makeTable(
    servers.map((server) => ({
      ...server,
      realServers: [...server.realServers].sort((a, b) => (a.address < b.address ? -1 : 1)),
    })),
  )
  return { table, servers: table.map((hash) => blobs.get(hash)!) }
}
const names = (servers: readonly VirtualServer[]) =>
  servers.flatMap((server) => server.realServers.map((real) => `${makeKey(server.match)} ${makeRealKey(real)}`))

it('finds each row by the names of virtual and real server', () => {
  fc.assert(
    fc.property(serversArbitrary, serversArbitrary, (a, b) => {
      const [from, to] = [aligned(a), aligned(b)]
      const before = names(from.servers)
      expect([...alignRows(from, to)]).toEqual(names(to.servers).map((name) => before.indexOf(name)))
    }),
    { numRuns: 500 },
  )
})

it('a table lies on itself', () => {
  fc.assert(
    fc.property(serversArbitrary, (servers) => {
      const table = aligned(servers)
      expect([...alignRows(table, table)]).toEqual([...names(table.servers).keys()])
    }),
  )
})

it('what is new is zero in a column carried over', () => {
  expect([...carryOver(Uint32Array.of(7, 8, 9), Int32Array.of(2, -1, 0))]).toEqual([9, 0, 7])
})
