/** Lines at rest: sums of rows between two marks. */
import type { ThingId } from './facts.ts'
import type { EdgeMark } from './marks.ts'
import { makeEdgeId } from './routes.ts'
import { widthOf } from './scale.ts'
import type { SceneInput } from './scene.ts'
import type { Sum } from './sums.ts'
import type { Tone } from './tone.ts'
import { type Flow, packetsOf } from './traffic.ts'

/** Lines drawn in each half; more would be a felt, not a picture. Those nothing flows on give way first. */
const mostLines = 420
/** Above this many pairs, lines nothing flows on are left out. */
const mostIdle = 160
/** Under this part of the widest, a line between gathered things is left out. */
const leastShare = 0.01

export function makeEdges(
  { traffic, routes, plan, facts }: SceneInput,
  amountOf: (flow: Flow) => number,
  full: number,
  opened: ThingId | null,
): EdgeMark[] {
  const single = new Set([...plan.attention.nodes, ...plan.attention.services])
  const silent = new Set(facts.nodes.filter((node) => !node.trusted).map((node) => node.id))
  return [traffic.first, traffic.second].flatMap((half) => {
    const made: EdgeMark[] = []
    let pairs = 0
    for (const to of half.values()) pairs += to.size
    for (const [from, targets] of half) {
      for (const [to, sum] of targets) {
        const route = routes.get(makeEdgeId(from, to))
        if (!route || from === opened || to === opened) continue
        const amount = amountOf(sum.flow)
        const tone = toneOf(sum, silent.has(from))
        const odd = tone !== 'fine' && tone !== 'unknown'
        if (!odd && pairs > mostIdle && !(amount > 0)) continue
        if (!odd && plan.gathers && !(amount >= full * leastShare)) continue
        // A gathered picture shows of a node with a problem only where the problem is.
        if (!odd && plan.gathers && single.has(from) && from.startsWith('node:')) continue
        made.push({
          id: makeEdgeId(from, to),
          from,
          to,
          curves: route.curves,
          track: route.track,
          tone,
          width: widthOf(amount || 0, full),
          idle: amount === 0,
          packets: tone === 'unknown' ? NaN : packetsOf(sum.flow),
        })
      }
    }
    if (made.length <= mostLines) return made
    return made
      .sort((a, b) => Number(b.tone !== 'fine') - Number(a.tone !== 'fine') || b.width - a.width)
      .slice(0, mostLines)
  })
}

/** A line whose rate is not known though its node answers is hollow as well. */
const toneOf = ({ tone, flow }: Sum, silent: boolean): Tone =>
  silent || (tone === 'fine' && flow.rated === 0 && flow.unrated > 0 && flow.active + flow.inactive === 0)
    ? 'unknown'
    : tone
