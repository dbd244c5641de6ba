/**
 * Present traffic, summed to what the plan draws: node or its group → Service or its island → Pod
 * or its box. Only trusted nodes count towards sums over nodes; a silent node's own lines keep
 * what it last said, and are drawn as old.
 */
import type { Cluster } from '#model/cluster.ts'
import type { Load } from '#model/load.ts'
import { makeCourses, type NodeCourse, type Pairs } from './courses.ts'
import type { Facts, ThingId } from './facts.ts'
import { enter, flowOf, type Ledger, makeLedger } from './ledger.ts'
import type { Plan } from './plan.ts'
import type { Tone } from './tone.ts'
import { addFlow, type Flow, loadFits, noFlow } from './traffic.ts'
import type { Visible } from './visible.ts'

export interface Sum {
  readonly flow: Flow
  /** How the rows under it stand; `unknown` when only silent nodes have them. */
  readonly tone: Tone
}

type Sums = ReadonlyMap<ThingId, ReadonlyMap<ThingId, Sum>>

export interface Traffic {
  /** Node or group, to Service or island. */
  readonly first: Sums
  /** Service or island, to Pod or box. */
  readonly second: Sums
  /** By node, Service and Pod, and by their groups. */
  readonly of: ReadonlyMap<ThingId, Flow>
  readonly total: Flow
}

/** Sums loads over one structure; made again when that changes. */
export type Summer = (cluster: Cluster) => Traffic

export function makeSummer(facts: Facts, visible: Visible, plan: Plan): Summer {
  const courses = makeCourses(facts, visible, plan)
  const trusted = new Set(visible.nodes.filter((node) => node.trusted).map((node) => node.id))
  let last: { readonly load: Cluster['load']; readonly traffic: Traffic } | null = null
  return (cluster) => {
    // A selection or a change of language sums nothing anew.
    if (last?.load === cluster.load) return last.traffic
    const ledgers: Ledgers = {
      things: makeLedger(courses.things.ids.length),
      first: makeLedger(courses.first.ids.length),
      second: makeLedger(courses.second.ids.length),
    }
    for (const course of courses.nodes) {
      const load = cluster.load.get(course.node.name)
      addNode(ledgers, course, loadFits(load, course.course.table) ? load : null)
    }
    const of = new Map(
      courses.things.ids.map((id, slot) => [id, flowOf(ledgers.things, slot, courses.things.rows[slot]!)]),
    )
    const total = noFlow()
    for (const id of trusted) addFlow(total, of.get(id) ?? noFlow())
    const traffic = {
      first: toMaps(courses.first, ledgers.first),
      second: toMaps(courses.second, ledgers.second),
      of,
      total,
    }
    last = { load: cluster.load, traffic }
    return traffic
  }
}

export const sumTraffic = (facts: Facts, visible: Visible, plan: Plan, cluster: Cluster): Traffic =>
  makeSummer(facts, visible, plan)(cluster)

interface Ledgers {
  readonly things: Ledger
  readonly first: Ledger
  readonly second: Ledger
}

/** Adds every row something happens on. Null: the node's load is not known. */
function addNode(
  { things, first, second }: Ledgers,
  { node, course, own, group, first: pairs }: NodeCourse,
  load: Load | null,
): void {
  const whole = noFlow()
  const row = noFlow()
  let current = -1
  const flush = () => {
    if (current < 0) return
    enter(first, pairs[course.mark[current]!]!, whole)
    if (node.trusted) {
      enter(things, course.thing[current]!, whole)
      enter(things, course.group[current]!, whole)
      enter(things, own, whole)
      enter(things, group, whole)
    }
    whole.connections = whole.packets = whole.active = whole.inactive = whole.rated = whole.unrated = 0
  }
  const rates = load?.rates ?? null
  for (let next = 0; next < course.rows.length; next++) {
    const at = course.rows[next]!
    const active = load ? load.active[at]! : 0
    const inactive = load ? load.inactive[at]! : 0
    const rate = rates ? rates.connections[at]! : NaN
    if (rate === 0 && active === 0 && inactive === 0 && rates!.inPackets[at] === 0) continue
    const entry = course.entry[at]!
    if (entry !== current) {
      flush()
      current = entry
    }
    const isRated = !Number.isNaN(rate)
    row.connections = isRated ? rate : 0
    row.packets = isRated ? rates!.inPackets[at]! || 0 : 0
    row.active = active
    row.inactive = inactive
    row.unrated = isRated ? 0 : 1
    addFlow(whole, row)
    if (!node.trusted) continue
    enter(things, course.backend[at]!, row)
    enter(things, course.home[at]! === course.backend[at]! ? -1 : course.home[at]!, row)
    enter(second, course.second[at]!, row)
  }
  flush()
}

function toMaps(pairs: Pairs, ledger: Ledger): Sums {
  const maps = new Map<ThingId, Map<ThingId, Sum>>()
  pairs.ids.forEach((_, slot) => {
    const from = pairs.from[slot]!
    const to = maps.get(from) ?? new Map<ThingId, Sum>()
    maps.set(from, to)
    to.set(pairs.to[slot]!, { flow: flowOf(ledger, slot, pairs.rows[slot]!), tone: pairs.tones[slot]! })
  })
  return maps
}
