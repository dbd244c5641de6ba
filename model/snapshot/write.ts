/** A snapshot as the text that is packed and kept. What no schema names is left out, whoever put it into the state. */
import * as v from 'valibot'
import { type Cluster, emptyCluster } from '../cluster.ts'
import { collectionNames, type Delta, snapshot } from '../diff.ts'
import type { NodeName } from '../ids.ts'
import { countedRows, type Load } from '../load.ts'
import { mapSteps, type Steps } from '../steps.ts'
import { tellTables } from '../tables-delta.ts'
import type { Snapshot } from './format.ts'
import { snapshotLimits as limits } from './limits.ts'
import { type Collection, collections } from './v1/collections.ts'
import { health as healthSchema } from './v1/objects.ts'
import { makeLoadWriter } from './write-load.ts'

/** Throws when the state has something a snapshot cannot hold: a fault of ours. */
export function writeSnapshot(of: Snapshot): string {
  const decoder = new TextDecoder()
  const texts = Array.from(snapshotPieces(of), (piece) => decoder.decode(piece, { stream: true }))
  return texts.join('')
}

type Bytes = Uint8Array<ArrayBuffer>
type Pieces<Result = void> = Generator<Bytes, Result>

/**
 * The same as UTF-8, a piece at a time, none of which takes more than a few milliseconds: whoever has other things to do
 * can do them in between. A piece may be empty.
 */
export function* snapshotPieces({ takenAt, hub, address, isPseudonymous, cluster, series }: Snapshot): Pieces {
  const head = { format: 'fairlead', version: 2, takenAt, hub, address, pseudonyms: isPseudonymous, series }
  yield bytesOf(`${JSON.stringify(head).slice(0, -1)},"cluster":`)
  yield* clusterPieces(cluster)
  yield bytesOf('}')
}

const encoder = new TextEncoder()
const bytesOf = (text: string): Bytes => encoder.encode(text)
const nothing = bytesOf('')

/** Entries told in one piece. */
const atOnce = 50

function* clusterPieces(cluster: Cluster): Pieces {
  const { at, name, demo, pollMs, servicesChangedAt, health, sums, virtualServers, tables } = cluster
  const few = { at, name, demo, pollMs, servicesChangedAt, health: v.parse(healthSchema, health), sums }
  yield bytesOf(JSON.stringify(fromNothing(few)).slice(0, -1))
  for (const each of collectionNames) {
    if (cluster[each].size === 0) continue
    const entries = chunks(cluster[each] as ReadonlyMap<string, unknown>, atOnce)
    const told = (map: ReadonlyMap<string, unknown>) =>
      fromNothing({ [each]: allowed(collections[each] as Collection<unknown>, map) })[each]?.set
    yield* listPieces(`,"${each}":{"set":[`, texts(entries, told), ']}')
  }
  if (tables.size > 0) {
    // Tables name virtual servers by their places among those told with them.
    const told = tellTables(tables, [...virtualServers.keys()])
    yield* listPieces(
      ',"tables":{"set":[',
      told.map((table) => bytesOf(JSON.stringify(table))),
      ']}',
    )
  }
  const load = yield* breathing(allowedLoad(cluster))
  if (load.length > 0) {
    const write = makeLoadWriter()
    const told = load.values().map(([node, own]) => write(node, own))
    yield* listPieces(',"load":{"set":[', told, '],"drop":[]}')
  }
  yield bytesOf('}')
}

const fromNothing = (parts: Partial<Cluster>): Delta => snapshot({ ...emptyCluster, ...parts })

/** Its steps as empty pieces. */
function* breathing<Result>(steps: Steps<Result>): Pieces<Result> {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
    yield nothing
  }
}

/** Some entries of a list each, without its brackets. */
function* texts<Part>(parts: Iterable<Part>, told: (part: Part) => readonly unknown[] | undefined): Pieces {
  for (const part of parts) yield bytesOf(JSON.stringify(told(part) ?? []).slice(1, -1))
}

function* listPieces(before: string, entries: Iterable<Bytes>, after: string): Pieces {
  let lead = before
  for (const entry of entries) {
    yield bytesOf(lead)
    yield entry
    lead = ','
  }
  yield bytesOf(after)
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

type NodeLoad = readonly [NodeName, Load]

/** Of nodes whose table is here. When too many rows move their rates are left out, and when that is not enough their counts: unknown, never zero. */
function* allowedLoad({ load, tables }: Cluster): Steps<readonly NodeLoad[]> {
  const kept = [...load].filter(([, { table }]) => tables.has(table))
  const counts = yield* mapSteps(kept, ([, own]) => countedRows(own))
  const [rows, told, rated] = [
    total(kept.map(([, { active }]) => active.length)),
    total(counts),
    total(kept.map(([, { rates }]) => rates?.rows.length ?? 0)),
  ]
  if (rows > limits.loadRows || told > limits.loadTold) return []
  return told + rated > limits.loadTold ? kept.map(([node, own]) => [node, { ...own, rates: null }]) : kept
}

const total = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0)
