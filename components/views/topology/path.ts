/** Lines between marks: one cubic curve a half, sampled once so that dots and picking need no mathematics per frame. */
import type { Box, Point } from '#components/stage/box.ts'
import type { Direction } from './sizes.ts'

export interface Curve {
  readonly from: Point
  readonly out: Point
  readonly into: Point
  readonly to: Point
}

/** Straight pieces with rounded corners. */
export function makePolyline(points: readonly (readonly [number, number])[], radius: number): Curve[] {
  const curves: Curve[] = []
  const straight = (from: Point, to: Point) => {
    if (from.x !== to.x || from.y !== to.y)
      curves.push({ from, out: between(from, to, 1 / 3), into: between(from, to, 2 / 3), to })
  }
  let at: Point | null = null
  points.forEach(([x, y], index) => {
    const here = { x, y }
    const next = points[index + 1]
    if (at === null) {
      at = here
      return
    }
    if (next === undefined) {
      straight(at, here)
      return
    }
    const ahead = { x: next[0], y: next[1] }
    const reach = Math.min(radius, distance(at, here) / 2, distance(here, ahead) / 2)
    if (reach <= 0) return
    const before = between(here, at, reach / distance(at, here))
    const after = between(here, ahead, reach / distance(here, ahead))
    straight(at, before)
    curves.push({ from: before, out: here, into: here, to: after })
    at = after
  })
  return curves
}

const distance = (a: Point, b: Point): number => Math.hypot(b.x - a.x, b.y - a.y)
const between = (a: Point, b: Point, t: number): Point => ({ x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t })

/** Points along a line with their distance from its start, world units. */
export interface Track {
  readonly points: readonly Point[]
  readonly along: Float64Array
  readonly length: number
}

const samples = 20

/** Where a line leaves a mark; `lane` is -1 to 1 over the part of the side that lines use. */
export function leaving(box: Box, direction: Direction, lane: number): Point {
  return direction === 'across'
    ? { x: box.x + box.width, y: box.y + box.height / 2 + (lane * box.height) / 4 }
    : { x: box.x + box.width / 2 + (lane * box.width) / 4, y: box.y + box.height }
}

export function entering(box: Box, direction: Direction, lane: number): Point {
  return direction === 'across'
    ? { x: box.x, y: box.y + box.height / 2 + (lane * box.height) / 4 }
    : { x: box.x + box.width / 2 + (lane * box.width) / 4, y: box.y }
}

/** Leaves and arrives in the direction of traffic. */
export function makeCurve(from: Point, to: Point, direction: Direction): Curve {
  if (direction === 'across') {
    const reach = Math.max(36, Math.abs(to.x - from.x) * 0.5)
    return { from, out: { x: from.x + reach, y: from.y }, into: { x: to.x - reach, y: to.y }, to }
  }
  const reach = Math.max(28, Math.abs(to.y - from.y) * 0.5)
  return { from, out: { x: from.x, y: from.y + reach }, into: { x: to.x, y: to.y - reach }, to }
}

export function pointOn({ from, out, into, to }: Curve, t: number): Point {
  const u = 1 - t
  const [a, b, c, d] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t]
  return {
    x: a * from.x + b * out.x + c * into.x + d * to.x,
    y: a * from.y + b * out.y + c * into.y + d * to.y,
  }
}

/** Its two handles lie on the line between its ends. */
function isStraight({ from, out, into, to }: Curve): boolean {
  const [x, y] = [to.x - from.x, to.y - from.y]
  const aside = (point: Point) => Math.abs((point.x - from.x) * y - (point.y - from.y) * x)
  return aside(out) < 1e-6 && aside(into) < 1e-6
}

/** Curves that follow one another, as one track. */
export function makeTrack(curves: readonly Curve[]): Track {
  const points: Point[] = curves[0] ? [curves[0].from] : []
  for (const curve of curves) {
    const count = isStraight(curve) ? 1 : samples
    for (let i = 1; i <= count; i++) points.push(pointOn(curve, i / count))
  }
  const along = new Float64Array(points.length)
  for (let i = 1; i < points.length; i++) {
    along[i] = along[i - 1]! + Math.hypot(points[i]!.x - points[i - 1]!.x, points[i]!.y - points[i - 1]!.y)
  }
  return { points, along, length: along.at(-1) ?? 0 }
}

/** The point at a distance from the start. */
export function pointAlong(track: Track, distance: number): Point {
  const { points, along } = track
  let low = 0
  let high = along.length - 1
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (along[middle]! <= distance) low = middle
    else high = middle
  }
  const [a, b] = [points[low]!, points[high]!]
  const span = along[high]! - along[low]!
  const t = span === 0 ? 0 : (distance - along[low]!) / span
  return { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t }
}

/** Lanes of `count` lines side by side, -1 to 1, at most `step` from one to the next. */
export const laneOf = (index: number, count: number, step = 0.4): number =>
  count <= 1 ? 0 : (index / (count - 1) - 0.5) * 2 * Math.min(1, ((count - 1) * step) / 2)
