import { describe, expect, it } from 'vitest'
import { afterPoll, type Outcome, pauseAfter, type Standing, waiting } from './feed.ts'

const good: Outcome = { is: 'good' }
const missed: Outcome = { is: 'missed', why: 'w', hung: false }
const hung: Outcome = { ...missed, hung: true }
const refused: Outcome = { is: 'refused', why: 'r' }

/** Polls every 2 s from 2,000 on. */
const standingAfter = (...outcomes: readonly Outcome[]): Standing =>
  outcomes.reduce((standing, outcome, index) => afterPoll(standing, outcome, 2_000 * (index + 1), 2_000), waiting)

describe('the feed of a node', () => {
  it.each<[string, Outcome[], object]>([
    ['answers', [good], { is: 'fine' }],
    ['misses once: late, since the last good answer', [good, missed], { is: 'late', since: 2_000, why: 'w' }],
    ['misses twice', [good, missed, missed], { is: 'late', since: 2_000 }],
    ['misses three times', [good, missed, missed, missed], { is: 'unreachable', since: 2_000 }],
    ['comes back', [good, missed, missed, missed, good], { is: 'fine' }],
    ['never answered: since the first try', [missed, missed, missed], { is: 'unreachable', since: 2_000 }],
    ['is refused at once', [good, refused, refused], { is: 'refused', since: 4_000, why: 'r' }],
    ['is refused, then silent', [good, refused, missed], { is: 'late', since: 2_000 }],
  ])('that %s', (_name, outcomes, feed) => {
    expect(standingAfter(...outcomes).feed).toMatchObject(feed)
  })

  it('is unreachable after more than three polls without news, however few misses that were', () => {
    expect(afterPoll(standingAfter(good), hung, 2_000 + 6_001, 2_000).feed.is).toBe('unreachable')
  })
})

describe('the pause before the next poll', () => {
  it('is the interval, give or take 5 %', () => {
    expect([0, 0.5, 1].map((random) => pauseAfter(standingAfter(good, missed), missed, 2_000, random))).toEqual([
      1_900, 2_000, 2_100,
    ])
  })

  it('grows to about 10 s for an agent that hangs, and to about 4 s for one that is not there', () => {
    const standing = standingAfter(missed, missed, missed)
    expect([0, 1].map((random) => pauseAfter(standing, hung, 2_000, random))).toEqual([8_000, 12_000])
    expect([0, 1].map((random) => pauseAfter(standing, missed, 2_000, random))).toEqual([3_200, 4_800])
    expect(pauseAfter(standing, missed, 60_000, 0)).toBe(60_000)
  })
})
