/** Lines at rest: one for each pair of marks, or in a dense picture bars, and pairs only where it matters. */

import type { Flow } from '#model/sums.ts'
import type { ThingId } from '#model/thing.ts'
import { type Bars, makeBars, type Terminal } from './bars.ts'
import { makeBarsDown } from './bars-down.ts'
import type { EdgeMark } from './marks.ts'
import { makePassing } from './passing.ts'
import { makeEdgeId } from './routes.ts'
import { chooseFull, widthOf } from './scale.ts'
import type { SceneInput } from './scene.ts'
import type { Sum } from './sums.ts'
import { isProblem, type Tone } from './tone.ts'
import { openOf, packetsOf } from './traffic.ts'

/** More pairs than this in one half are gathered on bars. */
const mostPairs = 130

/** Too dense for a line a pair: too many, or ranks of several columns, where lines would pass behind marks they have nothing to do with. */
export const isDense = ({ routes, layout, plan }: Pick<SceneInput, 'routes' | 'layout' | 'plan'>): boolean =>
  plan.gathers ||
  layout.sizes.direction === 'down' ||
  Math.max(...routes.counts) > mostPairs ||
  Object.values(layout.columnsOf).some((count) => count > 1)

/** NaN where it is not known. */
export type Amount = (flow: Flow | null) => number

/** Lines of pairs: all of them, or in a dense picture those that are odd and those of the selection. */
export function makeEdges(input: SceneInput, amountOf: Amount, full: number, opened: ThingId | null): EdgeMark[] {
  const { traffic, facts, options } = input
  const dense = isDense(input)
  const silent = new Set(facts.nodes.filter((node) => !node.trusted).map((node) => node.id))
  return [traffic.first, traffic.second].flatMap((half) =>
    [...half].flatMap(([from, targets]) =>
      [...targets].flatMap(([to, sum]): EdgeMark[] => {
        if (from === opened || to === opened) return []
        const tone = toneOf(sum, silent.has(from))
        const chosen = from === options.select || to === options.select
        if (dense && !chosen && !isProblem(tone)) return []
        const edge = makeEdge(input, makeEdgeId(from, to), sum.flow, tone, amountOf, full)
        return edge ? [edge] : []
      }),
    ),
  )
}

export function makeEdge(
  { routes }: Pick<SceneInput, 'routes'>,
  id: string,
  flow: Flow | null,
  tone: Tone,
  amountOf: Amount,
  full: number,
): EdgeMark | null {
  const route = routes.get(id)
  if (!route) return null
  const amount = amountOf(flow)
  return {
    id,
    from: route.from,
    to: route.to,
    curves: route.curves,
    track: route.track,
    tone,
    width: widthOf(amount || 0, full),
    idle: amount === 0,
    packets: tone === 'unknown' ? NaN : packetsOf(flow),
  }
}

/** A line whose rate is not known though its node answers is hollow as well. */
export const toneOf = ({ tone, flow }: Sum, silent: boolean): Tone =>
  silent || (tone === 'fine' && Number.isNaN(packetsOf(flow)) && !(openOf(flow) > 0)) ? 'unknown' : tone

/** The bars of a dense picture; null where pairs have lines of their own. */
export function makeSceneBars(
  input: SceneInput,
  amountOf: Amount,
  before: number | null,
): (Bars & { readonly full: number }) | null {
  const { plan, layout } = input
  if (!isDense(input)) return null
  const silent = new Set(input.facts.nodes.filter((node) => !node.trusted).map((node) => node.id))
  const passing = makePassing(input)
  const terminals = (ids: readonly ThingId[], flowOf: (id: ThingId) => Flow | null): Terminal[] =>
    ids.flatMap((id) => {
      const box = layout.boxes.get(id)
      if (!box) return []
      const flow = silent.has(id) ? null : flowOf(id)
      return [
        { id, box, amount: amountOf(flow) || 0, packets: packetsOf(flow), tone: flow === null ? 'unknown' : 'fine' },
      ]
    })
  const nodes = terminals(
    [...plan.cards, ...plan.nodeGroups.map(({ id }) => id), ...plan.attention.nodes],
    passing.first,
  )
  const things = [
    ...plan.islands.flatMap((island) => (island.gathered ? [island.id] : island.members)),
    ...plan.attention.services,
  ]
  const into = terminals(things, passing.first)
  const outOf = terminals(things, passing.second)
  const hosts = terminals(
    plan.hosts.map(({ id }) => id),
    passing.second,
  )
  const totals = [nodes, into, outOf, hosts].map((each) => each.reduce((sum, { amount }) => sum + amount, 0))
  const full = chooseFull(before, Math.max(...totals))
  const width = (amount: number) => widthOf(amount, full)
  const make = (half: 'first' | 'second', from: Terminal[], to: Terminal[]) =>
    layout.sizes.direction === 'down'
      ? makeBarsDown(half, from, to, width)
      : makeBars(half, from, to, layout.bounds, width)
  const first = make('first', nodes, into)
  const second = make('second', outOf, hosts)
  return { lines: [...first.lines, ...second.lines], ways: [...first.ways, ...second.ways], full }
}

/** The pairs of one thing, for when it is pointed at in a picture that does not draw them. */
export function pairsOf(input: SceneInput, id: ThingId, amountOf: Amount, full: number): EdgeMark[] {
  const { traffic, routes, facts } = input
  const silent = new Set(facts.nodes.filter((node) => !node.trusted).map((node) => node.id))
  const pairs = [
    ...routes.onward(id).map((to) => [id, to] as const),
    ...routes.back(id).map((from) => [from, id] as const),
  ]
  return pairs.flatMap(([from, to]) => {
    const sum = traffic.first.get(from)?.get(to) ?? traffic.second.get(from)?.get(to)
    const edge = sum && makeEdge(input, makeEdgeId(from, to), sum.flow, toneOf(sum, silent.has(from)), amountOf, full)
    return edge ? [edge] : []
  })
}
