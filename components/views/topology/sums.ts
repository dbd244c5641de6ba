/**
 * Present traffic, summed to what the plan draws: node or its group → Service or its island → Pod
 * or its box. Only trusted nodes count towards sums over nodes; a silent node's own lines keep
 * what it last said, and are drawn as old.
 */
import type { Cluster } from '#model/cluster.ts'
import type { Facts, NodeFact, ThingId } from './facts.ts'
import type { Plan } from './plan.ts'
import type { EntryFact } from './tables.ts'
import { soften, type Tone, worst } from './tone.ts'
import { addFlow, addRow, type Flow, loadFits, noFlow } from './traffic.ts'
import type { Visible } from './visible.ts'

export interface Sum {
  readonly flow: Flow
  /** How the rows under it stand; `unknown` when only silent nodes have them. */
  tone: Tone
}

type Sums = Map<ThingId, Map<ThingId, Sum>>

export interface Traffic {
  /** Node or group, to Service or island. */
  readonly first: Sums
  /** Service or island, to Pod or box. */
  readonly second: Sums
  /** By node, Service and Pod, and by their groups. */
  readonly of: ReadonlyMap<ThingId, Flow>
  readonly total: Flow
}

interface Target {
  readonly thing: ThingId
  /** Null when the options leave it out. */
  readonly mark: ThingId | null
  readonly settles: boolean
  readonly backends: readonly { readonly thing: ThingId; readonly mark: ThingId | null }[]
}

export function sumTraffic(facts: Facts, visible: Visible, plan: Plan, cluster: Cluster): Traffic {
  const shown = new Set([...visible.services, ...visible.backends].map((thing) => thing.id))
  const settling = new Set(facts.services.filter((service) => service.settles).map((service) => service.id))
  const markOf = (id: ThingId): ThingId | null => (shown.has(id) ? (plan.standIn.get(id) ?? id) : null)
  const targets = new Map<EntryFact, Target>()
  const targetOf = (entry: EntryFact): Target => {
    const known = targets.get(entry)
    if (known) return known
    const thing = facts.thingOf(entry.key)
    const backends = entry.rows.map((row) => {
      const backend = facts.backendOf(thing, row.address)
      return { thing: backend, mark: markOf(backend) }
    })
    const made = { thing, mark: markOf(thing), settles: settling.has(thing), backends }
    targets.set(entry, made)
    return made
  }

  const first: Sums = new Map()
  const second: Sums = new Map()
  const of = new Map<ThingId, Flow>()
  const total = noFlow()
  const count = (id: ThingId, flow: Flow) => addFlow(reach(of, id, noFlow), flow)

  for (const node of visible.nodes) {
    if (!node.table) continue
    const load = cluster.load.get(node.name)
    const fits = loadFits(load, node.table)
    const from = reach(first, plan.standIn.get(node.id) ?? node.id, () => new Map<ThingId, Sum>())
    node.table.entries.forEach((entry, position) => {
      const target = targetOf(entry)
      if (target.mark === null) return
      const whole = noFlow()
      entry.rows.forEach((row, index) => {
        const backend = target.backends[index]!
        const flow = noFlow()
        if (fits && row.index >= 0) addRow(flow, load, node.table!.firstRow[position]! + row.index)
        else if (row.index >= 0) flow.unrated = 1
        addFlow(whole, flow)
        if (!node.trusted || backend.mark === null) return
        count(backend.thing, flow)
        const home = plan.homeOf.get(backend.thing)
        if (home) count(home, flow)
        const to = reach(second, target.mark!, () => new Map<ThingId, Sum>())
        addSum(to, backend.mark, flow, soften(row.tone, target.settles))
      })
      addSum(from, target.mark, whole, toneFrom(node, entry, target.settles))
      if (!node.trusted) return
      addFlow(total, whole)
      count(node.id, whole)
      count(target.thing, whole)
      if (target.mark !== target.thing) count(target.mark, whole)
      const group = plan.standIn.get(node.id)
      if (group) count(group, whole)
    })
  }
  return { first, second, of, total }
}

const toneFrom = (node: NodeFact, entry: EntryFact, settles: boolean): Tone =>
  node.trusted ? soften(entry.tone, settles) : 'unknown'

function addSum(to: Map<ThingId, Sum>, id: ThingId, flow: Flow, tone: Tone): void {
  const sum = reach(to, id, (): Sum => ({ flow: noFlow(), tone: 'unknown' }))
  addFlow(sum.flow, flow)
  sum.tone = worst(sum.tone, tone)
}

function reach<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
