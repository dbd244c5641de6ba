/** A snapshot as the text that is packed and kept. What no schema names is left out, whoever put it into the state. */
import * as v from 'valibot'
import { type Cluster, emptyCluster } from '../cluster.ts'
import { collectionNames, type Delta, snapshot } from '../diff.ts'
import type { NodeName } from '../ids.ts'
import type { Load } from '../load.ts'
import type { Snapshot } from './format.ts'
import { snapshotLimits as limits } from './limits.ts'
import { type Collection, collections } from './v1/collections.ts'
import { health as healthSchema } from './v1/objects.ts'

/** Throws when the state has something a snapshot cannot hold: a fault of ours. */
export const writeSnapshot = (of: Snapshot): string => [...snapshotPieces(of)].join('')

/** The same a piece at a time, none of which takes long: whoever has other things to do can do them in between. */
export function* snapshotPieces({
  takenAt,
  hub,
  address,
  isPseudonymous,
  cluster,
  series,
}: Snapshot): Generator<string, void> {
  const head = { format: 'fairlead', version: 1, takenAt, hub, address, pseudonyms: isPseudonymous, series }
  yield `${JSON.stringify(head).slice(0, -1)},"cluster":`
  yield* clusterPieces(cluster)
  yield '}'
}

/** Entries told in one piece. */
const atOnce = 1_000
const nodesAtOnce = 20

function* clusterPieces(cluster: Cluster): Generator<string, void> {
  const { at, name, demo, pollMs, servicesChangedAt, health, sums, virtualServers, tables } = cluster
  const few = { at, name, demo, pollMs, servicesChangedAt, health: v.parse(healthSchema, health), sums }
  // Tables name virtual servers by their places among those told with them.
  const servers = allowed(collections.virtualServers, virtualServers)
  yield JSON.stringify(fromNothing({ ...few, virtualServers: servers, tables })).slice(0, -1)
  for (const each of collectionNames) {
    if (each === 'virtualServers' || cluster[each].size === 0) continue
    const entries = chunks(cluster[each] as ReadonlyMap<string, unknown>, atOnce)
    const told = (map: ReadonlyMap<string, unknown>) =>
      fromNothing({ [each]: allowed(collections[each] as Collection<unknown>, map) })[each]?.set
    yield* listPieces(`,"${each}":{"set":[`, entries, told, ']}')
  }
  const load = allowedLoad(cluster)
  if (load.size > 0)
    yield* listPieces(
      ',"load":{"set":[',
      chunks(load, nodesAtOnce),
      (map) => fromNothing({ load: map }).load?.set,
      '],"drop":[]}',
    )
  yield '}'
}

const fromNothing = (parts: Partial<Cluster>): Delta => snapshot({ ...emptyCluster, ...parts })

function* listPieces<Part>(
  before: string,
  parts: Iterable<Part>,
  told: (part: Part) => readonly unknown[] | undefined,
  after: string,
): Generator<string, void> {
  let lead = before
  for (const part of parts) {
    yield lead + JSON.stringify(told(part) ?? []).slice(1, -1)
    lead = ','
  }
  yield after
}

function* chunks<Key, Value>(map: ReadonlyMap<Key, Value>, most: number): Generator<ReadonlyMap<Key, Value>, void> {
  let part = new Map<Key, Value>()
  for (const [key, value] of map) {
    part.set(key, value)
    if (part.size < most) continue
    yield part
    part = new Map()
  }
  if (part.size > 0) yield part
}

/** With the fields a snapshot may have and no others. */
export const allowed = <Value>(
  { value }: Collection<Value>,
  map: ReadonlyMap<string, unknown>,
): ReadonlyMap<never, Value> => new Map(Array.from(map, ([key, entry]) => [key as never, v.parse(value, entry)]))

/** Of nodes whose table is here. When too many rows move their rates are left out, and when that is not enough their counts: unknown, never zero. */
function allowedLoad({ load, tables }: Cluster): ReadonlyMap<NodeName, Load> {
  const kept = [...load].filter(([, { table }]) => tables.has(table))
  const rows = kept.reduce((sum, [, { active }]) => sum + active.length, 0)
  if (rows > limits.loadRows || total(kept, counted) > limits.loadTold) return new Map()
  return new Map(
    total(kept, said) > limits.loadTold
      ? kept.map(([node, own]): [NodeName, Load] => [node, { ...own, rates: null }])
      : kept,
  )
}

const total = (loads: readonly (readonly [string, Load])[], of: (load: Load) => number): number =>
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
const said = (load: Load): number => counted(load) + (load.rates?.rows.length ?? 0)
