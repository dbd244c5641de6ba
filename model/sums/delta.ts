/**
 * Sums on the wire. Flows are numbered in the order of their keys' text, which both sides know, and
 * of each figure only those that moved are told, and by how much: thousands of flows, of which a tick
 * moves some, most of them by a step or two.
 */
import * as v from 'valibot'
import { type Flow, noFlow, type Sums } from '../sums.ts'

type Flows = ReadonlyMap<string, Flow>
type FlowPairs = ReadonlyMap<string, Flows>

const figures = ['connections', 'packets', 'active', 'inactive', 'rated', 'unrated'] as const
const letters = { connections: 'c', packets: 'p', active: 'a', inactive: 'i', rated: 'r', unrated: 'u' } as const

/** Rates are whole hundredths, counts whole numbers: so told, they add up exactly. */
const scales = { connections: 100, packets: 100, active: 1, inactive: 1, rated: 1, unrated: 1 } as const

/** How far on from the one before, then by how much it moved, times its scale: of one figure. */
type Moves = readonly number[]

export interface FlowsDelta {
  readonly drop?: readonly string[]
  /** New ones start as nothing; the moves below number them too. */
  readonly add?: readonly string[]
  readonly c?: Moves
  readonly p?: Moves
  readonly a?: Moves
  readonly i?: Moves
  readonly r?: Moves
  readonly u?: Moves
}

export interface FlowPairsDelta {
  readonly drop?: readonly string[]
  readonly set?: readonly (readonly [string, FlowsDelta])[]
}

export interface SumsDelta {
  readonly exact: boolean
  readonly nodes?: FlowsDelta
  readonly things?: FlowsDelta
  readonly hosts?: FlowsDelta
  /** Null: there are none any more. */
  readonly pairs?: FlowPairsDelta | null
  readonly ends?: FlowPairsDelta | null
}

const names = v.optional(v.array(v.string()))
const moves = v.optional(v.array(v.number()))
const flowsSchema = v.object({ drop: names, add: names, c: moves, p: moves, a: moves, i: moves, r: moves, u: moves })
const pairsSchema = v.object({ drop: names, set: v.optional(v.array(v.tuple([v.string(), flowsSchema]))) })
export const sumsDeltaSchema = v.object({
  exact: v.boolean(),
  nodes: v.optional(flowsSchema),
  things: v.optional(flowsSchema),
  hosts: v.optional(flowsSchema),
  pairs: v.optional(v.nullable(pairsSchema)),
  ends: v.optional(v.nullable(pairsSchema)),
})

export const noSums: Sums = {
  exact: false,
  nodes: new Map(),
  things: new Map(),
  hosts: new Map(),
  pairs: null,
  ends: null,
}

const single = ['nodes', 'things', 'hosts'] as const
const double = ['pairs', 'ends'] as const

/** Undefined when nothing differs; null when there are no sums any more. */
export function diffSums(from: Sums | null, to: Sums | null): SumsDelta | null | undefined {
  if (from === to) return undefined
  if (to === null) return null
  const base = from ?? noSums
  const delta: Record<string, unknown> = { exact: to.exact }
  for (const name of single) {
    const change = diffFlows(base[name], to[name])
    if (change !== null) delta[name] = change
  }
  for (const name of double) {
    const change = diffPairs(base[name], to[name])
    if (change !== undefined) delta[name] = change
  }
  return from !== null && from.exact === to.exact && Object.keys(delta).length === 1
    ? undefined
    : (delta as unknown as SumsDelta)
}

export function applySums(sums: Sums | null, delta: SumsDelta | null): Sums | null {
  if (delta === null) return null
  const base = sums ?? noSums
  const next: Record<string, unknown> = { ...base, exact: delta.exact }
  for (const name of single) if (delta[name]) next[name] = applyFlows(base[name], delta[name])
  for (const name of double) {
    const change = delta[name]
    if (change !== undefined) next[name] = change && applyPairs(base[name], change)
  }
  return next as unknown as Sums
}

const orders = new WeakMap<ReadonlyMap<string, unknown>, readonly string[]>()

/** The keys of a map in the order of their text. A map whose keys are those of the one before shares its list. */
function orderOf(flows: Flows): readonly string[] {
  const known = orders.get(flows)
  if (known !== undefined) return known
  const made = [...flows.keys()].sort()
  orders.set(flows, made)
  return made
}

function diffFlows(from: Flows, to: Flows): FlowsDelta | null {
  if (from === to) return null
  const drop: string[] = []
  const add: string[] = []
  for (const key of from.keys()) if (!to.has(key)) drop.push(key)
  for (const key of to.keys()) if (!from.has(key)) add.push(key)
  if (drop.length + add.length === 0) orders.set(to, orderOf(from))
  const order = orderOf(to)
  const delta: Record<string, unknown> = {
    ...(drop.length > 0 ? { drop } : {}),
    ...(add.length > 0 ? { add } : {}),
  }
  for (const figure of figures) {
    const moved: number[] = []
    let last = 0
    for (let slot = 0; slot < order.length; slot++) {
      const after = to.get(order[slot]!)!
      const before = from.get(order[slot]!) ?? noFlow
      const by = Math.round(after[figure] * scales[figure]) - Math.round(before[figure] * scales[figure])
      if (by === 0) continue
      moved.push(slot - last, by)
      last = slot
    }
    if (moved.length > 0) delta[letters[figure]] = moved
  }
  return Object.keys(delta).length === 0 ? null : (delta as FlowsDelta)
}

function applyFlows(flows: Flows, delta: FlowsDelta): Flows {
  const next = new Map<string, Flow>(flows)
  for (const key of delta.drop ?? []) next.delete(key)
  for (const key of delta.add ?? []) next.set(key, noFlow)
  if (!delta.drop && !delta.add) orders.set(next, orderOf(flows))
  const order = orderOf(next)
  const fresh = new Map<string, { -readonly [Name in keyof Flow]: Flow[Name] }>()
  for (const figure of figures) {
    const moved = delta[letters[figure]] ?? []
    let slot = 0
    for (let at = 0; at + 1 < moved.length; at += 2) {
      slot += moved[at]!
      const key = order[slot]
      if (key === undefined) continue
      const flow = fresh.get(key) ?? { ...next.get(key)! }
      flow[figure] = (Math.round(flow[figure] * scales[figure]) + moved[at + 1]!) / scales[figure]
      fresh.set(key, flow)
    }
  }
  for (const [key, flow] of fresh) next.set(key, flow)
  return next
}

function diffPairs(from: FlowPairs | null, to: FlowPairs | null): FlowPairsDelta | null | undefined {
  if (from === to) return undefined
  if (to === null) return null
  const set: [string, FlowsDelta][] = []
  for (const [key, flows] of to) {
    const before = from?.get(key)
    const change = diffFlows(before ?? noSums.things, flows)
    if (change !== null) set.push([key, change])
    else if (before === undefined) set.push([key, {}])
  }
  const drop = [...(from?.keys() ?? [])].filter((key) => !to.has(key))
  if (from !== null && set.length + drop.length === 0) return undefined
  return { ...(set.length > 0 ? { set } : {}), ...(drop.length > 0 ? { drop } : {}) }
}

function applyPairs(pairs: FlowPairs | null, { set = [], drop = [] }: FlowPairsDelta): FlowPairs {
  const next = new Map(pairs ?? [])
  for (const key of drop) next.delete(key)
  for (const [key, change] of set) next.set(key, applyFlows(next.get(key) ?? noSums.things, change))
  return next
}
