/**
 * What a node's load was and how it grew: present counts, and the growth of each row between the
 * last few readings. The kernel refreshes totals every 2 s (domain 1.4), so two readings 2 s apart
 * see no refresh or two as often as one: rates are taken over the last seconds instead.
 */
import { alignRuns, carryOver, eachStaying, type Runs } from '#model/align.ts'
import {
  type CounterName,
  counterNames,
  type Load,
  mapCounters,
  nodeRate,
  type Rates,
  roundRate,
  type Totals,
} from '#model/load.ts'
import type { TableReport } from '#model/report.ts'
import { type Checked, no } from './accept.ts'
import type { HeldTable } from './content.ts'

/** How far back a rate may reach, by the node's own clock. */
const windowNs = 8_000_000_000

/** What happened between two readings. Row numbers are ascending; rows not named stood still. */
interface Step {
  readonly elapsedNs: number
  readonly rows: Uint32Array
  /** Five to a row, in `counterNames` order. */
  readonly growth: Float64Array
  /** Rows whose growth is not known. */
  readonly unknown: Uint32Array
}

interface NodeTotals {
  readonly monotonicNs: bigint
  readonly totals: Totals
}

export interface Readings {
  readonly table: HeldTable
  readonly bootId: string
  readonly monotonicNs: bigint
  readonly active: Uint32Array
  readonly inactive: Uint32Array
  /** Rows whose counts are others than in the reading before, of those it had; ascending. Null where it had none. */
  readonly moved: Uint32Array | null
  /** Oldest first; empty while nothing can be compared, null where the node's agent cannot read totals. */
  readonly steps: readonly Step[] | null
  /** Of the whole node, oldest first, the newest last; empty where not readable. */
  readonly node: readonly NodeTotals[]
}

export interface Head {
  readonly bootId: string
  readonly monotonicNs: string
}

/**
 * Adds a report to what is held. `before` is the reading the agent was told we have, whatever its table.
 * Null value: the report builds on another reading, ask for all rows.
 */
export function addReport(
  report: TableReport,
  head: Head,
  table: HeldTable,
  before: { readonly name: string; readonly readings: Readings } | null,
): Checked<Readings | null> {
  const { load } = report
  const monotonicNs = BigInt(head.monotonicNs)
  const since = load.since === null ? null : (before?.readings ?? null)
  if (load.since !== null && (before?.name !== load.since || since?.bootId !== head.bootId))
    return { ok: true, value: null }
  if (load.since === null && load.increments !== null && load.increments.length > 0)
    return no('it tells growth since no reading')
  const fault = rowFault(table.rows, load)
  if (fault !== null) return no(fault)
  const moved = since === null ? null : moveTo(since, table)
  const { active, inactive } = countsOf(load.counts, table.rows, moved, moved !== since)
  const node = addTotals(report.totals, monotonicNs, before?.readings.bootId === head.bootId ? before.readings : null)
  const movedCounts = since === null ? null : rowsOfCounts(load.counts)
  const readings = { table, bootId: head.bootId, monotonicNs, active, inactive, moved: movedCounts, node }
  if (report.withoutCounters !== null) return { ok: true, value: { ...readings, steps: null } }
  const steps = moved?.steps ?? []
  if (load.increments === null || moved === null) return { ok: true, value: { ...readings, steps: [] } }
  const elapsedNs = Number(monotonicNs - moved.monotonicNs)
  // The agent may give its last certain reading again while a table is being rewritten: no news.
  if (elapsedNs <= 0) return { ok: true, value: { ...readings, steps } }
  const step = makeStep(elapsedNs, load.increments, load.unknown)
  return { ok: true, value: { ...readings, steps: withinWindow([...steps, step]) } }
}

const width = counterNames.length

function makeStep(elapsedNs: number, increments: readonly number[], unknown: readonly number[]): Step {
  const length = increments.length / (width + 1)
  const rows = new Uint32Array(length)
  const growth = new Float64Array(length * width)
  for (let at = 0, from = 0; at < length; at++) {
    rows[at] = increments[from++]!
    for (let column = 0; column < width; column++) growth[at * width + column] = increments[from++]!
  }
  return { elapsedNs, rows, growth, unknown: Uint32Array.from(unknown) }
}

/** Row numbers are ascending, so the last of each list tells. */
function rowFault(rows: number, { counts, increments, unknown }: TableReport['load']): string | null {
  const last = Math.max(counts.at(-3) ?? 0, increments?.at(-6) ?? 0, unknown.at(-1) ?? 0)
  if (last >= rows && counts.length + (increments?.length ?? 0) + unknown.length > 0)
    return `it has load for row ${last}, its table has ${rows}`
  for (let at = 0; at < counts.length; at += 3) {
    if (counts[at + 1]! > 0xffff_ffff || counts[at + 2]! > 0xffff_ffff)
      return `row ${counts[at]} has more connections than a kernel can count`
  }
  return null
}

/** The columns of before where nothing moved, else new ones. `own` when those of before are nobody else's. */
function countsOf(
  counts: readonly number[],
  rows: number,
  before: Pick<Readings, 'active' | 'inactive'> | null,
  own: boolean,
): Pick<Readings, 'active' | 'inactive'> {
  if (before !== null && counts.length === 0) return before
  const columnOf = (column: Uint32Array | undefined) =>
    column === undefined ? new Uint32Array(rows) : own ? column : column.slice()
  const active = columnOf(before?.active)
  const inactive = columnOf(before?.inactive)
  for (let at = 0; at < counts.length; at += 3) {
    active[counts[at]!] = counts[at + 1]!
    inactive[counts[at]!] = counts[at + 2]!
  }
  return { active, inactive }
}

const rowsOfCounts = (counts: readonly number[]): Uint32Array =>
  Uint32Array.from({ length: counts.length / 3 }, (_, at) => counts[at * 3]!)

function withinWindow(steps: readonly Step[]): readonly Step[] {
  let reach = 0
  let first = steps.length
  while (first > 0 && (first === steps.length || reach + steps[first - 1]!.elapsedNs <= windowNs))
    reach += steps[--first]!.elapsedNs
  return first === 0 ? steps : steps.slice(first)
}

const largest = 0xffff_ffff_ffff_ffffn

function addTotals(told: TableReport['totals'], monotonicNs: bigint, before: Readings | null): readonly NodeTotals[] {
  if (told === null) return []
  const totals = mapCounters((name) => BigInt(told[name]))
  if (counterNames.some((name) => totals[name] > largest)) return []
  const last = before?.node.at(-1)
  const now = { monotonicNs, totals }
  if (!last || last.monotonicNs > monotonicNs || counterNames.some((name) => totals[name] < last.totals[name]))
    return [now]
  if (last.monotonicNs === monotonicNs) return before!.node
  const within = before!.node.filter((each) => Number(monotonicNs - each.monotonicNs) <= windowNs)
  return [...(within.length > 0 ? within : [last]), now]
}

const alignments = new WeakMap<HeldTable, WeakMap<HeldTable, Runs>>()

/** Worked out once for all nodes that make the same step. */
function alignmentOf(from: HeldTable, to: HeldTable): Runs {
  const known = alignments.get(from) ?? new WeakMap<HeldTable, Runs>()
  alignments.set(from, known)
  const found = known.get(to)
  if (found !== undefined) return found
  const made = alignRuns(from, to)
  known.set(to, made)
  return made
}

/** The same readings on the rows of another table; what is new there is zero. */
function moveTo(readings: Readings, table: HeldTable): Readings {
  if (readings.table.hash === table.hash) return readings
  const runs = alignmentOf(readings.table, table)
  return {
    ...readings,
    table,
    active: carryOver(readings.active, runs, table.rows),
    inactive: carryOver(readings.inactive, runs, table.rows),
    steps: readings.steps === null ? null : readings.steps.map((step) => moveStep(step, runs)),
  }
}

function moveStep(step: Step, runs: Runs): Step {
  const rows = new Uint32Array(step.rows.length)
  const growth = new Float64Array(step.growth.length)
  let stay = 0
  eachStaying(step.rows, runs, (place, row) => {
    rows[stay] = row
    for (let column = 0; column < width; column++) growth[stay * width + column] = step.growth[place * width + column]!
    stay++
  })
  return {
    elapsedNs: step.elapsedNs,
    rows: rows.subarray(0, stay),
    growth: growth.subarray(0, stay * width),
    unknown: moveRows(step.unknown, runs),
  }
}

function moveRows(rows: Uint32Array, runs: Runs): Uint32Array {
  const moved: number[] = []
  eachStaying(rows, runs, (_, row) => moved.push(row))
  return Uint32Array.from(moved)
}

/** What views draw of the newest readings. `at` is the hub's wall clock when they arrived. */
export function makeLoad({ table, active, inactive, steps, node }: Readings, at: number): Load {
  const newest = node.at(-1)
  const oldest = node[0]
  return {
    at,
    table: table.hash,
    active,
    inactive,
    rates: steps === null || steps.length === 0 ? null : ratesOver(steps),
    nodeRate:
      newest && oldest && newest !== oldest
        ? nodeRate(oldest.totals, newest.totals, newest.monotonicNs - oldest.monotonicNs)
        : null,
  }
}

/** Of a node on which nothing moves. */
const still: Rates = { rows: new Uint32Array(0), ...mapCounters(() => new Float64Array(0)) }

/** Each row over as much of the window as its growth is known without a gap. */
function ratesOver(steps: readonly Step[]): Rates {
  const rows = rowsOf(steps)
  if (rows.length === 0) return still
  const growth = new Float64Array(rows.length * width)
  /** How long the row's growth is known, nanoseconds; endless while no gap was found. */
  const known = new Float64Array(rows.length).fill(Number.POSITIVE_INFINITY)
  let elapsedNs = 0
  for (const step of steps.toReversed()) {
    eachPlace(rows, step.unknown, (at) => {
      known[at] = Math.min(known[at]!, elapsedNs)
    })
    elapsedNs += step.elapsedNs
    eachPlace(rows, step.rows, (at, place) => {
      if (known[at]! < elapsedNs) return
      for (let column = 0; column < width; column++)
        growth[at * width + column]! += step.growth[place * width + column]!
    })
  }
  const rate = (at: number, column: number): number => {
    const over = Math.min(known[at]!, elapsedNs)
    return over === 0 ? NaN : roundRate((growth[at * width + column]! * 1e9) / over)
  }
  const columnOf = (name: CounterName): Float64Array => {
    const column = counterNames.indexOf(name)
    const made = new Float64Array(rows.length)
    for (let at = 0; at < rows.length; at++) made[at] = rate(at, column)
    return made
  }
  return { rows, ...mapCounters(columnOf) }
}

/** All rows the steps name, ascending, each once. */
function rowsOf(steps: readonly Step[]): Uint32Array {
  const lists = steps.flatMap(({ rows, unknown }) => [rows, unknown])
  const all = new Uint32Array(lists.reduce((sum, list) => sum + list.length, 0))
  let end = 0
  for (const list of lists) {
    all.set(list, end)
    end += list.length
  }
  all.sort()
  let kept = 0
  for (let at = 0; at < all.length; at++) if (at === 0 || all[at] !== all[at - 1]) all[kept++] = all[at]!
  return all.slice(0, kept)
}

/** Where each of some rows is in a list with all of them; both ascending. */
function eachPlace(rows: Uint32Array, some: Uint32Array, visit: (at: number, place: number) => void): void {
  let at = 0
  for (let place = 0; place < some.length; place++) {
    while (rows[at] !== some[place]) at++
    visit(at, place)
  }
}
