/**
 * Every node's table against what it should be, row by row. Virtual servers are content-addressed,
 * so a pair of blobs is compared once, however many nodes hold it; nodes with equal tables share
 * one `TableFact`.
 */
import { type Cluster, type Node, tableHashOf } from '#model/cluster.ts'
import { compareRows, compareSettings, type RowState, type SettingDrift } from '#model/drift.ts'
import type { RealServerKey, TableHash, VirtualServerHash, VirtualServerKey } from '#model/ids.ts'
import { makeKey, type RealServer, type Table, type VirtualServer } from '#model/topology.ts'
import { type Tone, toneOfRow, worst } from './tone.ts'

export interface RowFact {
  readonly key: RealServerKey
  readonly address: string
  /** `not-compared`: what it should be is not known. */
  readonly state: RowState | 'not-compared'
  readonly tone: Tone
  readonly have: RealServer | null
  readonly want: RealServer | null
  /** Place among the virtual server's rows, for its load; -1 when it is not there. */
  readonly index: number
}

export interface EntryFact {
  readonly key: VirtualServerKey
  readonly have: VirtualServer | null
  readonly want: VirtualServer | null
  readonly rows: readonly RowFact[]
  readonly settings: readonly SettingDrift[]
  readonly tone: Tone
}

export interface TableFact {
  /** Entries the node has, in the table's order, then those it should have and has not. */
  readonly entries: readonly EntryFact[]
  /** First load row of each entry; -1 for what is not there. */
  readonly firstRow: Int32Array
  /** Rows the node has in all. */
  readonly rowCount: number
  /** Positions of entries that are not `fine`. */
  readonly odd: readonly number[]
}

/** Comparisons of virtual servers kept; above, all are forgotten and made again. */
const mostKept = 200_000

/** The table of a node, in one state of the cluster; null when it has none or it is not known. */
export type ReadTable = (node: Node) => TableFact | null

/**
 * Remembers comparisons from state to state: content has one hash for good. Tables that the state
 * before did not have either are forgotten.
 */
export function makeTableReader(): (cluster: Cluster) => ReadTable {
  const readEntry = makeEntryReader()
  let tablesBefore = new Map<string, TableFact>()
  let wantedBefore = new Map<TableHash, Wanted>()

  return (cluster) => {
    const tables = new Map<string, TableFact>()
    const wanted = new Map<TableHash, Wanted>()
    const [oldTables, oldWanted] = [tablesBefore, wantedBefore]
    tablesBefore = tables
    wantedBefore = wanted
    const wantedIn = (hash: TableHash) =>
      recall(wanted, oldWanted, hash, () => makeWanted(cluster, cluster.tables.get(hash) ?? []))
    const make = (hash: TableHash, want: TableHash | null) => {
      const has = cluster.tables.get(hash) ?? []
      const entries: EntryFact[] = []
      const put = (have: VirtualServerHash | null, wants: Wants) => {
        const entry = readEntry(cluster, have, wants)
        if (entry !== null) entries.push(entry)
      }
      if (want === null) for (const entry of has) put(entry, 'unknown')
      else if (want === hash) for (const entry of has) put(entry, entry)
      else pairUp(cluster, has, wantedIn(want), put)
      return makeTable(entries)
    }
    return (node) => {
      const hash = tableHashOf(node)
      if (hash === null) return null
      return recall(tables, oldTables, `${hash} ${node.want ?? ''}`, () => make(hash, node.want))
    }
  }
}

/** From this round, else from the one before, else made. */
function recall<Key, Value>(now: Map<Key, Value>, before: ReadonlyMap<Key, Value>, key: Key, make: () => Value): Value {
  const known = now.get(key)
  if (known !== undefined) return known
  const made = before.get(key) ?? make()
  now.set(key, made)
  return made
}

type Wants = VirtualServerHash | null | 'unknown'

function makeEntryReader(): (cluster: Cluster, have: VirtualServerHash | null, want: Wants) => EntryFact | null {
  const agreeing = new Map<VirtualServerHash, EntryFact>()
  const others = new Map<string, EntryFact>()
  return ({ virtualServers }, have, want) => {
    const agrees = have !== null && have === want
    const name = agrees ? '' : `${have ?? ''} ${want ?? ''}`
    const known = agrees ? agreeing.get(have) : others.get(name)
    if (known !== undefined) return known
    if (agreeing.size + others.size > mostKept) {
      agreeing.clear()
      others.clear()
    }
    const server = (hash: VirtualServerHash | null) => (hash === null ? null : (virtualServers.get(hash) ?? null))
    const made = makeEntry(server(have), want === 'unknown' ? 'unknown' : server(want))
    if (made === null) return null
    if (agrees) agreeing.set(have, made)
    else others.set(name, made)
    return made
  }
}

/** A table that should be, looked up once for all nodes that should have it. */
interface Wanted {
  readonly table: Table
  readonly places: ReadonlyMap<VirtualServerHash, number>
  readonly byKey: ReadonlyMap<VirtualServerKey, VirtualServerHash>
}

const keys = new WeakMap<VirtualServer, VirtualServerKey>()

function keyOf(cluster: Cluster, hash: VirtualServerHash): VirtualServerKey | null {
  const server = cluster.virtualServers.get(hash)
  if (server === undefined) return null
  const made = keys.get(server) ?? makeKey(server.match)
  keys.set(server, made)
  return made
}

function makeWanted(cluster: Cluster, table: Table): Wanted {
  const byKey = new Map<VirtualServerKey, VirtualServerHash>()
  for (const entry of table) {
    const key = keyOf(cluster, entry)
    if (key !== null) byKey.set(key, entry)
  }
  return { table, places: new Map(table.map((entry, place) => [entry, place])), byKey }
}

/** Walks both side by side: they hardly differ, and where they agree nothing needs to be looked up. */
function pairUp(
  cluster: Cluster,
  has: Table,
  { table, places, byKey }: Wanted,
  put: (have: VirtualServerHash | null, want: VirtualServerHash | null) => void,
): void {
  const paired = new Uint8Array(table.length)
  let next = 0
  for (const entry of has) {
    const place = table[next] === entry ? next : places.get(entry)
    if (place !== undefined) {
      paired[place] = 1
      next = place + 1
      put(entry, entry)
      continue
    }
    const key = keyOf(cluster, entry)
    const other = (key && byKey.get(key)) ?? null
    if (other !== null) paired[places.get(other)!] = 1
    put(entry, other)
  }
  table.forEach((entry, place) => {
    if (paired[place] === 0) put(null, entry)
  })
}

function makeTable(entries: readonly EntryFact[]): TableFact {
  const firstRow = new Int32Array(entries.length)
  const odd: number[] = []
  let row = 0
  entries.forEach((entry, position) => {
    firstRow[position] = entry.have ? row : -1
    row += entry.have?.realServers.length ?? 0
    if (entry.tone !== 'fine') odd.push(position)
  })
  return { entries, firstRow, rowCount: row, odd }
}

function makeEntry(have: VirtualServer | null, want: VirtualServer | null | 'unknown'): EntryFact | null {
  const server = have ?? (want === 'unknown' ? null : want)
  if (server === null) return null
  const key = makeKey(server.match)
  if (want === 'unknown') {
    const rows = compareRows(have, have).map((row, index) => ({
      ...rowFact(row.key, 'agrees', row.have, null, index),
      state: 'not-compared' as const,
    }))
    return { key, have, want: null, rows, settings: [], tone: 'fine' }
  }
  const rows = compareRows(have, want).map((row, index) =>
    rowFact(row.key, row.state, row.have, row.want, row.have ? index : -1),
  )
  const settings = have && want && have !== want ? compareSettings(have, want) : []
  const whole: Tone = have === null ? 'missing' : want === null || settings.length > 0 ? 'wrong' : 'fine'
  return { key, have, want, rows, settings, tone: rows.reduce<Tone>((tone, row) => worst(tone, row.tone), whole) }
}

const rowFact = (
  key: RealServerKey,
  state: RowState,
  have: RealServer | null,
  want: RealServer | null,
  index: number,
): RowFact => ({ key, address: (have ?? want)!.address, state, tone: toneOfRow(state), have, want, index })
