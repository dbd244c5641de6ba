/** One agent's clock and memory: asks it again and again, never twice at once, and keeps what it last said. */
import type { Identity, TableState } from '#model/cluster.ts'
import { equal } from '#model/equal.ts'
import { makeTableHash } from '#model/ids.ts'
import { type FleetNode, unseenNode } from '#model/join/input.ts'
import type { Load } from '#model/load.ts'
import { noteMovedCounts } from '#model/moved-counts.ts'
import type { Report } from '#model/report.ts'
import { noConflicts } from './claims.ts'
import type { Content } from './content.ts'
import {
  type Exchange,
  exchange,
  factHashesOf,
  fetchJson,
  type Held,
  type HeldFacts,
  type JsonQuestion,
  type Polled,
} from './exchange.ts'
import { afterPoll, type Outcome, pauseAfter, type Standing, waiting } from './feed.ts'
import type { FleetOptions, Target } from './fleet.ts'
import { type Followed, type FollowQuestion, follow } from './follow.ts'
import { makeLoad } from './readings.ts'

export interface Poller {
  readonly target: Target
  /** The same object while nothing changed. */
  node(): FleetNode
  /** A question of its own, besides the polls. */
  ask<T>(question: JsonQuestion<T>): Promise<Asked<T>>
  /** An answer of lines, as they come. */
  follow<T>(question: FollowQuestion<T>): Followed
  /** Polls at once, with facts read anew; resolves when that poll has ended, well or not. */
  refresh(): Promise<void>
  /** Whether its first poll has ended. */
  asked(): boolean
  stop(): void
}

/** What an agent answered, or a sentence why it did not. `status` is its answer's; null where it gave none. */
export type Asked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly why: string; readonly status: number | null }

export interface PollerOptions extends FleetOptions, Pick<Exchange, 'gatherServers' | 'gatherFacts' | 'refuse'> {
  readonly content: Content
}

export function startPoller(target: Target, options: PollerOptions): Poller {
  const { timing, content, onChange, pollMs } = options
  const with_: Exchange = { ...options, url: target.url }
  let standing: Standing = waiting
  let held: Held | null = null
  let facts: HeldFacts | null = null
  let seen: Seen = unseenNode
  let load: Load | null = null
  let node: FleetNode = { ...seen, feed: standing.feed, load, conflicts: noConflicts }
  let stopped = false
  let asked = false
  let isPolling = false
  /** Somebody waits for facts read anew; whoever asks meanwhile waits with him. */
  let wanted: PromiseWithResolvers<void> | null = null
  let cancel = timing.after(timing.random() * Math.min(pollMs / 4, 250), poll)

  async function poll(): Promise<void> {
    const startedAt = timing.now()
    const renewed = wanted
    wanted = null
    isPolling = true
    const polled = await exchange(with_, held, facts, renewed !== null).catch(asMissed)
    isPolling = false
    renewed?.resolve()
    if (stopped) return
    const isFirst = !asked
    asked = true
    const outcome: Outcome = polled.is === 'good' ? { is: 'good' } : polled
    standing = afterPoll(standing, outcome, timing.now(), pollMs)
    if (polled.is === 'good') take(polled)
    node = { ...seen, feed: standing.feed, load, conflicts: noConflicts }
    const next =
      startedAt +
      (isFirst ? spreadOut(pollMs, timing.random()) : pauseAfter(standing, outcome, pollMs, timing.random()))
    cancel = timing.after(wanted === null ? Math.max(0, next - timing.now()) : 0, poll)
    onChange()
  }

  function take({ report, held: next, facts: told, bodies }: Extract<Polled, { is: 'good' }>): void {
    const table = content.swap(held?.table ?? null, next?.table ?? null)
    held = next && { ...next, table: table! }
    if (told !== facts) {
      for (const hash of factHashesOf(told)) content.holdFact(hash, bodies.get(hash)!)
      for (const hash of factHashesOf(facts)) content.releaseFact(hash)
      facts = told
    }
    const before = load
    load = held && makeLoad(held.readings, timing.now())
    if (before !== null && held?.readings.moved) noteMovedCounts(load!, before, held.readings.moved)
    seen = keepSame(seen, see(report, held, facts!))
  }

  return {
    target,
    node: () => node,
    ask: async (question) => {
      const got = await fetchJson(with_, question)
      return got.is === 'value'
        ? { ok: true, value: got.value }
        : { ok: false, why: got.why, status: got.status ?? null }
    },
    follow: (question) => follow(with_, question),
    refresh() {
      if (stopped) return Promise.resolve()
      wanted ??= Promise.withResolvers<void>()
      const { promise } = wanted
      if (!isPolling) {
        cancel()
        cancel = timing.after(0, poll)
      }
      return promise
    },
    asked: () => asked,
    stop: () => {
      stopped = true
      wanted?.resolve()
      cancel()
      content.swap(held?.table ?? null, null)
      for (const hash of factHashesOf(facts)) content.releaseFact(hash)
    },
  }
}

/** All agents are asked at once at first; from then on their polls lie evenly over the time between two, and nobody is asked again at once. */
const spreadOut = (pollMs: number, random: number): number => Math.round(pollMs * (0.2 + random))

/** A fault of ours while working on one agent's answer concerns that node alone. */
const asMissed = (error: unknown): Polled => ({
  is: 'missed',
  hung: false,
  why: `The agent's answer could not be worked on: ${error instanceof Error ? error.message : String(error)}.`,
})

type Seen = typeof unseenNode

function see(report: Report, held: Held | null, facts: HeldFacts): Seen {
  const { table } = report
  const { bootId, machineId, kernel, hz } = report.node
  const identity: Identity = { bootId, machineId, kernel, hz, agentVersion: report.agentVersion }
  return {
    identity,
    table: seeTable(report, held),
    addresses: facts.addresses,
    facts: facts.sources,
    conntrack: report.conntrack,
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

/** Parts that say the same stay the same objects; all of it, when all of them do. */
function keepSame(before: Seen, now: Seen): Seen {
  const kept: Seen = {
    identity: equal(before.identity, now.identity) ? before.identity : now.identity,
    table: equal(before.table, now.table) ? before.table : now.table,
    addresses: equal(before.addresses, now.addresses) ? before.addresses : now.addresses,
    facts: equal(before.facts, now.facts) ? before.facts : now.facts,
    conntrack: equal(before.conntrack, now.conntrack) ? before.conntrack : now.conntrack,
    rejected: equal(before.rejected, now.rejected) ? before.rejected : now.rejected,
    withoutCounters: now.withoutCounters,
  }
  return (Object.keys(kept) as (keyof Seen)[]).every((part) => kept[part] === before[part]) ? before : kept
}
