/** A snapshot as the text that is packed and kept. What no schema names is left out, whoever put it into the state. */
import * as v from 'valibot'
import type { Cluster } from '../cluster.ts'
import { collectionNames, snapshot } from '../diff.ts'
import type { Load } from '../load.ts'
import type { Snapshot } from './format.ts'
import { snapshotLimits as limits } from './limits.ts'
import { type Collection, collections } from './v1/collections.ts'
import { health as healthSchema } from './v1/objects.ts'

/** Throws when the state has something a snapshot cannot hold: a fault of ours. */
export function writeSnapshot({ takenAt, hub, address, isPseudonymous, cluster, series }: Snapshot): string {
  return JSON.stringify({
    format: 'fairlead',
    version: 1,
    takenAt,
    hub,
    address,
    pseudonyms: isPseudonymous,
    cluster: snapshot(allowed(cluster)),
    series,
  })
}

/** The same cluster with the fields a snapshot may have and no others. */
export function allowed(cluster: Cluster): Cluster {
  const { at, name, demo, pollMs, servicesChangedAt, health, sums, tables } = cluster
  const kept: Record<string, unknown> = { at, name, demo, pollMs, servicesChangedAt, sums, tables }
  kept['health'] = v.parse(healthSchema, health)
  for (const each of collectionNames)
    kept[each] = allowedEntries(collections[each] as Collection<unknown>, cluster[each])
  kept['load'] = allowedLoad(cluster)
  return kept as unknown as Cluster
}

const allowedEntries = <Value>(
  { value }: Collection<Value>,
  map: ReadonlyMap<string, unknown>,
): ReadonlyMap<string, Value> => new Map(Array.from(map, ([key, entry]) => [key, v.parse(value, entry)]))

/** Of nodes whose table is here. When too many rows move their rates are left out, and when that is not enough their counts: unknown, never zero. */
function allowedLoad({ load, tables }: Cluster): ReadonlyMap<string, Load> {
  const kept = [...load].filter(([, { table }]) => tables.has(table))
  const rows = kept.reduce((sum, [, { active }]) => sum + active.length, 0)
  if (rows > limits.loadRows || count(kept, counted) > limits.loadTold) return new Map()
  return new Map(
    count(kept, told) > limits.loadTold ? kept.map(([node, own]) => [node, { ...own, rates: null }]) : kept,
  )
}

const count = (loads: readonly (readonly [string, Load])[], of: (load: Load) => number): number =>
  loads.reduce((sum, [, load]) => sum + of(load), 0)

/** Rows with a count, by load: nodes may share one. */
const countedRows = new WeakMap<Load, number>()
function counted(load: Load): number {
  const known = countedRows.get(load)
  if (known !== undefined) return known
  let rows = 0
  for (let row = 0; row < load.active.length; row++) if (load.active[row] !== 0 || load.inactive[row] !== 0) rows++
  countedRows.set(load, rows)
  return rows
}
const told = (load: Load): number => counted(load) + (load.rates?.rows.length ?? 0)
