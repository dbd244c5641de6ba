/**
 * A cluster from what a file tells of it. Nothing is believed: every list is measured before it is unfolded, so
 * that a short file cannot become a long one, and every value goes through its schema.
 */
import * as v from 'valibot'
import { type Cluster, emptyCluster } from '../../cluster.ts'
import type { Delta } from '../../diff.ts'
import { apply, collectionNames } from '../../diff.ts'
import type { TableHash, VirtualServerHash } from '../../ids.ts'
import { unpackFields } from '../../records-delta.ts'
import { sumsDeltaSchema } from '../../sums/delta.ts'
import type { VirtualServer } from '../../topology.ts'
import { snapshotLimits as limits } from '../limits.ts'
import { type Collection, collections } from './collections.ts'
import { flag, leaves as is, list, number, orNull } from './leaves.ts'
import { health } from './objects.ts'

/** What is wrong with a file, in words that end a sentence. */
export class Unfit extends Error {}

const setOnly = v.optional(v.strictObject({ set: v.array(v.strictTuple([v.string(), v.unknown()])) }))
const place = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const splice = v.tupleWithRest([place, place], v.union([is.virtualServerHash, v.strictTuple([place, place])]))
const tables = v.strictObject({
  set: v.array(v.tupleWithRest([is.tableHash, v.nullable(is.tableHash)], splice)),
})
const rates = v.nullable(v.pipe(v.array(orNull(number)), v.length(5)))
const loadHead = v.strictObject({
  at: number,
  whole: v.strictObject({ table: is.tableHash, rows: place }),
  rated: flag,
  rows: v.custom<unknown[]>(Array.isArray),
  node: rates,
})
const load = v.strictObject({
  set: v.array(v.strictTuple([is.nodeName, loadHead])),
  drop: v.pipe(list(is.plain), v.length(0)),
})

const told = v.strictObject({
  at: number,
  name: v.optional(is.plain, ''),
  demo: v.optional(flag, false),
  pollMs: v.optional(number, 0),
  servicesChangedAt: v.optional(number, 0),
  health: v.optional(health),
  ...Object.fromEntries(collectionNames.map((name) => [name, setOnly])),
  tables: v.optional(tables),
  load: v.optional(load),
  sums: v.optional(v.nullable(sumsDeltaSchema)),
})

type Told = {
  readonly tables?: v.InferOutput<typeof tables>
  readonly load?: v.InferOutput<typeof load>
} & { readonly [Name in (typeof collectionNames)[number]]?: v.InferOutput<typeof setOnly> }

/** Throws `Unfit`. */
export function readTold(value: unknown): Cluster {
  const delta = checked(told, value, 'cluster') as Told
  let entries = 0
  const read: Record<string, ReadonlyMap<string, unknown>> = {}
  for (const name of collectionNames) {
    const { set = [] } = delta[name] ?? {}
    entries += set.length
    if (entries > limits.entries) throw new Unfit(`it has more than ${limits.entries} entries`)
    read[name] = readCollection(name, collections[name] as Collection<unknown>, set)
  }
  const { tables, load } = delta
  if (tables !== undefined) measureTables(tables.set, read['virtualServers']!.size)
  if (load !== undefined) measureLoad(load.set)
  const { at, name, demo, pollMs, servicesChangedAt, health: healthTold, sums } = delta as unknown as Delta
  const rest = { at, name, demo, pollMs, servicesChangedAt, health: healthTold, tables, load, sums }
  // Tables name new virtual servers by their place, which is their order here.
  const places = { set: [...read['virtualServers']!.keys()].map((hash) => [hash, null]) }
  const base = apply(emptyCluster, { ...dropAbsent(rest), virtualServers: places } as unknown as Delta)
  const cluster = { ...base, ...read } as Cluster
  checkWhole(cluster)
  return cluster
}

const dropAbsent = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

export function checked<T>(schema: v.GenericSchema<unknown, T>, value: unknown, where: string): T {
  const result = v.safeParse(schema, value, { abortEarly: true })
  if (result.success) return result.output
  const [issue] = result.issues
  const path = v.getDotPath(issue)?.slice(0, 80)
  throw new Unfit(`${path ? `${where}.${path}` : where} is not what it should be`)
}

function readCollection<Value>(
  name: string,
  { key, value, packed }: Collection<Value>,
  set: readonly (readonly [string, unknown])[],
): ReadonlyMap<string, Value> {
  const map = new Map<string, Value>()
  for (const [id, sent] of set) {
    measurePacked(sent, packed)
    map.set(checked(key, id, name), checked(value, unpackFields(sent, packed), name))
  }
  return map
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Columns have a value for each row, or one for all. */
function measurePacked(value: unknown, packed: readonly string[]): void {
  for (const field of packed) {
    const list = isRecord(value) ? value[field] : undefined
    if (!isRecord(list)) continue
    const { rows, columns } = list
    const isSound =
      Number.isSafeInteger(rows) &&
      (rows as number) >= 0 &&
      (rows as number) <= limits.list &&
      isRecord(columns) &&
      Object.values(columns).every(
        (column) => Array.isArray(column) && (column.length === 1 || column.length === rows),
      ) &&
      // Somewhere each row must be told of: rows that are all alike are worth their bytes only when few.
      ((rows as number) <= 1_024 || Object.values(columns).some((column) => (column as unknown[]).length === rows))
    if (!isSound) throw new Unfit(`${field} has columns that do not fit its rows`)
  }
}

/** Splices must follow each other within the table they are made of. */
function measureTables(set: v.InferOutput<typeof tables>['set'], fresh: number): void {
  const lengths = new Map<TableHash, number>()
  let total = 0
  for (const [hash, like, ...splices] of set) {
    const before = like === null ? 0 : lengths.get(like)
    if (before === undefined) throw new Unfit('a table is told by one that is not there')
    let next = 0
    let length = before
    for (const [at, gone, ...come] of splices) {
      if (at < next || at + gone > before) throw new Unfit('a table is told by places that are not there')
      next = at + gone
      length -= gone
      for (const run of come) {
        if (typeof run !== 'string' && run[0] + run[1] > fresh)
          throw new Unfit('a table has virtual servers that are not there')
        length += typeof run === 'string' ? 1 : run[1]
      }
    }
    lengths.set(hash, length)
    total += length
    if (total > limits.tableEntries) throw new Unfit(`its tables have more than ${limits.tableEntries} entries`)
  }
}

/** Row, active, inactive, and five rates or none. */
const isRow = (row: unknown, rows: number): boolean =>
  Array.isArray(row) &&
  (row.length === 3 || row.length === 8) &&
  row.every((value, at) =>
    at < 3
      ? Number.isSafeInteger(value) && value >= 0 && value <= 0xffff_ffff && (at > 0 || value < rows)
      : value === null || (typeof value === 'number' && Number.isFinite(value)),
  )

function measureLoad(set: v.InferOutput<typeof load>['set']): void {
  let rows = 0
  let said = 0
  for (const [, { whole: of, rows: list }] of set) {
    rows += of.rows
    said += list.length
    if (rows > limits.loadRows || said > limits.loadTold)
      throw new Unfit('its load has more rows than a snapshot may have')
    if (!list.every((row) => isRow(row, of.rows))) throw new Unfit('a row of its load is not what it should be')
  }
}

/** Every table, virtual server and fact that is named is there, and load has as many rows as its table. */
function checkWhole({ nodes, tables, virtualServers, facts, load }: Cluster): void {
  const rowsOf = new Map<TableHash, number>()
  const rowsIn = (hash: VirtualServerHash): number => {
    const server: VirtualServer | undefined = virtualServers.get(hash)
    if (server === undefined) throw new Unfit('a table has virtual servers that are not there')
    return server.realServers.length
  }
  for (const [hash, table] of tables)
    rowsOf.set(
      hash,
      table.reduce((sum, entry) => sum + rowsIn(entry), 0),
    )
  for (const node of nodes.values()) {
    const named = [node.want, node.table.is === 'read' ? node.table.hash : null]
    if (named.some((hash) => hash !== null && !tables.has(hash)))
      throw new Unfit('a node has a table that is not there')
    for (const report of Object.values(node.facts))
      if (report.is === 'read' && !facts.has(report.hash)) throw new Unfit('a node has a fact that is not there')
  }
  for (const { table, active } of load.values())
    if (rowsOf.get(table) !== active.length) throw new Unfit('load and table of a node do not fit')
}
