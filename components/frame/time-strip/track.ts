/** The geometry of the strip: times to places, marks to shapes. Knows no page. */

import type { Series } from '#model/snapshot/format.ts'

/** As the hub tells it, times in milliseconds. */
export interface StripMark {
  readonly from: number
  readonly wrong: number | null
  readonly settling: number | null
  readonly changes: number | null
  readonly connections: number | null
}

/** Whether anything is known of it: older snapshots told the rate alone. */
export const isRecorded = ({ wrong, connections }: StripMark): boolean => wrong !== null || connections !== null

export const ranges = {
  '15m': { ms: 15 * 60_000, buckets: 180 },
  '24h': { ms: 24 * 3_600_000, buckets: 288 },
  '14d': { ms: 14 * 24 * 3_600_000, buckets: 336 },
} as const
export type RangeId = keyof typeof ranges
export const rangeIds = Object.keys(ranges) as RangeId[]

/** A stretch of time and how it is cut. */
export interface Window {
  readonly from: number
  readonly to: number
  readonly buckets: number
}

export const bucketMs = ({ from, to, buckets }: Window): number => (to - from) / buckets

/** The last of a range, cut at whole buckets so that a bucket keeps its samples while time goes on. */
export function windowOf(range: RangeId, now: number): Window {
  const { ms, buckets } = ranges[range]
  const step = ms / buckets
  const to = Math.ceil(now / step) * step
  return { from: to - ms, to, buckets }
}

/** The shortest range in which a moment lies; the longest for what is older. */
export const rangeFor = (at: number, now: number): RangeId =>
  rangeIds.find((id) => now - at <= ranges[id].ms) ?? rangeIds.at(-1)!

/** From 0 at the left end to 1. */
export const shareOf = ({ from, to }: Window, at: number): number => Math.min(1, Math.max(0, (at - from) / (to - from)))

export const timeAt = ({ from, to }: Window, share: number): number =>
  from + Math.min(1, Math.max(0, share)) * (to - from)

/** Moments are told to the second: one text in the address, one fetch. */
export const toSecond = (at: number): number => Math.round(at / 1_000) * 1_000

/** The moment a key leads to; null for back to live, undefined for a key that means nothing here. `oldest` is what is remembered. */
export function momentOfKey(
  key: string,
  isFar: boolean,
  at: number,
  window: Window,
  oldest: number,
): number | null | undefined {
  const step = bucketMs(window) * (isFar ? 10 : 1)
  const go = (to: number) => (to >= window.to ? null : Math.max(oldest, toSecond(to)))
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return go(at - step)
    case 'ArrowRight':
    case 'ArrowUp':
      return go(at + step)
    case 'PageDown':
      return go(at - 10 * step)
    case 'PageUp':
      return go(at + 10 * step)
    case 'Home':
      return go(Math.max(window.from, oldest))
    case 'End':
    case 'Escape':
      return null
    default:
      return undefined
  }
}

/** SVG paths of the rate, a run of known buckets each, in a box as wide as there are buckets. Unknown is a gap. */
export function areaPaths(marks: readonly StripMark[], height: number): string[] {
  const top = Math.max(1e-9, ...marks.map(({ connections }) => connections ?? 0))
  const paths: string[] = []
  let run: string[] = []
  const close = () => {
    if (run.length > 0) paths.push(`${run.join('')}V${height}Z`)
    run = []
  }
  for (const [index, { connections }] of marks.entries()) {
    if (connections === null) close()
    else {
      const y = round(height - (connections / top) * height)
      run.push(run.length === 0 ? `M${index} ${height}V${y}H${index + 1}` : `V${y}H${index + 1}`)
    }
  }
  close()
  return paths
}

const round = (value: number): number => Math.round(value * 100) / 100

/** Neighbours with the same answer as one stretch: index of the first and how many. */
export function stretches(
  marks: readonly StripMark[],
  is: (mark: StripMark) => boolean,
): readonly { readonly at: number; readonly length: number }[] {
  const found: { at: number; length: number }[] = []
  marks.forEach((mark, index) => {
    if (!is(mark)) return
    const last = found.at(-1)
    if (last && last.at + last.length === index) last.length++
    else found.push({ at: index, length: 1 })
  })
  return found
}

/** The stretch of a moment; null where it is outside of all. */
export const markAt = (marks: readonly StripMark[], at: number): StripMark | null =>
  marks.findLast(({ from }) => from <= at) ?? null

/** What a snapshot kept of the minutes before it. */
export function marksOfSeries({ stepMs, from, connections, wrong, settling, changes }: Series): {
  readonly window: Window
  readonly marks: readonly StripMark[]
} {
  const buckets = connections.length
  const at = (column: readonly (number | null)[], index: number) => column[index] ?? null
  const marks = connections.map((_rate, index) => ({
    from: from + index * stepMs,
    connections: at(connections, index),
    wrong: at(wrong, index),
    settling: at(settling, index),
    changes: at(changes, index),
  }))
  return { window: { from, to: from + buckets * stepMs, buckets }, marks }
}

/** Of what the hub answered; null for anything else. */
export function parseMarks(value: unknown): readonly StripMark[] | null {
  if (!Array.isArray(value)) return null
  const marks: StripMark[] = []
  for (const one of value as readonly Record<string, unknown>[]) {
    const from = typeof one?.['from'] === 'string' ? Date.parse(one['from']) : Number.NaN
    if (Number.isNaN(from)) return null
    const figure = (name: string): number | null => (typeof one[name] === 'number' ? one[name] : null)
    marks.push({
      from,
      wrong: figure('wrong'),
      settling: figure('settling'),
      changes: figure('changes'),
      connections: figure('connections'),
    })
  }
  return marks
}
