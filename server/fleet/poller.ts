/** One agent's clock and memory: asks it again and again, never twice at once, and keeps what it last said. */
import type { Identity, TableState } from '#model/cluster.ts'
import { equal } from '#model/equal.ts'
import { makeTableHash } from '#model/ids.ts'
import { type FleetNode, unseenNode } from '#model/join.ts'
import type { Load, Reading } from '#model/load.ts'
import type { Report } from '#model/report.ts'
import { rowNamesOf } from './accept.ts'
import type { Content } from './content.ts'
import { type Exchange, exchange, type Held, type Polled } from './exchange.ts'
import { afterPoll, type Outcome, pauseAfter, type Standing, waiting } from './feed.ts'
import type { FleetOptions, Target } from './fleet.ts'
import { addReading, makeLoad, type Readings, realignReadings } from './readings.ts'

export interface Poller {
  readonly target: Target
  node(): FleetNode
  reading(): Reading | null
  /** Whether its first poll has ended. */
  asked(): boolean
  stop(): void
}

export interface PollerOptions extends FleetOptions {
  readonly content: Content
  readonly refuse: Exchange['refuse']
}

export function startPoller(target: Target, options: PollerOptions): Poller {
  const { timing, content, onChange, pollMs } = options
  const with_: Exchange = {
    ...options,
    url: target.url,
    blob: (hash) => content.virtualServers.get(hash),
  }
  let standing: Standing = waiting
  let held: Held | null = null
  let readings: Readings = []
  let seen: Seen = unseenNode
  let load: Load | null = null
  let stopped = false
  let asked = false
  let cancel = timing.after(timing.random() * Math.min(pollMs / 4, 250), poll)

  async function poll(): Promise<void> {
    const startedAt = timing.now()
    const polled = await exchange(with_, held).catch(asMissed)
    if (stopped) return
    asked = true
    const outcome: Outcome = polled.is === 'good' ? { is: 'good' } : polled
    standing = afterPoll(standing, outcome, timing.now(), pollMs)
    if (polled.is === 'good') take(polled)
    const next = startedAt + pauseAfter(standing, outcome, pollMs, timing.random())
    cancel = timing.after(Math.max(0, next - timing.now()), poll)
    onChange()
  }

  function take({ report, next }: Extract<Polled, { is: 'good' }>): void {
    const before = held
    if (next !== null) content.hold(next.held.table.hash, next.held.table.table, next.blobs)
    if (before !== null) content.release(before.table.hash)
    held = next?.held ?? null
    readings = next === null ? [] : follow(readings, before, next)
    load = makeLoad(readings, timing.now())
    seen = keepSame(seen, see(report, held))
  }

  return {
    target,
    node: () => ({ ...seen, feed: standing.feed, load, conflicts: [] }),
    reading: () => held?.reading ?? null,
    asked: () => asked,
    stop: () => {
      stopped = true
      cancel()
      if (held !== null) content.release(held.table.hash)
    },
  }
}

/** A fault of ours while working on one agent's answer concerns that node alone. */
const asMissed = (error: unknown): Polled => ({
  is: 'missed',
  hung: false,
  why: `The agent's answer could not be worked on: ${error instanceof Error ? error.message : String(error)}.`,
})

function follow(
  readings: Readings,
  before: Held | null,
  next: NonNullable<Extract<Polled, { is: 'good' }>['next']>,
): Readings {
  const { table } = next.held
  if (before === null || before.table.hash === table.hash) return addReading(readings, next.reading, next.moved)
  const moved = realignReadings(readings, table.hash, rowNamesOf(before.table.servers), rowNamesOf(table.servers))
  return addReading(moved, next.reading, null)
}

type Seen = typeof unseenNode

function see(report: Report, held: Held | null): Seen {
  const { table } = report
  const { bootId, machineId, kernel, hz } = report.node
  const identity: Identity = { bootId, machineId, kernel, hz, agentVersion: report.agentVersion }
  return {
    identity,
    table: seeTable(report, held),
    addresses: report.network.addresses,
    routes: report.network.routes,
    rejected: table.is === 'read' ? table.rejected : unseenNode.rejected,
    withoutCounters: table.is === 'read' ? table.withoutCounters : null,
  }
}

function seeTable({ table }: Report, held: Held | null): TableState {
  if (table.is !== 'read') return table
  const { source, version, size, showsSchedulerFlags, hash } = table
  const kernelOrder = held?.kernelOrder ?? null
  return { is: 'read', source, hash: makeTableHash(hash), version, size, showsSchedulerFlags, kernelOrder }
}

/** Parts that say the same stay the same objects. */
const keepSame = (before: Seen, now: Seen): Seen => ({
  identity: equal(before.identity, now.identity) ? before.identity : now.identity,
  table: equal(before.table, now.table) ? before.table : now.table,
  addresses: equal(before.addresses, now.addresses) ? before.addresses : now.addresses,
  routes: equal(before.routes, now.routes) ? before.routes : now.routes,
  rejected: equal(before.rejected, now.rejected) ? before.rejected : now.rejected,
  withoutCounters: now.withoutCounters,
})
