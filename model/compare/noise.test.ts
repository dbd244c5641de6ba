import { describe, expect, it } from 'vitest'
import { makeRandom } from '#server/demo/random.ts'
import type { Cluster } from '../cluster.ts'
import { referenceCluster } from '../fixtures/clusters.ts'
import { compareClusters } from './compare.ts'
import { latencyHasChanged, rateHasChanged, shareHasChanged } from './noise.ts'

describe('a rate', () => {
  it.each([
    [100, 100, false],
    // A tenth more is no news, however many connections say so.
    [10_000, 11_000, false],
    // Half as many of three a second happens by chance.
    [3, 1.5, false],
    [100, 60, true],
    [0, 40, true],
    [40, 0, true],
    [0, 0, false],
    [null, 40, false],
    [40, null, false],
  ])('from %s to %s has changed: %s', (before, after, changed) => {
    expect(rateHasChanged(before, after)).toBe(changed)
  })
})

describe('a share', () => {
  it.each([
    [0.33, 100, 0.33, 100, false],
    [0.33, 1_000, 0.36, 1_000, false],
    [0.33, 2, 0.6, 2, false],
    [0.33, 100, 0.6, 100, true],
    [0.5, 100, 0, 100, true],
    [0.5, 0, 0.1, 100, false],
  ])('%s of %s/s, then %s of %s/s, has changed: %s', (before, many, after, others, changed) => {
    expect(shareHasChanged(before, many, after, others)).toBe(changed)
  })

  it('drawn twice from the same chance has hardly ever changed, however few or many are drawn', () => {
    const { next } = makeRandom('shares')
    for (const rate of [1, 10, 100]) {
      const draw = () => {
        let hits = 0
        for (let at = 0; at < rate * 6; at++) if (next() < 1 / 3) hits++
        return hits / (rate * 6)
      }
      let wrong = 0
      for (let round = 0; round < 2_000; round++) if (shareHasChanged(draw(), rate, draw(), rate)) wrong++
      expect(wrong).toBeLessThan(20)
    }
  })
})

describe('load of a Service', () => {
  const cluster = referenceCluster()
  /** Rates of every node multiplied row by row. */
  const times = (factors: readonly number[]): Cluster => ({
    ...cluster,
    load: new Map(
      [...cluster.load].map(([node, load]) => {
        const rates = load.rates!
        const connections = rates.connections.map((rate, at) => rate * factors[rates.rows[at]!]!)
        return [node, { ...load, rates: { ...rates, connections } }]
      }),
    ),
  })
  const loadOf = (other: Cluster) => compareClusters(cluster, other).things.find(({ load }) => load !== null)?.load

  it('that is as it was is not told', () => {
    expect(loadOf(times([1.05, 0.95, 1]))).toBeUndefined()
  })

  it('that grew evenly is another rate with the same shares', () => {
    const load = loadOf(times([2, 2, 2]))!
    expect(load.hasChanged).toBe(true)
    expect(load.shares.map(({ hasChanged }) => hasChanged)).toEqual([false, false, false])
  })

  it('that moved to one real server is other shares', () => {
    const load = loadOf(times([0.1, 1, 1.9]))!
    expect(load.hasChanged).toBe(false)
    expect(load.shares.map(({ hasChanged }) => hasChanged)).toEqual([true, false, true])
  })

  it('of which no rate is known any more has not changed', () => {
    const blind: Cluster = {
      ...cluster,
      load: new Map([...cluster.load].map(([node, load]) => [node, { ...load, rates: null }])),
    }
    expect(loadOf(blind)).toBeUndefined()
    expect(compareClusters(blind, times([9, 1, 1])).totals.loads).toBe(0)
  })

  it('is of the nodes that tell theirs on both sides: one that fell silent takes none away, one that is gone does', () => {
    const [gone] = cluster.nodes.keys()
    const silent: Cluster = {
      ...cluster,
      feeds: new Map(cluster.feeds).set(gone!, { is: 'unreachable', since: 0, why: 'gone' }),
    }
    expect(loadOf(silent)).toBeUndefined()
    const without = { ...times([3, 3, 3]), nodes: new Map([...cluster.nodes].filter(([name]) => name !== gone)) }
    const grown = loadOf(times([3, 3, 3]))!
    expect(loadOf(without)!.rate.before).toBe(grown.rate.before)
    expect(loadOf(without)!.rate.after).toBeLessThan(grown.rate.after!)
  })
})

it.each([
  [2, 2, 10, 10, false],
  [2, 40, 10, 10, true],
  [40, 2, 10, 10, true],
  // Twice as long, and still nothing anybody feels; much longer, and no twice as long.
  [0.4, 4, 10, 10, false],
  [100, 180, 10, 10, false],
  // Too few tries to say.
  [2, 40, 2, 10, false],
])('a median of %s ms, then of %s ms, over %s and %s tries: %s', (before, after, triesBefore, triesAfter, changed) => {
  const spread = (median: number, tries: number) => ({ tries, least: median, median, p95: median, most: median })
  expect(latencyHasChanged(spread(before, triesBefore), spread(after, triesAfter))).toBe(changed)
  expect(latencyHasChanged(null, spread(after, triesAfter))).toBe(false)
})
