import { describe, expect, it } from 'vitest'
import { type AlignedTable, alignRuns } from '#model/align.ts'
import {
  parseFacts,
  parseReport,
  parseVirtualServers,
  type Report,
  splitHashes,
  type TableReport,
} from '#model/report.ts'
import { hashFact } from '#model/sources/hash.ts'
import { hashTable, hashVirtualServer, makeRowOffsets, makeTable, type VirtualServer } from '#model/topology.ts'
import { makeStore } from '#server/demo/kube-api/store.ts'
import type { Asked } from './agent.ts'
import { makeSimulatedCluster } from './cluster.ts'

const nothing: Asked = { table: null, since: null, facts: null }

function make() {
  let ns = 0n
  const store = makeStore({ now: () => 0, makeUid: () => 'uid', historyLength: 100 })
  const cluster = makeSimulatedCluster({
    size: { nodes: 3, services: 20, reals: 4, routes: 3, moving: 0.1 },
    store,
    port: 9797,
    monotonicNs: () => (ns += 1_000_000_000n),
    wallMs: () => 0,
  })
  const ask = (node: number, asked: Asked): Report & { readonly table: TableReport } => {
    const parsed = parseReport(JSON.parse(JSON.stringify(cluster.agents[node]!.report(asked))))
    if (!parsed.ok) throw new Error(parsed.why)
    const { table } = parsed.value
    if (table.is !== 'read') throw new Error(table.is)
    return { ...parsed.value, table }
  }
  const servers = () => Array.from({ length: 20 }, (_, service) => cluster.structure.server(service))
  return { cluster, store, ask, servers }
}
const hasOf = ({ table, reading, facts }: Report & { readonly table: TableReport }): Asked => ({
  table: table.hash,
  since: reading,
  facts: facts.digest,
})
const rowsOf = (counts: readonly number[]) => counts.filter((_, at) => at % 3 === 0)

describe('tables of simulated agents', () => {
  it('are named by the hash of what they hold, in the order of tables', () => {
    const { ask, servers } = make()
    const { table } = ask(0, nothing)
    const made = makeTable(servers())
    expect(table.hash).toBe(made.hash)
    expect(table.change).toEqual({ is: 'whole', entries: made.table.join('') })
    expect(parseVirtualServers({ virtualServers: servers() })).toMatchObject({ ok: true })
  })

  it('are unchanged while nothing changes, and then tell what went and what came', () => {
    const { ask, cluster, servers } = make()
    const first = ask(0, nothing)
    const before = splitHashes(first.table.change.is === 'whole' ? first.table.change.entries : '')
    expect(ask(0, hasOf(first)).table.change).toEqual({ is: 'unchanged' })
    const second = ask(0, { ...hasOf(first), since: 'r2' })
    for (let times = 0; times < 5; times++) cluster.change()
    const { table } = ask(0, hasOf(second))
    if (table.change.is !== 'changed') throw new Error(table.change.is)
    const { removed, added } = table.change
    const after = new Set([...before.filter((_, position) => !removed.includes(position)), ...splitHashes(added)])
    expect(
      servers()
        .map(hashVirtualServer)
        .filter((hash) => !after.has(hash)),
    ).toEqual([])
    expect(table.hash).toBe(hashTable(servers().map(hashVirtualServer)))
  })

  it('are told whole to whoever builds on something else', () => {
    const { ask } = make()
    const first = ask(0, nothing)
    expect(ask(0, { ...hasOf(first), since: 'another' }).table.load.since).toBeNull()
    expect(ask(1, { table: 'f'.repeat(32), since: 'r1', facts: null }).table.change.is).toBe('whole')
  })
})

describe('load of simulated agents', () => {
  it('names every row that is not zero first, then those that moved, with their growth', () => {
    const { ask } = make()
    const first = ask(0, nothing)
    expect(first.table.load.increments).toBeNull()
    expect(first.table.load.counts.length).toBeGreaterThan(0)
    const { load } = ask(0, hasOf(first)).table
    expect(load.since).toBe(first.reading)
    expect(rowsOf(load.counts)).toEqual(load.increments!.filter((_, at) => at % 6 === 0))
    expect(load.unknown).toEqual([])
  })

  it('does not know the growth of exactly the rows that are new', () => {
    const { ask, cluster, servers } = make()
    const first = ask(0, nothing)
    const before = servers()
    for (let times = 0; times < 8; times++) cluster.change()
    const { load } = ask(0, hasOf(first)).table
    const places = placesOf(aligned(before), aligned(servers()))
    expect(load.unknown).toEqual([...places.keys()].filter((row) => places[row] === -1))
    expect(load.increments!.filter((row, at) => at % 6 === 0 && load.unknown.includes(row))).toEqual([])
  })

  it('adds up, carried over from table to table, to what a hub without memory is told', () => {
    const { ask, cluster, servers } = make()
    let has = ask(0, nothing)
    let before = servers()
    let known = new Map<number, readonly number[]>()
    const take = (counts: readonly number[]) => {
      for (let at = 0; at < counts.length; at += 3) known.set(counts[at]!, [counts[at + 1]!, counts[at + 2]!])
    }
    take(has.table.load.counts)
    for (let round = 0; round < 20; round++) {
      if (round % 3 === 0) cluster.change()
      has = ask(0, hasOf(has))
      const places = placesOf(aligned(before), aligned(servers()))
      known = new Map(
        [...places.keys()].flatMap((row) => (known.has(places[row]!) ? [[row, known.get(places[row]!)!]] : [])),
      )
      before = servers()
      take(has.table.load.counts)
    }
    const remembered = known
    known = new Map()
    take(ask(0, nothing).table.load.counts)
    expect(new Map([...known].sort())).toEqual(new Map([...remembered].sort()))
  })

  it('tells a stamped count with the next report', () => {
    const { ask, cluster } = make()
    const first = ask(2, nothing)
    cluster.agents[2]!.load.stamp(7, 1, 60_001)
    const { counts } = ask(2, hasOf(first)).table.load
    expect(counts.filter((_, at) => at % 3 === 1)).toContain(60_001)
  })
})

describe('facts of simulated agents', () => {
  it('are told once, with bodies by their hashes', () => {
    const { ask, cluster } = make()
    const first = ask(1, nothing)
    const hashes = Object.values(first.facts.now!.sources).flatMap((told) => (told?.is === 'read' ? [told.hash] : []))
    const parsed = parseFacts(JSON.parse(JSON.stringify({ facts: cluster.facts.bodies(1, hashes) })))
    if (!parsed.ok) throw new Error(parsed.why)
    expect(parsed.value.facts.map(hashFact).sort()).toEqual([...hashes].sort())
    expect(ask(1, hasOf(first)).facts).toEqual({ digest: first.facts.digest })
  })
})

describe('the API beside them', () => {
  it('names the real servers every table has, before and after a change', () => {
    const { cluster, store, servers } = make()
    const wanted = () =>
      store
        .list('/apis/discovery.k8s.io/v1/endpointslices')!
        .filter(({ metadata }) => metadata.namespace === 'bench')
        .flatMap(({ endpoints }) => (endpoints as { addresses: string[] }[]).flatMap(({ addresses }) => addresses))
        .sort()
    const has = () =>
      servers()
        .flatMap(({ realServers }) => realServers.map(({ address }) => address))
        .sort()
    expect(wanted()).toEqual(has())
    for (let times = 0; times < 10; times++) cluster.change()
    expect(wanted()).toEqual(has())
    expect(store.list('/api/v1/pods')).toHaveLength(80)
  })
})

const aligned = (servers: readonly VirtualServer[]): AlignedTable => ({
  table: servers.map(hashVirtualServer),
  servers,
  offsets: makeRowOffsets(servers),
})

/** For each row of the second table the same row of the first; -1 where it is new. */
function placesOf(from: AlignedTable, to: AlignedTable): number[] {
  const places = to.servers.flatMap(({ realServers }) => realServers.map(() => -1))
  const runs = alignRuns(from, to)
  for (let at = 0; at < runs.length; at += 3)
    for (let row = 0; row < runs[at + 2]!; row++) places[runs[at + 1]! + row] = runs[at]! + row
  return places
}
