/** What passes each mark of a picture with bars. */
import { type Flow, noFlow } from '#model/sums.ts'
import type { ThingId } from '#model/thing.ts'
import type { Facts } from './facts.ts'
import type { Plan } from './plan.ts'
import type { Sum, Traffic } from './sums.ts'
import { addFlow, newTally, type Tally } from './traffic.ts'
import type { Visible } from './visible.ts'

interface Passing {
  /** Towards ClusterIPs, of nodes and of ClusterIPs; null where it is not known. */
  readonly first: (id: ThingId) => Flow | null
  /** Towards Pods, of ClusterIPs and of boxes of Pods. */
  readonly second: (id: ThingId) => Flow | null
}

interface Input {
  readonly facts: Facts
  readonly visible: Visible
  readonly plan: Plan
  readonly traffic: Traffic
}

/**
 * The figure of a mark, as long as everything is in view. Where something is hidden, what passes
 * between the marks that are left, so that what enters a bar leaves it.
 */
export function makePassing({ facts, visible, plan, traffic }: Input): Passing {
  const isWhole = (['nodes', 'services', 'backends'] as const).every(
    (rank) => visible[rank].length === facts[rank].length,
  )
  if (isWhole) {
    const figure = (id: ThingId) => traffic.of.get(id) ?? noFlow
    return { first: figure, second: figure }
  }
  const silent = new Set(facts.nodes.flatMap(({ trusted, id }) => (trusted ? [] : [id])))
  const boxOf = new Map(
    plan.hosts.flatMap(({ id, members }) => [id, ...members].map((member) => [member, id] as const)),
  )
  const first = addPairs(traffic.first, silent, (id) => id)
  const second = addPairs(traffic.second, silent, (id) => boxOf.get(id) ?? id)
  return { first: (id) => get(first, id), second: (id) => get(second, id) }
}

const get = (sums: ReadonlyMap<ThingId, Flow | null>, id: ThingId): Flow | null => {
  const sum = sums.get(id)
  return sum === undefined ? noFlow : sum
}

/** By both ends of each pair. */
function addPairs(
  pairs: Traffic['first'],
  silent: ReadonlySet<ThingId>,
  endOf: (to: ThingId) => ThingId,
): ReadonlyMap<ThingId, Flow | null> {
  const sums = new Map<ThingId, Tally | null>()
  const add = (id: ThingId, { flow }: Sum) => {
    const sum = sums.get(id)
    if (flow === null || sum === null) sums.set(id, null)
    else {
      const tally = sum ?? newTally()
      sums.set(id, tally)
      addFlow(tally, flow)
    }
  }
  for (const [from, targets] of pairs) {
    if (silent.has(from)) continue
    for (const [to, sum] of targets) {
      add(from, sum)
      add(endOf(to), sum)
    }
  }
  return sums
}
