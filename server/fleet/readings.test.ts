import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { counterNames, mapCounters, rowRate } from '#model/load.ts'
import type { TableReport } from '#model/report.ts'
import { makeKey, makeRealKey, makeRowOffsets, makeTable, type VirtualServer } from '#model/topology.ts'
import type { HeldTable } from './content.ts'
import { addReport, makeLoad, type Readings } from './readings.ts'

const server = (last: number, reals: readonly number[]): VirtualServer => ({
  match: { protocol: 'TCP', address: `10.0.0.${last}`, port: 80 },
  scheduler: 'rr',
  schedulerFlags: null,
  onePacket: false,
  persistence: null,
  realServers: reals.map((real) => ({ address: `100.0.0.${real}`, port: 80, forward: 'Masq', weight: 1 })),
})

function hold(all: readonly VirtualServer[]): HeldTable {
  const { hash, table, blobs } = makeTable(all)
  const servers = table.map((entry) => blobs.get(entry)!)
  const offsets = makeRowOffsets(servers)
  return { hash, table, servers, offsets, rows: offsets[servers.length]! }
}

const namesOf = ({ servers }: HeldTable): string[] =>
  servers.flatMap(({ match, realServers }) => realServers.map((real) => `${makeKey(match)} ${makeRealKey(real)}`))

/** What a node's kernel says at one moment: a total and a count by row. All five counters are equal. */
interface Moment {
  readonly seconds: number
  readonly bootId: string
  readonly held: HeldTable
  readonly totals: ReadonlyMap<string, bigint>
  readonly active: ReadonlyMap<string, number>
}

const moment = (seconds: number, totals: Record<string, bigint>, over: Partial<Moment> = {}): Moment => {
  const rows = Object.entries(totals).map(([row, total]) => ({ row: Number(row), total }))
  const held = hold([
    server(
      1,
      rows.map(({ row }) => row),
    ),
  ])
  const names = namesOf(held)
  return {
    seconds,
    bootId: 'boot',
    held,
    totals: new Map(rows.map(({ total }, at) => [names[at]!, total])),
    active: new Map(),
    ...over,
  }
}

const ns = (seconds: number): bigint => BigInt(seconds * 1_000) * 1_000_000n
const headOf = ({ bootId, seconds }: Moment) => ({ bootId, monotonicNs: String(ns(seconds)) })

/** What an agent says at this moment to a hub that has that one. */
function report(now: Moment, since: Moment | null): TableReport {
  const counts: number[] = []
  const increments: number[] = []
  const unknown: number[] = []
  for (const [row, name] of namesOf(now.held).entries()) {
    const active = now.active.get(name) ?? 0
    if (active !== (since?.active.get(name) ?? 0)) counts.push(row, active, 0)
    const before = since?.totals.get(name)
    const total = now.totals.get(name)!
    if (since === null || before === total) continue
    if (before === undefined || before > total) unknown.push(row)
    else increments.push(row, ...counterNames.map(() => Number(total - before)))
  }
  const sum = [...now.totals.values()].reduce((all, total) => all + total, 0n)
  return {
    is: 'read',
    source: 'ipvs',
    version: '1.2.1',
    size: 4096,
    showsSchedulerFlags: true,
    hash: now.held.hash,
    change: { is: 'unchanged' },
    rows: now.held.rows,
    load: { since: since && String(since.seconds), counts, increments: since && increments, unknown },
    withoutCounters: null,
    totals: mapCounters(() => String(sum)),
    rejected: { rows: 0, samples: [] },
  }
}

type Kept = { readonly name: string; readonly readings: Readings } | null

function add(before: Kept, now: Moment, since: Moment | null, over: Partial<TableReport> = {}): NonNullable<Kept> {
  const added = addReport({ ...report(now, since), ...over }, headOf(now), now.held, before)
  if (!added.ok || added.value === null) throw new Error(added.ok ? 'it builds on another reading' : added.why)
  return { name: String(now.seconds), readings: added.value }
}

/** Every moment told, each as a difference to the one before. */
function follow(...moments: readonly Moment[]): Readings {
  const kept = moments.reduce<Kept>((before, now, at) => {
    const last = moments[at - 1]
    return add(before, now, last?.bootId === now.bootId ? last : null)
  }, null)
  return kept!.readings
}

const rates = (readings: Readings): number[] => {
  const load = makeLoad(readings, 0)
  return load.rates === null ? [] : [...load.active.keys()].map((row) => rowRate(load, 'connections', row))
}

describe('rates of a node', () => {
  it('are not known after one reading, nor without totals', () => {
    expect(makeLoad(follow(moment(0, { 1: 5n })), 7)).toMatchObject({ at: 7, rates: null, nodeRate: null })
    const [first, second] = [moment(0, { 1: 5n }), moment(2, { 1: 9n })]
    const bare = { withoutCounters: 'no netlink', totals: null }
    const none = add(add(null, first, null, bare), second, first, bare)
    expect(makeLoad(none.readings, 0)).toMatchObject({ rates: null, nodeRate: null })
  })

  it('are even although the kernel refreshes its totals only every 2 s', () => {
    // Polled every second, ticks of 20 every two: no poll says 0 or 20 a second.
    const moments = Array.from({ length: 21 }, (_, at) => moment(at, { 1: BigInt(Math.floor(at / 2) * 20) }))
    for (let end = 10; end <= moments.length; end++) expect(rates(follow(...moments.slice(0, end)))).toEqual([10])
  })

  it('reach back at most 8 s of the node’s own clock, and one reading at least', () => {
    expect(rates(follow(moment(0, { 1: 0n }), moment(10, { 1: 100n }), moment(12, { 1: 300n })))).toEqual([100])
    const slow = follow(moment(0, { 1: 0n }), moment(10, { 1: 100n }))
    expect([rates(slow), makeLoad(slow, 0).nodeRate?.inBytes]).toEqual([[10], 10])
  })

  it('begin anew after a reboot, and wait while the node’s clock stands or goes back', () => {
    expect(rates(follow(moment(0, { 1: 9n }), moment(2, { 1: 1n }, { bootId: 'next' })))).toEqual([])
    expect(rates(follow(moment(2, { 1: 1n }), moment(2, { 1: 9n })))).toEqual([])
    expect(rates(follow(moment(9, { 1: 1n }), moment(2, { 1: 9n })))).toEqual([])
  })

  it('have a gap where a counter fell, also when it has passed its old value again', () => {
    const moments = [moment(0, { 1: 100n, 2: 0n }), moment(2, { 1: 5n, 2: 2n }), moment(4, { 1: 205n, 2: 4n })]
    expect(rates(follow(...moments.slice(0, 2)))).toEqual([Number.NaN, 1])
    expect(rates(follow(...moments))).toEqual([100, 1])
  })

  it('of the whole node have the same gap', () => {
    const moments = [moment(0, { 1: 100n }), moment(2, { 1: 5n }), moment(4, { 1: 25n })]
    expect(makeLoad(follow(...moments.slice(0, 2)), 0).nodeRate).toBeNull()
    expect(makeLoad(follow(...moments), 0).nodeRate?.inBytes).toBe(10)
  })

  it('of rows that stay go on when the table changes; new rows have none at first', () => {
    const moments = [
      moment(0, { 1: 0n, 2: 0n }),
      moment(2, { 1: 20n, 2: 40n }),
      moment(4, { 2: 80n, 3: 7n }),
      moment(6, { 2: 120n, 3: 27n }),
    ]
    expect(rates(follow(...moments.slice(0, 3)))).toEqual([20, Number.NaN])
    expect(rates(follow(...moments))).toEqual([20, 10])
  })

  it('keep their columns while nothing moves', () => {
    const still = [0, 2, 4].map((at) => moment(at, { 1: 5n }))
    const [before, now] = [makeLoad(follow(...still.slice(0, 2)), 1), makeLoad(follow(...still), 2)]
    expect(now.rates).toBe(before.rates)
    const first = add(null, still[0]!, null)
    const second = add(first, still[1]!, still[0]!)
    expect(second.readings.active).toBe(first.readings.active)
  })
})

it('a report on another reading than the one held is not taken', () => {
  const [first, second] = [moment(0, { 1: 5n }), moment(2, { 1: 9n })]
  const held = { ...add(null, first, null), name: 'another' }
  expect(addReport(report(second, first), headOf(second), second.held, held)).toEqual({ ok: true, value: null })
  expect(addReport(report(second, first), headOf(second), second.held, null)).toEqual({ ok: true, value: null })
})

it('any history comes to what is true: tables change, rows move and fall back, answers are lost', () => {
  const servers = fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.subarray([1, 2, 3, 4])), { maxLength: 3 })
  const step = fc.record({
    seconds: fc.integer({ min: 1, max: 5 }),
    servers: fc.option(servers, { nil: null }),
    moves: fc.array(fc.tuple(fc.nat(9), fc.integer({ min: -3, max: 5 })), { maxLength: 4 }),
    is: fc.constantFrom('told', 'told', 'told', 'lost', 'forgotten' as const),
  })
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 14 }), (steps) => {
      let now: Moment = { ...moment(0, {}), held: hold([server(1, [1, 2])]) }
      let kept: Kept = null
      /** The moments the hub can compare, newest first. */
      let told: Moment[] = []
      for (const { seconds, servers, moves, is } of steps) {
        now = advance(now, seconds, servers, moves)
        if (is === 'lost') continue
        const since: Moment | null = is === 'forgotten' ? null : (told[0] ?? null)
        kept = add(kept, now, since)
        expect(kept.readings.moved && [...kept.readings.moved]).toEqual(since && movedRows(since, now))
        told = since === null ? [now] : [now, ...told]
        const load = makeLoad(kept.readings, 0)
        expect([...load.active]).toEqual(namesOf(now.held).map((name) => now.active.get(name) ?? 0))
        if (told.length === 1) expect(load.rates).toBeNull()
        else expect(rates(kept.readings)).toEqual(namesOf(now.held).map((name) => trueRate(told, name)))
      }
    }),
    { numRuns: 300 },
  )
})

const movedRows = (since: Moment, now: Moment): number[] =>
  namesOf(now.held).flatMap((name, row) => ((now.active.get(name) ?? 0) !== (since.active.get(name) ?? 0) ? [row] : []))

function advance(
  before: Moment,
  seconds: number,
  servers: readonly (readonly [number, readonly number[]])[] | null,
  moves: readonly (readonly [number, number])[],
): Moment {
  const held = servers === null ? before.held : hold([...new Map(servers)].map(([last, reals]) => server(last, reals)))
  const names = namesOf(held)
  const totals = new Map(names.map((name) => [name, before.totals.get(name) ?? 0n]))
  const active = new Map(names.map((name) => [name, before.active.get(name) ?? 0]))
  for (const [which, by] of moves) {
    const name = names[which % names.length]
    if (name === undefined) continue
    const total = totals.get(name)! + BigInt(by)
    totals.set(name, total < 0n ? 0n : total)
    active.set(name, which)
  }
  return { ...before, seconds: before.seconds + seconds, held, totals, active }
}

/** Growth over the readings of the last 8 s, newest first, as far back as the row was there and did not fall. */
function trueRate(told: readonly Moment[], name: string): number {
  const [newest] = told
  const totalOf = (at: number) => told[at]!.totals.get(name)
  const within = (at: number) => at === 1 || newest!.seconds - told[at]!.seconds <= 8
  let first = 0
  while (first + 1 < told.length && within(first + 1)) {
    const [earlier, later] = [totalOf(first + 1), totalOf(first)]
    if (earlier === undefined || later === undefined || earlier > later) break
    first++
  }
  if (first === 0) return Number.NaN
  const growth = Number(totalOf(0)! - totalOf(first)!)
  return Math.round((growth / (newest!.seconds - told[first]!.seconds)) * 100) / 100
}
