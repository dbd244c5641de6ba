/** How one node's news stands, from how its polls went. */
import type { NodeFeed } from '#model/cluster.ts'
import { equal } from '#model/equal.ts'

export type Outcome =
  | { readonly is: 'good' }
  /** No answer, or one that cannot be used. */
  | { readonly is: 'missed'; readonly why: string; readonly hung: boolean; readonly status?: number }
  /** An answer we must not take. */
  | { readonly is: 'refused'; readonly why: string; readonly status?: number }

export interface Standing {
  readonly feed: NodeFeed
  /** Polls in a row that brought nothing. */
  readonly misses: number
  /** Hub's wall clock of the last good poll, milliseconds; null before the first. */
  readonly lastGoodAt: number | null
}

export const waiting: Standing = { feed: { is: 'waiting' }, misses: 0, lastGoodAt: null }

/** Misses that make a node unreachable and open the circuit. */
export const missesToGiveUp = 3

/** Where the node stands after a poll that ended at `now`. A feed that says the same stays the same object. */
export function afterPoll(before: Standing, outcome: Outcome, now: number, pollMs: number): Standing {
  const after = standAfter(before, outcome, now, pollMs)
  return equal(before.feed, after.feed) ? { ...after, feed: before.feed } : after
}

function standAfter(before: Standing, outcome: Outcome, now: number, pollMs: number): Standing {
  if (outcome.is === 'good') return { feed: { is: 'fine' }, misses: 0, lastGoodAt: now }
  const misses = before.misses + 1
  if (outcome.is === 'refused') {
    const since = before.feed.is === 'refused' ? before.feed.since : now
    return { ...before, misses, feed: { is: 'refused', since, why: outcome.why } }
  }
  const since = before.lastGoodAt ?? ('since' in before.feed ? before.feed.since : now)
  const silent = before.lastGoodAt !== null && now - before.lastGoodAt > 3 * pollMs
  const is = misses >= missesToGiveUp || silent ? 'unreachable' : 'late'
  return { ...before, misses, feed: { is, since, why: outcome.why } }
}

/**
 * Milliseconds from the start of a poll to the start of the next. With the circuit open, an agent
 * that hangs is left alone for long; one that is not there, or says something wrong, costs little
 * to ask and should be back soon after it is well.
 */
export function pauseAfter(standing: Standing, outcome: Outcome, pollMs: number, random: number): number {
  const spread = (ms: number, share: number) => Math.round(ms * (1 - share + 2 * share * random))
  if (standing.misses < missesToGiveUp) return spread(pollMs, 0.05)
  const hung = outcome.is === 'missed' && outcome.hung
  return Math.max(spread(hung ? 10_000 : 4_000, 0.2), pollMs)
}
