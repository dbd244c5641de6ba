import fc from 'fast-check'
import { expect, it } from 'vitest'
import { alignRuns, carryOver, eachStaying } from './align.ts'
import { serversArbitrary } from './fixtures/arbitrary.ts'
import { compareRealServers, makeKey, makeRealKey, makeRowOffsets, makeTable, type VirtualServer } from './topology.ts'

const aligned = (servers: readonly VirtualServer[]) => {
  const { table, blobs } = makeTable(
    servers.map((server) => ({ ...server, realServers: [...server.realServers].sort(compareRealServers) })),
  )
  const found = table.map((hash) => blobs.get(hash)!)
  return { table, servers: found, offsets: makeRowOffsets(found) }
}
const names = (servers: readonly VirtualServer[]) =>
  servers.flatMap((server) => server.realServers.map((real) => `${makeKey(server.match)} ${makeRealKey(real)}`))

const pairs = fc.tuple(serversArbitrary, serversArbitrary).map(([a, b]) => [aligned(a), aligned(b)] as const)

it('a column carried over has each row’s value under its name, and zero for what is new', () => {
  fc.assert(
    fc.property(pairs, ([from, to]) => {
      const before = names(from.servers)
      const after = names(to.servers)
      const carried = carryOver(
        Uint32Array.from(before, (_, row) => row + 1),
        alignRuns(from, to),
        after.length,
      )
      expect([...carried]).toEqual(after.map((name) => before.indexOf(name) + 1))
    }),
    { numRuns: 500 },
  )
})

it('rows that stay are found where their names are', () => {
  fc.assert(
    fc.property(pairs, fc.integer({ min: 1, max: 3 }), ([from, to], step) => {
      const [before, after] = [names(from.servers), names(to.servers)]
      const rows = Uint32Array.from([...before.keys()].filter((row) => row % step === 0))
      const found: [string, string][] = []
      eachStaying(rows, alignRuns(from, to), (place, row) => found.push([before[rows[place]!]!, after[row]!]))
      expect(found).toEqual(
        [...rows].flatMap((row) => (after.includes(before[row]!) ? [[before[row]!, before[row]!]] : [])),
      )
    }),
    { numRuns: 500 },
  )
})

it('a table lies on itself as one run', () => {
  fc.assert(
    fc.property(serversArbitrary, (servers) => {
      const table = aligned(servers)
      const rows = names(table.servers).length
      expect([...alignRuns(table, table)]).toEqual(rows === 0 ? [] : [0, 0, rows])
    }),
  )
})
