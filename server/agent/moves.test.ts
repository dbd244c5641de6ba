import fc from 'fast-check'
import { expect, it } from 'vitest'
import { serversArbitrary } from '#model/fixtures/arbitrary.ts'
import { absent, counterNames, mapCounters } from '#model/load.ts'
import type { Structure } from '#model/sources/ipvs/read.ts'
import { compareRealServers, makeKey, makeRealKey, makeTable, type VirtualServer } from '#model/topology.ts'
import { movesSince } from './moves.ts'
import type { NodeReading } from './read.ts'

interface State {
  readonly servers: readonly VirtualServer[]
  readonly seed: number
}

const structures = new Map<string, Structure>()
function structureOf(servers: readonly VirtualServer[]): Structure {
  const sorted = servers.map((server) => ({ ...server, realServers: [...server.realServers].sort(compareRealServers) }))
  const { hash, table, blobs } = makeTable(sorted)
  const known = structures.get(hash)
  if (known) return known
  const made = { hash, table, servers: table.map((each) => blobs.get(each)!) } as unknown as Structure
  structures.set(hash, made)
  return made
}

const namesOf = ({ servers }: Structure) =>
  servers.flatMap((server) => server.realServers.map((real) => `${makeKey(server.match)} ${makeRealKey(real)}`))

/** Counts and totals that follow from a row's name and the seed; some fall, some are not there. */
function readingOf({ servers, seed }: State, id: string): NodeReading {
  const structure = structureOf(servers)
  const names = namesOf(structure)
  const number = (name: string, salt: number) =>
    [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0) + salt) % 97, seed)
  return {
    id,
    structure,
    active: Uint32Array.from(names, (name) => number(name, 1) % 3),
    inactive: Uint32Array.from(names, (name) => number(name, 2) % 3),
    counters: mapCounters((counter) =>
      BigUint64Array.from(names, (name) =>
        number(name, 3) % 11 === 0 ? absent : BigInt(number(name, 3 + counterNames.indexOf(counter)) % 5) + 2n ** 60n,
      ),
    ),
  } as unknown as NodeReading
}

it('tells of each row by name what is new since the other reading, whatever its table', () => {
  const state = fc.record({ servers: serversArbitrary, seed: fc.nat(20) })
  fc.assert(
    fc.property(state, state, (a, b) => {
      const [before, now] = [readingOf(a, 'a'), readingOf(b, 'b')]
      const told = movesSince(now, before)
      const then = namesOf(before.structure)
      for (const [row, name] of namesOf(now.structure).entries()) {
        const place = then.indexOf(name)
        const counts = [...chunks(told.counts, 3)].find(([each]) => each === row)
        const from = place < 0 ? [0, 0] : [before.active[place]!, before.inactive[place]!]
        expect(counts?.slice(1) ?? from).toEqual([now.active[row], now.inactive[row]])
        const growth = [...chunks(told.increments!, 6)].find(([each]) => each === row)
        const pairs = counterNames.map((counter) => [
          place < 0 ? absent : before.counters![counter][place]!,
          now.counters![counter][row]!,
        ])
        const known = pairs.every(([was, is]) => was !== absent && is !== absent && is! >= was!)
        expect(told.unknown.includes(row)).toBe(!known)
        if (known) expect(growth?.slice(1) ?? [0, 0, 0, 0, 0]).toEqual(pairs.map(([was, is]) => Number(is! - was!)))
      }
    }),
    { numRuns: 500 },
  )
})

it('tells no growth since nothing, and leaves out what is zero', () => {
  const now = readingOf({ servers: fc.sample(serversArbitrary, { seed: 7, numRuns: 1 })[0]!, seed: 3 }, 'b')
  const told = movesSince(now, null)
  expect(told).toMatchObject({ since: null, increments: null, unknown: [] })
  for (const [row, active, inactive] of chunks(told.counts, 3)) {
    expect([active, inactive]).toEqual([now.active[row!], now.inactive[row!]])
    expect(active! + inactive!).toBeGreaterThan(0)
  }
})

function* chunks(list: readonly number[], size: number): Generator<number[]> {
  for (let at = 0; at < list.length; at += size) yield list.slice(at, at + size)
}
