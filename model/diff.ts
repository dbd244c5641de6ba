/**
 * `diff` and `apply`, the pair everything live rests on: `apply(a, diff(a, b))` equals `b`, and
 * parts equal in `a` and `b` stay the same objects. A first frame is the diff from `emptyCluster`.
 */
import type { Cluster } from './cluster.ts'
import { emptyCluster } from './cluster.ts'
import { equal } from './equal.ts'
import type { NodeName } from './ids.ts'
import { applyLoad, diffLoad, type LoadDelta } from './load-delta.ts'

export interface MapDelta<Key, Value> {
  readonly set: readonly (readonly [Key, Value])[]
  readonly drop: readonly Key[]
}

type Collections = Omit<Cluster, 'at' | 'name' | 'demo' | 'pollMs' | 'servicesChangedAt' | 'load'>
type CollectionName = keyof Collections
type DeltaOf<M> = M extends ReadonlyMap<infer Key, infer Value> ? MapDelta<Key, Value> : never

const scalarNames = ['name', 'demo', 'pollMs', 'servicesChangedAt'] as const

export const collectionNames = [
  'api',
  'nodes',
  'feeds',
  'services',
  'pods',
  'virtualServers',
  'tables',
] as const satisfies readonly CollectionName[]

export type Delta = {
  readonly at: number
  readonly name?: string
  readonly demo?: boolean
  readonly pollMs?: number
  readonly servicesChangedAt?: number
  readonly load?: { readonly set: readonly (readonly [NodeName, LoadDelta])[]; readonly drop: readonly NodeName[] }
} & { readonly [Name in CollectionName]?: DeltaOf<Collections[Name]> }

/** What turns `from` into `to`. Collections that did not change are left out. */
export function diff(from: Cluster, to: Cluster): Delta {
  const delta: Record<string, unknown> = { at: to.at }
  for (const name of scalarNames) if (from[name] !== to[name]) delta[name] = to[name]
  for (const name of collectionNames) {
    const change = diffMap<unknown, unknown>(from[name], to[name])
    if (change !== null) delta[name] = change
  }
  const load = diffLoads(from, to)
  if (load !== null) delta['load'] = load
  return delta as Delta
}

/** Whether a delta says nothing but the time. */
export const isEmpty = (delta: Delta): boolean => Object.keys(delta).length === 1

export function apply(cluster: Cluster, delta: Delta): Cluster {
  const next: Record<string, unknown> = { ...cluster, at: delta.at }
  for (const name of scalarNames) if (delta[name] !== undefined) next[name] = delta[name]
  for (const name of collectionNames) {
    const change = delta[name] as MapDelta<unknown, unknown> | undefined
    if (change !== undefined) next[name] = applyMap<unknown, unknown>(cluster[name], change)
  }
  if (delta.load !== undefined) {
    const { set, drop } = delta.load
    next['load'] = applyMap(cluster.load, {
      set: set.map(([node, change]) => [node, applyLoad(cluster.load.get(node) ?? null, change)] as const),
      drop,
    })
  }
  return next as unknown as Cluster
}

/** The whole of a cluster, as a delta from nothing. */
export const snapshot = (cluster: Cluster): Delta => diff(emptyCluster, cluster)

function diffMap<Key, Value>(from: ReadonlyMap<Key, Value>, to: ReadonlyMap<Key, Value>): MapDelta<Key, Value> | null {
  if (from === to) return null
  const set: [Key, Value][] = []
  const drop: Key[] = []
  for (const [key, value] of to) {
    const before = from.get(key)
    if (before === value && from.has(key)) continue
    if (before === undefined || !equal(before, value)) set.push([key, value])
  }
  for (const key of from.keys()) if (!to.has(key)) drop.push(key)
  return set.length + drop.length === 0 ? null : { set, drop }
}

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

function applyMap<Key, Value>(map: ReadonlyMap<Key, Value>, delta: MapDelta<Key, Value>): ReadonlyMap<Key, Value> {
  const next = new Map(map)
  for (const key of delta.drop) next.delete(key)
  for (const [key, value] of delta.set) next.set(key, value)
  return next
}
