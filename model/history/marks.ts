/** From samples of health and load to the stretches a time strip draws. */
import type { Cluster } from '../cluster.ts'
import type { Mark } from './moments.ts'

/** The cluster in a few numbers, over a short time from `since` to `at`. */
export interface Sample {
  readonly since: number
  readonly at: number
  readonly wrong: number
  readonly settling: number
  /** Services that changed, or whose endpoints did, since the sample before. */
  readonly changes: number
  /** Null where no rate is known. */
  readonly connections: number | null
}

/** A state after a longer gap tells nothing of it, milliseconds. */
const mostGapMs = 10_000

/** `before`: the state at the sample before; null for the first. */
export function sampleOf(before: Cluster | null, cluster: Cluster): Sample {
  const { at, health } = cluster
  const changes = before === null || before.services === cluster.services ? 0 : movedServices(before, cluster)
  const since = before !== null && at - before.at <= mostGapMs ? before.at : at
  return { since, at, wrong: health.wrong, settling: health.settling, changes, connections: totalRate(cluster) }
}

function movedServices(before: Cluster, cluster: Cluster): number {
  let moved = 0
  for (const [id, { changedAt }] of cluster.services) {
    // What was so from the start did not change, however late it was heard of.
    if (changedAt > 0 && before.services.get(id)?.changedAt !== changedAt) moved++
  }
  for (const id of before.services.keys()) if (!cluster.services.has(id)) moved++
  return moved
}

function totalRate({ sums }: Cluster): number | null {
  let rate = 0
  let rated = 0
  for (const flow of sums?.nodes.values() ?? []) {
    rate += flow.connections
    rated += flow.rated
  }
  return rated === 0 ? null : Math.round(rate * 100) / 100
}

/** Several samples as one: the worst that was, all that changed, the usual rate. */
export function mergeSamples(samples: readonly Sample[]): Sample | null {
  const last = samples.at(-1)
  if (last === undefined) return null
  const rates = samples.flatMap(({ connections }) => connections ?? [])
  return {
    since: samples[0]!.since,
    at: last.at,
    wrong: Math.max(...samples.map(({ wrong }) => wrong)),
    settling: Math.max(...samples.map(({ settling }) => settling)),
    changes: samples.reduce((sum, { changes }) => sum + changes, 0),
    connections: rates.length === 0 ? null : Math.round((rates.reduce((a, b) => a + b, 0) / rates.length) * 100) / 100,
  }
}

export const emptyMark = (from: number): Mark => ({
  from,
  wrong: null,
  settling: null,
  changes: null,
  connections: null,
})

/** `samples` in any order. A stretch in which none ends is as the sample that goes on over it; what that changed is told where it ends. */
export function marksOf(samples: readonly Sample[], from: number, to: number, buckets: number): readonly Mark[] {
  const length = (to - from) / buckets
  const inOrder = [...samples].sort((a, b) => a.at - b.at)
  let next = 0
  /** Asked for one stretch after the other. */
  const over = (start: number, end: number): Sample | null => {
    while (next < inOrder.length && inOrder[next]!.at < end) next++
    const sample = inOrder[next]
    return sample !== undefined && sample.since <= start ? { ...sample, changes: 0 } : null
  }
  const all = Array.from({ length: buckets }, (): Sample[] => [])
  for (const sample of samples)
    if (sample.at >= from && sample.at < to)
      all[Math.min(buckets - 1, Math.floor((sample.at - from) / length))]!.push(sample)
  return all.map((some, index) => {
    const start = Math.round(from + index * length)
    const merged = mergeSamples(some) ?? over(start, start + length)
    if (merged === null) return emptyMark(start)
    const { wrong, settling, changes, connections } = merged
    return { from: start, wrong, settling, changes, connections }
  })
}
