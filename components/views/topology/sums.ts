/**
 * Present traffic on what is drawn: node or its group → Service or its island → Pod or its box. The
 * figures come summed by node, thing and host; where a cluster has too many pairs those of a single
 * line are not known. A filter hides marks and changes no figure.
 */
import type { Cluster } from '#model/cluster.ts'
import type { NodeName } from '#model/ids.ts'
import { sumsOf } from '#model/sums/of.ts'
import { type Flow, noFlow, type Sums } from '#model/sums.ts'
import type { ThingId } from '#model/thing.ts'
import type { Detail } from './detail.ts'
import type { Facts } from './facts.ts'
import { type Links, makeLinks } from './links.ts'
import type { Plan } from './plan.ts'
import type { Tone } from './tone.ts'
import { addFlow, newTally, type Tally } from './traffic.ts'
import { isShownIn, type Visible } from './visible.ts'

export interface Sum {
  /** Null: no one told. */
  readonly flow: Flow | null
  readonly tone: Tone
}

/** From mark to mark. */
export type Pairs = ReadonlyMap<ThingId, ReadonlyMap<ThingId, Sum>>

export interface Traffic {
  readonly first: Pairs
  readonly second: Pairs
  /** Of nodes, Services and Pods, and of their groups; undefined where it is not known or there is none. */
  readonly of: { get(id: ThingId): Flow | undefined }
  readonly total: Flow
  /** False: figures are rounded to two digits. */
  readonly exact: boolean
}

/**
 * Traffic over one structure; made again when that changes. A close-up has lines and Services from
 * the rows of its selection; its nodes keep the figures of `whole`, as they have them everywhere.
 */
export type Summer = (cluster: Cluster, whole: Cluster) => Traffic

export function makeSummer(facts: Facts, visible: Visible, plan: Plan): Summer {
  const links = makeLinks(facts, visible, plan)
  const places = makePlaces(facts, visible, plan)
  let last: { readonly sums: Sums; readonly nodes: Sums['nodes']; readonly traffic: Traffic } | null = null
  return (cluster, whole) => {
    const sums = sumsOf(cluster)
    const { nodes } = sumsOf(whole)
    // A selection or a change of language sums nothing anew.
    if (last !== null && last.sums === sums && last.nodes === nodes) return last.traffic
    const traffic: Traffic = {
      first: join(links.first, sums.pairs && tallyPairs(sums.pairs, places)),
      second: join(links.second, sums.ends && tallyEnds(sums.ends, places)),
      of: makeFigures({ ...sums, nodes }, facts, groupsOf(plan)),
      total: addUp(sums.nodes.values()),
      exact: sums.exact,
    }
    last = { sums, nodes, traffic }
    return traffic
  }
}

/** The marks where traffic in view begins, passes and ends; undefined for what is not in view. */
interface Places {
  readonly ofNode: (name: NodeName) => ThingId | undefined
  readonly ofThing: (id: ThingId) => ThingId | undefined
  readonly ofEnd: (thing: ThingId, address: string) => ThingId | undefined
}

function makePlaces(facts: Facts, visible: Visible, plan: Plan): Places {
  const markOf = (id: ThingId) => plan.standIn.get(id) ?? id
  // A silent node's own line keeps what it last said; sums over nodes are of the present.
  const nodes = new Map(
    visible.nodes.flatMap(({ id, name, trusted }) =>
      trusted || !plan.standIn.has(id) ? [[name, markOf(id)] as const] : [],
    ),
  )
  const isShown = isShownIn(visible, facts)
  const ofThing = (id: ThingId) => (isShown(id) ? markOf(id) : undefined)
  return {
    ofNode: (name) => nodes.get(name),
    ofThing,
    ofEnd: (thing, address) => ofThing(facts.backendOf(thing, address)),
  }
}

type Tallies = ReadonlyMap<ThingId, ReadonlyMap<ThingId, Tally>>

function makeTallies() {
  const made = new Map<ThingId, Map<ThingId, Tally>>()
  return {
    made,
    add(from: ThingId, to: ThingId, flow: Flow) {
      const own = made.get(from) ?? new Map<ThingId, Tally>()
      made.set(from, own)
      const tally = own.get(to) ?? newTally()
      own.set(to, tally)
      addFlow(tally, flow)
    },
  }
}

function tallyPairs(pairs: NonNullable<Sums['pairs']>, { ofNode, ofThing }: Places): Tallies {
  const tallies = makeTallies()
  for (const [node, things] of pairs) {
    const from = ofNode(node)
    if (from === undefined) continue
    for (const [thing, flow] of things) {
      const to = ofThing(thing)
      if (to !== undefined) tallies.add(from, to, flow)
    }
  }
  return tallies.made
}

function tallyEnds(ends: NonNullable<Sums['ends']>, { ofThing, ofEnd }: Places): Tallies {
  const tallies = makeTallies()
  for (const [thing, addresses] of ends) {
    const from = ofThing(thing)
    if (from === undefined) continue
    for (const [address, flow] of addresses) {
      const to = ofEnd(thing, address)
      if (to !== undefined) tallies.add(from, to, flow)
    }
  }
  return tallies.made
}

/** Every link with what flows there: a known zero where it has no rows, nothing known where pairs are not told. */
function join(links: Links, tallies: Tallies | null): Pairs {
  const pairs = new Map<ThingId, Map<ThingId, Sum>>()
  for (const [from, targets] of links) {
    const own = tallies?.get(from)
    const made = new Map<ThingId, Sum>()
    for (const [to, tone] of targets) made.set(to, { flow: tallies && (own?.get(to) ?? noFlow), tone })
    pairs.set(from, made)
  }
  return pairs
}

export interface Figure {
  /** Undefined where it is not known or there is none. */
  readonly flow: Flow | undefined
  /** False: rounded to two digits. */
  readonly exact: boolean
}

/** The figure of a thing: from the rows of the selection once they are there, else from the sums. */
export function figureOf(traffic: Traffic, detail: Detail | null, id: ThingId): Figure {
  const sums = detail && sumsOf(detail.cluster)
  const flow = detail && sums ? makeFigures(sums, detail.facts, new Map()).get(id) : undefined
  return flow && sums ? { flow, exact: sums.exact } : { flow: traffic.of.get(id), exact: traffic.exact }
}

/** By group, the members that stand in it: what stands singly beside its group is no part of the group's figure. */
function groupsOf({ nodeGroups, islands, hosts, gone, attention }: Plan): ReadonlyMap<ThingId, readonly ThingId[]> {
  const singles = new Set([...attention.nodes, ...attention.services])
  return new Map(
    [...nodeGroups, ...islands, ...hosts, ...gone].map(({ id, members }) => [
      id,
      singles.size === 0 ? members : members.filter((member) => !singles.has(member)),
    ]),
  )
}

/** Figures by id, added up when first asked for. */
function makeFigures(sums: Sums, facts: Facts, groups: ReadonlyMap<ThingId, readonly ThingId[]>): Traffic['of'] {
  const made = new Map<ThingId, Flow | undefined>()
  let ends: ReadonlyMap<ThingId, Flow> | null = null
  const make = (id: ThingId): Flow | undefined => {
    const name = id.slice(id.indexOf(':') + 1)
    switch (id.slice(0, id.indexOf(':'))) {
      case 'node':
        return sums.nodes.get(name as NodeName)
      case 'service':
      case 'virtual':
        return sums.things.get(id)
      case 'host':
        return sums.hosts.get(name)
      case 'pod':
      case 'endpoint':
        ends ??= sums.ends && addEnds(sums.ends, facts)
        return ends?.get(id)
      default: {
        const known = (groups.get(id) ?? []).flatMap((member) => get(member) ?? [])
        return known.length === 0 ? undefined : addUp(known)
      }
    }
  }
  const get = (id: ThingId): Flow | undefined => {
    if (!made.has(id)) made.set(id, make(id))
    return made.get(id)
  }
  return { get }
}

function addEnds(ends: NonNullable<Sums['ends']>, { backendOf }: Facts): ReadonlyMap<ThingId, Flow> {
  const made = new Map<ThingId, Tally>()
  for (const [thing, addresses] of ends) {
    for (const [address, flow] of addresses) {
      const id = backendOf(thing, address)
      const tally = made.get(id) ?? newTally()
      made.set(id, tally)
      addFlow(tally, flow)
    }
  }
  return made
}

function addUp(flows: Iterable<Flow>): Flow {
  const tally = newTally()
  for (const flow of flows) addFlow(tally, flow)
  return tally
}
