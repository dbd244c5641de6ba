/**
 * `diff` and `apply`, the pair everything live rests on: `apply(a, diff(a, b))` equals `b`, and
 * parts equal in `a` and `b` stay the same objects. A first frame is the diff from `emptyCluster`.
 */
import * as v from 'valibot'
import { type Cluster, emptyCluster, type Health } from './cluster.ts'
import { equal } from './equal.ts'
import type { NodeName, VirtualServerHash } from './ids.ts'
import { applyLoad, diffLoad, type LoadDelta } from './load-delta.ts'
import { applyMap, diffMap, type MapDelta, mapDeltaSchema } from './map-delta.ts'
import { applySums, diffSums, type SumsDelta, sumsDeltaSchema } from './sums/delta.ts'
import { applyTables, diffTableStores, type TablesDelta, tablesDeltaSchema } from './tables-delta.ts'

type DeltaOf<M> = M extends ReadonlyMap<infer Key, infer Value> ? MapDelta<Key, Value> : never

const scalarNames = ['name', 'demo', 'pollMs', 'servicesChangedAt'] as const

/** Told entry by entry. */
export const collectionNames = [
  'api',
  'nodes',
  'feeds',
  'services',
  'pods',
  'virtualServers',
  'facts',
  'flows',
  'flowFeeds',
  'accessTests',
  'accessCells',
  'accessSchedules',
  'captures',
  'packets',
  'walks',
  'walkResults',
] as const satisfies readonly (keyof Cluster)[]
type CollectionName = (typeof collectionNames)[number]

/** Fields told as columns. */
const packed: { readonly [Name in CollectionName]?: readonly string[] } = {
  services: ['endpoints'],
  virtualServers: ['realServers'],
}

export type Delta = {
  readonly at: number
  readonly name?: string
  readonly demo?: boolean
  readonly pollMs?: number
  readonly servicesChangedAt?: number
  readonly health?: Health
  readonly tables?: TablesDelta
  readonly load?: { readonly set: readonly (readonly [NodeName, LoadDelta])[]; readonly drop: readonly NodeName[] }
  readonly sums?: SumsDelta | null
} & { readonly [Name in CollectionName]?: DeltaOf<Cluster[Name]> }

/** Of a delta that arrived: its envelope. The hub is of the same protocol version, and what it says of its own types is not walked again. */
export const deltaSchema = v.looseObject({
  at: v.number(),
  name: v.optional(v.string()),
  demo: v.optional(v.boolean()),
  pollMs: v.optional(v.number()),
  servicesChangedAt: v.optional(v.number()),
  health: v.optional(
    v.object({
      nodes: v.number(),
      heard: v.number(),
      compared: v.number(),
      wrong: v.number(),
      settling: v.number(),
      draining: v.number(),
    }),
  ),
  ...(Object.fromEntries(collectionNames.map((name) => [name, v.optional(mapDeltaSchema)])) as Record<
    CollectionName,
    v.OptionalSchema<typeof mapDeltaSchema, undefined>
  >),
  tables: v.optional(tablesDeltaSchema),
  load: v.optional(v.object({ set: v.array(v.tuple([v.string(), v.looseObject({})])), drop: v.array(v.string()) })),
  sums: v.optional(v.nullable(sumsDeltaSchema)),
})

/** What turns `from` into `to`. Parts that did not change are left out. */
export function diff(from: Cluster, to: Cluster): Delta {
  const delta: Record<string, unknown> = { at: to.at }
  for (const name of scalarNames) if (from[name] !== to[name]) delta[name] = to[name]
  if (!equal(from.health, to.health)) delta['health'] = to.health
  for (const name of collectionNames) {
    const change = diffMap<unknown, unknown>(from[name], to[name], packed[name])
    if (change !== null) delta[name] = change
  }
  const tables = diffTableStores(from, to, freshIn(delta as Delta))
  if (tables !== null) delta['tables'] = tables
  const load = diffLoads(from, to)
  if (load !== null) delta['load'] = load
  const sums = diffSums(from.sums, to.sums)
  if (sums !== undefined) delta['sums'] = sums
  return delta as Delta
}

/** Whether a delta says nothing but the time. */
export const isEmpty = (delta: Delta): boolean => Object.keys(delta).length === 1

export function apply(cluster: Cluster, delta: Delta): Cluster {
  const next: Record<string, unknown> = { ...cluster, at: delta.at }
  for (const name of scalarNames) if (delta[name] !== undefined) next[name] = delta[name]
  if (delta.health !== undefined) next['health'] = delta.health
  for (const name of collectionNames) {
    const change = delta[name] as MapDelta<unknown, unknown> | undefined
    if (change !== undefined) next[name] = applyMap<unknown, unknown>(cluster[name], change, packed[name])
  }
  if (delta.tables !== undefined) next['tables'] = applyTables(cluster.tables, delta.tables, freshIn(delta))
  if (delta.load !== undefined) {
    const { set, drop } = delta.load
    next['load'] = applyMap(cluster.load, {
      set: set.map(([node, change]) => [node, applyLoad(cluster.load.get(node) ?? null, change)] as const),
      drop,
    })
  }
  if (delta.sums !== undefined) next['sums'] = applySums(cluster.sums, delta.sums)
  return next as unknown as Cluster
}

/** Virtual servers a delta brings: tables name them by their place here. */
const freshIn = ({ virtualServers }: Delta): readonly VirtualServerHash[] =>
  (virtualServers?.set ?? []).map(([hash]) => hash)

/** The whole of a cluster, as a delta from nothing. */
export const snapshot = (cluster: Cluster): Delta => diff(emptyCluster, cluster)

function diffLoads(from: Cluster, to: Cluster): Delta['load'] | null {
  if (from.load === to.load) return null
  const set: [NodeName, LoadDelta][] = []
  for (const [node, load] of to.load) {
    const before = from.load.get(node) ?? null
    if (before === load) continue
    const change = diffLoad(before, load)
    if (change !== null) set.push([node, change])
  }
  const drop = [...from.load.keys()].filter((node) => !to.load.has(node))
  return set.length + drop.length === 0 ? null : { set, drop }
}
