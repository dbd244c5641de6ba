import fc from 'fast-check'
import { expect, it } from 'vitest'
import { serversArbitrary } from '#model/fixtures/arbitrary.ts'
import { mapCounters } from '#model/load.ts'
import { parseReport, splitHashes, type TableReport } from '#model/report.ts'
import { decodeRequest } from '#model/sources/ipvs/netlink.ts'
import { encodeDest } from '#model/sources/ipvs/netlink-dest.ts'
import { encodeService } from '#model/sources/ipvs/netlink-service.ts'
import {
  compareMatches,
  compareRealServers,
  hashTable,
  hashVirtualServer,
  makeKey,
  makeRealKey,
  type VirtualServer,
} from '#model/topology.ts'
import type { FactsReader } from './facts/reader.ts'
import { makeReporter } from './report.ts'
import { answering, bareKernel, renderTable } from './testing.ts'

/** What the kernel holds of a row, by its name. */
interface Row {
  active: number
  inactive: number
  total: bigint
}

/** One thing that happens between two polls. */
type Happening =
  | { readonly is: 'table'; readonly servers: readonly VirtualServer[]; readonly turned: boolean }
  | { readonly is: 'counts'; readonly row: number; readonly active: number; readonly inactive: number }
  | { readonly is: 'traffic'; readonly row: number; readonly packets: number }
  | { readonly is: 'zero' }
  | { readonly is: 'netlink'; readonly works: boolean }

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ is: fc.constant('table' as const), servers: serversArbitrary, turned: fc.boolean() }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      is: fc.constant('counts' as const),
      row: fc.nat(50),
      active: fc.nat(3),
      inactive: fc.nat(3),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      is: fc.constant('traffic' as const),
      row: fc.nat(50),
      packets: fc.integer({ min: 1, max: 9 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ is: 'zero' as const }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('netlink' as const), works: fc.boolean() }) },
)
/** Then a hub asks that knows this many polls less than the newest; null: one that knows nothing. */
const poll = fc.record({
  happenings: fc.array(happening, { maxLength: 5 }),
  behind: fc.option(fc.nat(3), { nil: null }),
})

const nameOf = (server: VirtualServer, real: VirtualServer['realServers'][number]) =>
  `${makeKey(server.match)} ${makeRealKey(real)}`
const noFacts: FactsReader = {
  current: () => ({ digest: '', addresses: [], sources: {} }),
  ready: async () => {},
  renew: async () => {},
  bodies: () => [],
}

function makeWorld() {
  const rows = new Map<string, Row>()
  let servers: readonly VirtualServer[] = []
  let turned = false
  let works = true
  let changes = 0n
  let nowNs = 0n
  const rowOf = (server: VirtualServer, real: VirtualServer['realServers'][number]): Row => {
    const name = nameOf(server, real)
    const row = rows.get(name) ?? { active: 0, inactive: 0, total: 2n ** 40n }
    rows.set(name, row)
    return row
  }
  /** The kernel's own order is no canonical one. */
  const listed = () => (turned ? servers.toReversed() : servers)
  const zeros = { upperThreshold: 0, lowerThreshold: 0, active: 0, inactive: 0, persistent: 0 }
  const netlink = answering((message) => {
    if (!works) throw new Error('The kernel did not answer a netlink question within a second.')
    const asked = decodeRequest(message)
    if (asked?.is === 'services')
      return listed().map((server) =>
        encodeService({
          ...server,
          family: 4,
          schedulerFlags: [],
          persistence: server.persistence && { ...server.persistence, timeoutSeconds: 10_800 },
          persistenceEngine: null,
          totals: mapCounters(() => changes),
        }),
      )
    if (asked?.is !== 'dests') throw new Error('Not a question of this test.')
    const server = servers.find(({ match }) => makeKey(match) === makeKey(asked.match))
    return (server?.realServers ?? [])
      .toReversed()
      .map((real) => encodeDest({ ...real, ...zeros, totals: mapCounters(() => rowOf(server!, real).total) }))
  })
  const text = () => renderTable(listed(), (server, real) => [rowOf(server, real).active, rowOf(server, real).inactive])
  const kernel = {
    ...bareKernel,
    read: (path: string) => (path === '/proc/net/ip_vs' ? new TextEncoder().encode(text()) : null),
    monotonicNs: () => (nowNs += 500_000_000n),
    openNetlink: () => netlink,
  }
  const present = () => servers.flatMap((server) => server.realServers.map((real) => nameOf(server, real)))
  const happen = (what: Happening) => {
    if (what.is === 'table') {
      servers = [...what.servers]
        .map((server) => ({ ...server, realServers: [...server.realServers].sort(compareRealServers) }))
        .sort((a, b) => compareMatches(a.match, b.match))
      turned = what.turned
      // A row that is gone counts anew when it is back.
      for (const name of rows.keys()) if (!present().includes(name)) rows.delete(name)
      for (const server of servers) for (const real of server.realServers) rowOf(server, real)
    } else if (what.is === 'netlink') works = what.works
    else if (what.is === 'zero') for (const row of rows.values()) row.total = 0n
    else {
      const row = [...rows.values()][what.row % Math.max(1, rows.size)]
      if (row === undefined) return
      if (what.is === 'traffic') row.total += BigInt(what.packets)
      else Object.assign(row, { active: what.active, inactive: what.inactive })
    }
    changes++
  }
  return { kernel, happen, rows, present, works: () => works }
}

/** What a hub holds after a poll, by the names of rows. */
interface Held {
  readonly reading: string
  readonly table: readonly string[]
  readonly hash: string
  readonly names: readonly string[]
  readonly counts: ReadonlyMap<string, readonly [number, number]>
  /** The truth at that moment, to check growth against. */
  readonly totals: ReadonlyMap<string, bigint>
}

function nextTable(held: Held | null, { change }: TableReport, matchOf: (hash: string) => VirtualServer): string[] {
  if (change.is === 'whole') return splitHashes(change.entries)
  if (change.is === 'unchanged') return [...held!.table]
  const stays = held!.table.filter((_, position) => !change.removed.includes(position))
  return [...stays, ...splitHashes(change.added)].sort((a, b) => compareMatches(matchOf(a).match, matchOf(b).match))
}

it('what a hub puts together from reports is what the kernel holds', () => {
  let toldGrowth = 0
  fc.assert(
    fc.property(fc.array(poll, { minLength: 2, maxLength: 8 }), (polls) => {
      const world = makeWorld()
      const reporter = makeReporter(world.kernel, 'n', 'v', noFacts)
      const bodies = new Map<string, VirtualServer>()
      const history: Held[] = []
      for (const { happenings, behind } of polls) {
        for (const what of happenings) world.happen(what)
        const held = behind === null ? null : (history.at(-1 - behind) ?? null)
        const parsed = parseReport(
          reporter.report({ table: held?.hash ?? null, since: held?.reading ?? null, facts: null }),
        )
        if (!parsed.ok) throw new Error(parsed.why)
        const { table, reading } = parsed.value
        if (table.is !== 'read') throw new Error(table.why)
        const missing =
          table.change.is === 'unchanged' ? '' : table.change.is === 'whole' ? table.change.entries : table.change.added
        for (const server of reporter.virtualServers(splitHashes(missing)))
          bodies.set(hashVirtualServer(server), server)
        const entries = nextTable(held, table, (hash) => bodies.get(hash)!)
        expect(hashTable(entries as never)).toBe(table.hash)
        const names = entries.flatMap((hash) =>
          bodies.get(hash)!.realServers.map((real) => nameOf(bodies.get(hash)!, real)),
        )
        expect(names).toEqual(world.present())

        const { load } = table
        const base = load.since === null ? null : held
        expect(load.since === null || load.since === held?.reading).toBe(true)
        const counts = new Map(names.map((name) => [name, base?.counts.get(name) ?? ([0, 0] as const)]))
        for (let at = 0; at < load.counts.length; at += 3)
          counts.set(names[load.counts[at]!]!, [load.counts[at + 1]!, load.counts[at + 2]!])
        for (const [name, { active, inactive }] of world.rows) expect(counts.get(name)).toEqual([active, inactive])

        if (load.increments !== null) {
          expect(world.works()).toBe(true)
          const grown = new Map<string, number[]>()
          for (let at = 0; at < load.increments.length; at += 6)
            grown.set(names[load.increments[at]!]!, load.increments.slice(at + 1, at + 6))
          const between = history.slice(history.indexOf(base!))
          for (const [row, name] of names.entries()) {
            const before = base!.totals.get(name)
            const now = world.rows.get(name)!.total
            const path = [...between.map(({ totals }) => totals.get(name)), now]
            const isWhole = path.every((total, at) => total !== undefined && (at === 0 || total >= path[at - 1]!))
            if (load.unknown.includes(row)) expect(isWhole).toBe(false)
            else {
              const growth = Number(now - before!)
              expect(grown.get(name) ?? [0, 0, 0, 0, 0]).toEqual(Array(5).fill(growth))
              if (growth > 0) toldGrowth++
            }
          }
        }
        history.push({
          reading,
          table: entries,
          hash: table.hash,
          names,
          counts,
          totals: new Map([...world.rows].map(([name, { total }]) => [name, total])),
        })
      }
    }),
    { numRuns: 500 },
  )
  expect(toldGrowth).toBeGreaterThan(40)
})
