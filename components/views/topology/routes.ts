/**
 * The lines of a layout. All pairs get their lanes, drawn or not, so that a counter rising from
 * zero moves no other line. Made again only when layout or structure changed.
 */
import { type Box, centreOf } from '#components/stage/box.ts'
import type { ThingId } from './facts.ts'
import type { Layout } from './layout.ts'
import { type Curve, entering, laneOf, leaving, makeCurve, makeTrack, type Track } from './path.ts'
import type { Traffic } from './sums.ts'

export interface Route {
  readonly from: ThingId
  readonly to: ThingId
  readonly curves: readonly Curve[]
  readonly track: Track
}

export type Routes = ReadonlyMap<string, Route>

export const makeEdgeId = (from: ThingId, to: ThingId): string => `edge:${from}>${to}`

export function makeRoutes(layout: Layout, traffic: Pick<Traffic, 'first' | 'second'>): Routes {
  const routes = new Map<string, Route>()
  for (const half of [traffic.first, traffic.second]) {
    const pairs: Pair[] = []
    for (const [from, targets] of half) {
      for (const to of targets.keys()) {
        const [a, b] = [layout.boxes.get(from), layout.boxes.get(to)]
        if (a && b) pairs.push({ from, to, a, b })
      }
    }
    addHalf(routes, pairs, layout)
  }
  return routes
}

interface Pair {
  readonly from: ThingId
  readonly to: ThingId
  readonly a: Box
  readonly b: Box
}

function addHalf(routes: Map<string, Route>, pairs: readonly Pair[], layout: Layout): void {
  const { direction } = layout.sizes
  const place = (box: Box) => (direction === 'across' ? centreOf(box).y : centreOf(box).x)
  const out = lanes(
    pairs,
    (pair) => pair.from,
    (pair) => place(pair.b),
  )
  const into = lanes(
    pairs,
    (pair) => pair.to,
    (pair) => place(pair.a),
  )
  pairs.forEach((pair, index) => {
    const curve = makeCurve(
      leaving(pair.a, direction, out[index]!),
      entering(pair.b, direction, into[index]!),
      direction,
    )
    const curves = [curve]
    routes.set(makeEdgeId(pair.from, pair.to), { from: pair.from, to: pair.to, curves, track: makeTrack(curves) })
  })
}

/** The lane of each pair at one of its ends: by where the other end is. */
function lanes(pairs: readonly Pair[], end: (pair: Pair) => ThingId, place: (pair: Pair) => number): number[] {
  const byEnd = new Map<ThingId, number[]>()
  pairs.forEach((pair, index) => {
    const list = byEnd.get(end(pair))
    if (list) list.push(index)
    else byEnd.set(end(pair), [index])
  })
  const found = new Array<number>(pairs.length).fill(0)
  for (const list of byEnd.values()) {
    list.sort((a, b) => place(pairs[a]!) - place(pairs[b]!) || a - b)
    list.forEach((index, lane) => {
      found[index] = laneOf(lane, list.length)
    })
  }
  return found
}
