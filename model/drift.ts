/** What a node's table has against what it should have. */
import { type Cluster, type Node, tableHashOf } from './cluster.ts'
import type { RealServerKey, TableHash, VirtualServerKey } from './ids.ts'
import { tableIndexOf } from './table-index.ts'
import {
  compareMatches,
  type Match,
  makeKey,
  makeRealKey,
  type RealServer,
  type Table,
  type VirtualServer,
} from './topology.ts'

/**
 * `agrees` · `missing`: should be there and is not · `foreign`: is there and should not be ·
 * `draining`: weight 0, left by kube-proxy until its connections end · `weight`: wanted, but with
 * another weight · `method`: wanted, but forwarded another way.
 */
export type RowState = 'agrees' | 'missing' | 'foreign' | 'draining' | 'weight' | 'method'

export interface RowDrift {
  readonly key: RealServerKey
  readonly state: RowState
  /** What is there; null when missing. */
  readonly have: RealServer | null
  /** What should be there; null when nothing should. */
  readonly want: RealServer | null
}

export interface SettingDrift {
  readonly setting: 'scheduler' | 'flags' | 'persistence' | 'one-packet'
  readonly have: string
  readonly want: string
}

export interface VirtualServerDrift {
  readonly key: VirtualServerKey
  readonly match: Match
  /** `missing`: the whole virtual server is. `foreign`: nobody asked for it. `differs`: rows or settings do. */
  readonly is: 'missing' | 'foreign' | 'differs'
  readonly rows: readonly RowDrift[]
  readonly settings: readonly SettingDrift[]
}

/** Rows of both sides, those of `have` first in its order, then what is missing. */
export function compareRows(have: VirtualServer | null, want: VirtualServer | null): RowDrift[] {
  const wanted = new Map((want?.realServers ?? []).map((real) => [makeRealKey(real), real]))
  const rows: RowDrift[] = (have?.realServers ?? []).map((real) => {
    const key = makeRealKey(real)
    const match = wanted.get(key) ?? null
    wanted.delete(key)
    return { key, state: rowState(real, match), have: real, want: match }
  })
  for (const [key, real] of wanted) rows.push({ key, state: 'missing', have: null, want: real })
  return rows
}

function rowState(have: RealServer, want: RealServer | null): RowState {
  if (want === null) return have.weight === 0 ? 'draining' : 'foreign'
  if (have.weight !== want.weight) return 'weight'
  return have.forward === want.forward ? 'agrees' : 'method'
}

/** Settings that differ as far as both sides are known: what cannot be seen is not called wrong. */
export function compareSettings(have: VirtualServer, want: VirtualServer): SettingDrift[] {
  const found: SettingDrift[] = []
  const check = (setting: SettingDrift['setting'], left: string | null, right: string | null) => {
    if (left !== null && right !== null && left !== right) found.push({ setting, have: left, want: right })
  }
  check('scheduler', have.scheduler, want.scheduler)
  check('flags', have.schedulerFlags?.join(',') ?? null, want.schedulerFlags?.join(',') ?? null)
  check('persistence', describePersistence(have, want), describePersistence(want, have))
  check('one-packet', String(have.onePacket), String(want.onePacket))
  return found
}

/** Without the seconds when the other side does not know its own. */
function describePersistence(server: VirtualServer, other: VirtualServer): string {
  if (server.persistence === null) return 'none'
  const { timeoutSeconds, prefix } = server.persistence
  const known = timeoutSeconds !== null && other.persistence?.timeoutSeconds !== null
  return known ? `${timeoutSeconds} s /${prefix}` : `/${prefix}`
}

/** The differences between two virtual servers of one key, or null when they agree. */
export function compareVirtualServers(
  have: VirtualServer | null,
  want: VirtualServer | null,
): VirtualServerDrift | null {
  const server = have ?? want
  if (server === null) return null
  const rows = compareRows(have, want)
  const settings = have && want ? compareSettings(have, want) : []
  if (have && want && settings.length === 0 && rows.every((row) => row.state === 'agrees')) return null
  return {
    key: makeKey(server.match),
    match: server.match,
    is: have === null ? 'missing' : want === null ? 'foreign' : 'differs',
    rows,
    settings,
  }
}

/** Where a node's table is not what it should be; null when either side is not known. Remembered by the two tables. */
export function driftOf(cluster: Cluster, node: Node): readonly VirtualServerDrift[] | null {
  const hash = tableHashOf(node)
  if (hash === null || node.want === null) return null
  return driftOfTables(cluster, hash, node.want)
}

const tableDrifts = new WeakMap<Table, WeakMap<Table, readonly VirtualServerDrift[]>>()
const agrees: readonly VirtualServerDrift[] = []

/** Where one table of a cluster is not the other. A table that is not there has nothing in it. */
export function driftOfTables(cluster: Cluster, have: TableHash, want: TableHash): readonly VirtualServerDrift[] {
  if (have === want) return agrees
  const [left, right] = [cluster.tables.get(have) ?? noTable, cluster.tables.get(want) ?? noTable]
  const known = tableDrifts.get(left) ?? new WeakMap<Table, readonly VirtualServerDrift[]>()
  tableDrifts.set(left, known)
  const found = known.get(right)
  if (found !== undefined) return found
  const made = compareOrdered(tableIndexOf(cluster, have).servers, tableIndexOf(cluster, want).servers)
  known.set(right, made)
  return made
}

const noTable: Table = []

/** Where the virtual servers that are there are not those that should be, in canonical order. */
export const driftBetween = (
  have: readonly VirtualServer[],
  want: readonly VirtualServer[],
): readonly VirtualServerDrift[] => compareOrdered([...have].sort(inOrder), [...want].sort(inOrder))

const inOrder = (a: VirtualServer, b: VirtualServer): number => compareMatches(a.match, b.match)

/** One walk over both: what is the same object on both sides is passed by, whatever is in it. */
function compareOrdered(have: readonly VirtualServer[], want: readonly VirtualServer[]): readonly VirtualServerDrift[] {
  const found: VirtualServerDrift[] = []
  const add = (left: VirtualServer | null, right: VirtualServer | null) => {
    const drift = compareOnce(left, right)
    if (drift) found.push(drift)
  }
  let there = 0
  for (const server of have) {
    if (want[there] === server) {
      there++
      continue
    }
    while (there < want.length && inOrder(want[there]!, server) < 0) add(null, want[there++]!)
    const other = want[there]
    const same = other !== undefined && inOrder(other, server) === 0
    if (same) there++
    add(server, same ? other : null)
  }
  for (const server of want.slice(there)) add(null, server)
  return found
}

const pairDrifts = new WeakMap<VirtualServer, WeakMap<VirtualServer, VirtualServerDrift | null>>()

/** A pair of virtual servers is compared once, however many tables hold it. */
function compareOnce(have: VirtualServer | null, want: VirtualServer | null): VirtualServerDrift | null {
  if (have === null || want === null) return compareVirtualServers(have, want)
  const known = pairDrifts.get(have) ?? new WeakMap<VirtualServer, VirtualServerDrift | null>()
  pairDrifts.set(have, known)
  const found = known.get(want)
  if (found !== undefined) return found
  const made = compareVirtualServers(have, want)
  known.set(want, made)
  return made
}

/** Only draining rows differ: the ordinary end of an endpoint, not a fault. */
export const isOnlyDraining = (drift: VirtualServerDrift): boolean =>
  drift.is === 'differs' &&
  drift.settings.length === 0 &&
  drift.rows.every((row) => row.state === 'agrees' || row.state === 'draining')

/** kube-proxy may take this long to follow the API before its lag is a fault, milliseconds (domain: 10 s). */
export const settlingMs = 10_000

/** A difference is still settling when the Service changed less than `settlingMs` ago. */
export const isSettling = (at: number, changedAt: number): boolean => changedAt > 0 && at - changedAt < settlingMs
