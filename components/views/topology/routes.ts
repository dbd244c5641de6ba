/**
 * The lines of a layout. All pairs get their lanes, drawn or not, so that a counter rising from
 * zero moves no other line. Made again only when layout or structure changed.
 */
import { type Box, centreOf } from '#components/stage/box.ts'
import type { ThingId } from '#model/thing.ts'
import type { Layout } from './layout.ts'
import { type Curve, entering, laneOf, leaving, makeCurve, makeTrack, type Track } from './path.ts'
import type { Traffic } from './sums.ts'

export interface Route {
  readonly from: ThingId
  readonly to: ThingId
  readonly curves: readonly Curve[]
  readonly track: Track
}

export interface Routes {
  /** Worked out when first asked for. */
  get(id: string): Route | undefined
  /** Pairs in each half. */
  readonly counts: readonly [number, number]
  onward(from: ThingId): readonly ThingId[]
  back(to: ThingId): readonly ThingId[]
}

export const makeEdgeId = (from: ThingId, to: ThingId): string => `edge:${from}>${to}`

interface Pair {
  readonly from: ThingId
  readonly to: ThingId
  readonly a: Box
  readonly b: Box
  out: number
  into: number
}

export function makeRoutes(layout: Layout, traffic: Pick<Traffic, 'first' | 'second'>): Routes {
  const { direction } = layout.sizes
  const pairs = new Map<string, Pair>()
  const made = new Map<string, Route>()
  const ahead = new Map<ThingId, ThingId[]>()
  const behind = new Map<ThingId, ThingId[]>()
  const counts = [traffic.first, traffic.second].map((half) => {
    const own: Pair[] = []
    for (const [from, targets] of half) {
      for (const to of targets.keys()) {
        const [a, b] = [layout.boxes.get(from), layout.boxes.get(to)]
        if (!a || !b) continue
        const pair = { from, to, a, b, out: 0, into: 0 }
        own.push(pair)
        pairs.set(makeEdgeId(from, to), pair)
        push(ahead, from, to)
        push(behind, to, from)
      }
    }
    const place = (box: Box) => (direction === 'across' ? centreOf(box).y : centreOf(box).x)
    spread(
      own,
      (pair) => pair.from,
      (pair) => place(pair.b),
      (pair, lane) => {
        pair.out = lane
      },
    )
    spread(
      own,
      (pair) => pair.to,
      (pair) => place(pair.a),
      (pair, lane) => {
        pair.into = lane
      },
    )
    return own.length
  })
  return {
    get(id) {
      const known = made.get(id)
      const pair = pairs.get(id)
      if (known || !pair) return known
      const curves = [
        makeCurve(leaving(pair.a, direction, pair.out), entering(pair.b, direction, pair.into), direction),
      ]
      const route = { from: pair.from, to: pair.to, curves, track: makeTrack(curves) }
      made.set(id, route)
      return route
    },
    counts: [counts[0] ?? 0, counts[1] ?? 0],
    onward: (from) => ahead.get(from) ?? [],
    back: (to) => behind.get(to) ?? [],
  }
}

/** Lanes of pairs that share an end: by where the other end is. */
function spread(
  pairs: readonly Pair[],
  end: (pair: Pair) => ThingId,
  place: (pair: Pair) => number,
  give: (pair: Pair, lane: number) => void,
): void {
  const byEnd = new Map<ThingId, Pair[]>()
  for (const pair of pairs) push(byEnd, end(pair), pair)
  for (const list of byEnd.values()) {
    const sorted = list
      .map((pair, index) => ({ pair, index, at: place(pair) }))
      .sort((a, b) => a.at - b.at || a.index - b.index)
    sorted.forEach(({ pair }, lane) => {
      give(pair, laneOf(lane, sorted.length))
    })
  }
}

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
