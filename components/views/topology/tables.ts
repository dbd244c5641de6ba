/**
 * Every node's table against what it should be, row by row. Virtual servers are content-addressed,
 * so a pair of blobs is compared once, however many nodes hold it; nodes with equal tables share
 * one `TableFact`.
 */
import { type Cluster, type Node, tableHashOf } from '#model/cluster.ts'
import { compareRows, compareSettings, type RowState, type SettingDrift } from '#model/drift.ts'
import type { RealServerKey, TableHash, VirtualServerHash, VirtualServerKey } from '#model/ids.ts'
import { makeKey, type RealServer, type VirtualServer } from '#model/topology.ts'
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

/** Comparisons kept; above, all are forgotten and made again. */
const mostKept = 200_000

export type ReadTables = (cluster: Cluster, node: Node) => TableFact | null

/** Remembers comparisons from call to call: content has one hash for good. */
export function makeTableReader(): ReadTables {
  const entries = new Map<string, EntryFact>()
  let tables = new Map<string, TableFact>()
  let blobs: Cluster['virtualServers'] | null = null

  const entryOf = (cluster: Cluster, have: VirtualServerHash | null, want: VirtualServerHash | null | 'unknown') => {
    const name = `${have ?? ''} ${want ?? ''}`
    const known = entries.get(name)
    if (known) return known
    const server = (hash: VirtualServerHash | null) => (hash && cluster.virtualServers.get(hash)) ?? null
    const made = makeEntry(server(have), want === 'unknown' ? 'unknown' : server(want))
    if (made) entries.set(name, made)
    return made
  }

  return (cluster, node) => {
    if (blobs !== cluster.virtualServers) {
      blobs = cluster.virtualServers
      tables = new Map()
      if (entries.size > mostKept) entries.clear()
    }
    const hash = tableHashOf(node)
    if (hash === null) return null
    const name = `${hash} ${node.want ?? ''}`
    const known = tables.get(name)
    if (known) return known
    const made = makeTable(pairUp(cluster, hash, node.want).flatMap(([a, b]) => entryOf(cluster, a, b) ?? []))
    tables.set(name, made)
    return made
  }
}

type Pair = [VirtualServerHash | null, VirtualServerHash | null | 'unknown']

function pairUp(cluster: Cluster, hash: TableHash, want: TableHash | null): Pair[] {
  const has = cluster.tables.get(hash) ?? []
  if (want === null) return has.map((entry) => [entry, 'unknown'])
  if (want === hash) return has.map((entry) => [entry, entry])
  const wanted = new Map<VirtualServerKey, VirtualServerHash>()
  for (const entry of cluster.tables.get(want) ?? []) {
    const server = cluster.virtualServers.get(entry)
    if (server) wanted.set(makeKey(server.match), entry)
  }
  const pairs: Pair[] = has.map((entry) => {
    const server = cluster.virtualServers.get(entry)
    const key = server ? makeKey(server.match) : null
    const other = key ? (wanted.get(key) ?? null) : null
    if (key) wanted.delete(key)
    return [entry, other]
  })
  return [...pairs, ...[...wanted.values()].map((entry): Pair => [null, entry])]
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
