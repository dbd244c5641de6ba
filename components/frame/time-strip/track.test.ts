import { describe, expect, it } from 'vitest'
import {
  areaPaths,
  isRecorded,
  marksOfSeries,
  momentOfKey,
  parseMarks,
  rangeFor,
  type StripMark,
  shareOf,
  stretches,
  timeAt,
  windowOf,
} from './track.ts'

const now = Date.UTC(2026, 10, 25, 3, 12, 1)
const mark = (connections: number | null, wrong: number | null = 0): StripMark => ({
  from: 0,
  wrong,
  settling: 0,
  changes: 0,
  connections,
})

describe('the window', () => {
  it('ends at a whole bucket, and stays there while time goes on within it', () => {
    expect(windowOf('15m', now)).toEqual(windowOf('15m', now + 3_000))
    expect(windowOf('15m', now).to - now).toBe(4_000)
    expect(windowOf('24h', now).to % 300_000).toBe(0)
  })
  it.each([
    [60_000, '15m'],
    [3_600_000, '24h'],
    [10 * 86_400_000, '14d'],
    [90 * 86_400_000, '14d'],
  ])('that shows a moment %s ms ago is %s', (age, range) => {
    expect(rangeFor(now - age, now)).toBe(range)
  })
  it('places and times are each other’s undo', () => {
    const window = windowOf('24h', now)
    expect(timeAt(window, shareOf(window, now - 3_600_000))).toBeCloseTo(now - 3_600_000, 0)
    expect(shareOf(window, 0)).toBe(0)
  })
})

describe('keys', () => {
  const window = windowOf('15m', now)
  it.each([
    ['ArrowLeft', false, now - 60_000, now - 65_000],
    ['ArrowRight', true, now - 60_000, now - 10_000],
    ['PageDown', false, now - 60_000, now - 110_000],
    ['Home', false, now - 60_000, now - 700_000],
    ['ArrowLeft', false, now - 700_000, now - 700_000],
    ['ArrowRight', false, now, null],
    ['Escape', false, now, null],
    ['a', false, now, undefined],
  ])('%s (far: %s) from %s', (key, isFar, at, to) => {
    expect(momentOfKey(key, isFar, at, window, now - 700_000)).toBe(to)
  })
})

describe('shapes', () => {
  it('leave a gap where the rate is not known', () => {
    expect(areaPaths([mark(5), mark(10), mark(null), mark(0)], 10)).toEqual(['M0 10V5H1V0H2V10Z', 'M3 10V10H4V10Z'])
  })
  it('join neighbours', () => {
    const marks = [mark(1, 2), mark(1, 1), mark(1, 0), mark(1, null), mark(1, 3)]
    expect(stretches(marks, ({ wrong }) => (wrong ?? 0) > 0)).toEqual([
      { at: 0, length: 2 },
      { at: 4, length: 1 },
    ])
  })
})

it('a snapshot tells the same strip, of the minutes before it', () => {
  const series = {
    stepMs: 5_000,
    from: now,
    connections: [1.5, null],
    wrong: [2, null],
    settling: [0, null],
    changes: [1, null],
  }
  const { window, marks } = marksOfSeries(series)
  expect(window).toEqual({ from: now, to: now + 10_000, buckets: 2 })
  expect(marks).toEqual([
    { from: now, connections: 1.5, wrong: 2, settling: 0, changes: 1 },
    { from: now + 5_000, connections: null, wrong: null, settling: null, changes: null },
  ])
  expect(marks.map(isRecorded)).toEqual([true, false])
})

describe('what the hub tells', () => {
  it('is read, and unknown stays unknown', () => {
    const told = { from: '2026-11-25T03:00:00.000Z', wrong: 1, settling: 0, changes: null, connections: null }
    expect(parseMarks([told])).toEqual([{ ...told, from: Date.UTC(2026, 10, 25, 3) }])
  })
  it.each([null, {}, [{ from: 'x' }], [null]])('is refused: %j', (value) => {
    expect(parseMarks(value)).toBeNull()
  })
})
