/** Tables against tables: equal hashes are passed by, each pair of tables and of virtual servers is compared once. */
import { type Cluster, tableHashOf } from '../cluster.ts'
import type { NodeName, TableHash, VirtualServerHash } from '../ids.ts'
import type { ThingOf } from '../thing-of.ts'
import { compareMatches, makeKey, makeRealKey, type RealServer, type VirtualServer } from '../topology.ts'
import type { FieldChange, RowChange, ServerChange, TableChange } from './comparison.ts'
import type { NodeSets } from './node-sets.ts'
import { presenceOf } from './presence.ts'

/** A virtual server on both sides; null where it is not. */
interface Pair {
  readonly before: VirtualServerHash | null
  readonly after: VirtualServerHash | null
}

interface Tables {
  readonly before: TableHash
  readonly after: TableHash
  readonly nodes: NodeName[]
}

export interface TableChanges {
  readonly servers: readonly ServerChange[]
  readonly tables: readonly TableChange[]
}

export function compareTables(
  a: Cluster,
  b: Cluster,
  names: readonly NodeName[],
  sets: NodeSets,
  thingOf: ThingOf,
): TableChanges {
  const found = [...groupNodes(a, b, names).values()]
  const pairs = found.map(({ before, after }) => pairServers(a, b, before, after))
  /** Which tables hold each changed virtual server. */
  const holders = new Map<string, { readonly pair: Pair; readonly tables: number[] }>()
  pairs.forEach((own, table) => {
    for (const pair of own) {
      const key = keyOf(pair)
      const holder = holders.get(key)
      if (holder) holder.tables.push(table)
      else holders.set(key, { pair, tables: [table] })
    }
  })
  const places = new Map<string, number>()
  const byTables = new Map<string, number>()
  const servers = [...holders]
    .map(([key, { pair, tables }]) => ({ key, pair, tables, match: matchOf(a, b, pair) }))
    .sort((left, right) => compareMatches(left.match, right.match) || (left.key < right.key ? -1 : 1))
    .map(({ key, pair, tables, match }, place): ServerChange => {
      places.set(key, place)
      const where = tables.join()
      const on = byTables.get(where) ?? sets.intern(tables.flatMap((table) => found[table]!.nodes))
      byTables.set(where, on)
      const [before, after] = [blob(a, pair.before), blob(b, pair.after)]
      const id = makeKey(match)
      return {
        key: id,
        thing: thingOf(id),
        is: presenceOf(before, after),
        ...pair,
        settings: before && after ? compareSettings(before, after) : [],
        rows: compareRows(before, after),
        on,
      }
    })
  const tables = found.map(({ before, after, nodes }, table): TableChange => {
    const own = pairs[table]!.map((pair) => places.get(keyOf(pair))!)
    const rows = own.reduce((sum, place) => sum + servers[place]!.rows.length, 0)
    return { before, after, on: sets.intern(nodes), rows, servers: own }
  })
  return { servers, tables }
}

/** Nodes whose table was read on both sides and is another now, by the two tables. */
function groupNodes(a: Cluster, b: Cluster, names: readonly NodeName[]): Map<string, Tables> {
  const groups = new Map<string, Tables>()
  for (const name of names) {
    const [left, right] = [a.nodes.get(name), b.nodes.get(name)]
    if (left === undefined || right === undefined || left.table === right.table) continue
    const [before, after] = [tableHashOf(left), tableHashOf(right)]
    if (before === null || after === null || before === after) continue
    const key = `${before}>${after}`
    const group = groups.get(key)
    if (group) group.nodes.push(name)
    else groups.set(key, { before, after, nodes: [name] })
  }
  return groups
}

const keyOf = ({ before, after }: Pair): string => `${before}>${after}`

const blob = (cluster: Cluster, hash: VirtualServerHash | null): VirtualServer | null =>
  (hash !== null && cluster.virtualServers.get(hash)) || null

const matchOf = (a: Cluster, b: Cluster, { before, after }: Pair) => (blob(b, after) ?? blob(a, before))!.match

/** One walk over both, in canonical order: equal hashes are passed by, whatever they name. */
function pairServers(a: Cluster, b: Cluster, from: TableHash, to: TableHash): Pair[] {
  const [left, right] = [a.tables.get(from) ?? [], b.tables.get(to) ?? []]
  const found: Pair[] = []
  let [at, there] = [0, 0]
  while (at < left.length || there < right.length) {
    const [before, after] = [left[at] ?? null, right[there] ?? null]
    if (before === after) {
      at++
      there++
      continue
    }
    const [had, has] = [blob(a, before), blob(b, after)]
    // A table comes with its blobs: one that is not there can be told nothing of.
    if (before !== null && had === null) at++
    else if (after !== null && has === null) there++
    else {
      const order = had === null ? 1 : has === null ? -1 : compareMatches(had.match, has.match)
      found.push({ before: order <= 0 ? before : null, after: order >= 0 ? after : null })
      if (order <= 0) at++
      if (order >= 0) there++
    }
  }
  return found
}

/** What is not known on one side is not called changed. */
function compareSettings(before: VirtualServer, after: VirtualServer): FieldChange[] {
  const found: FieldChange[] = []
  const check = (field: string, left: string | null, right: string | null) => {
    if (left !== right) found.push({ field, before: left, after: right })
  }
  check('scheduler', before.scheduler, after.scheduler)
  if (before.schedulerFlags !== null && after.schedulerFlags !== null)
    check('flags', before.schedulerFlags.join(',') || null, after.schedulerFlags.join(',') || null)
  const isTimed = [before, after].every(({ persistence }) => persistence?.timeoutSeconds !== null)
  check('persistence', describePersistence(before, isTimed), describePersistence(after, isTimed))
  check('one-packet', before.onePacket ? 'on' : null, after.onePacket ? 'on' : null)
  return found
}

/** `10800 s /32`; without the seconds where one side does not know its own. */
function describePersistence({ persistence }: VirtualServer, isTimed: boolean): string | null {
  if (persistence === null) return null
  return isTimed ? `${persistence.timeoutSeconds} s /${persistence.prefix}` : `/${persistence.prefix}`
}

/** Rows that were there first, in their order, then those that came. */
function compareRows(before: VirtualServer | null, after: VirtualServer | null): RowChange[] {
  const came = new Map((after?.realServers ?? []).map((real) => [makeRealKey(real), real]))
  const found: RowChange[] = []
  for (const real of before?.realServers ?? []) {
    const key = makeRealKey(real)
    const other = came.get(key)
    came.delete(key)
    if (other?.weight === real.weight && other.forward === real.forward) continue
    found.push({
      real: key,
      is: other ? 'changed' : 'vanished',
      before: brief(real),
      after: other ? brief(other) : null,
    })
  }
  for (const [key, real] of came) found.push({ real: key, is: 'appeared', before: null, after: brief(real) })
  return found
}

const brief = ({ weight, forward }: RealServer) => ({ weight, forward })
