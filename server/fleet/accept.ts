/**
 * A table as a report tells it, checked: hashes are worked out again, so that a lie or a slip refuses
 * the whole report and nothing half-taken is shown. A table whose hash is held already is taken as
 * it is: what an agent claims by a hash is that content.
 */
import { normaliseAddress } from '#model/address.ts'
import { makeTableHash, makeVirtualServerHash, type VirtualServerHash } from '#model/ids.ts'
import { splitHashes, type TableReport } from '#model/report.ts'
import { compareEntries, mergeEntries, type TableEntry } from '#model/table-entries.ts'
import {
  compareRealServers,
  hashTable,
  hashVirtualServer,
  type KernelOrder,
  makeKey,
  makeRowOffsets,
  type VirtualServer,
} from '#model/topology.ts'
import type { Content, HeldTable } from './content.ts'

type Blob = (hash: VirtualServerHash) => VirtualServer | undefined

export type Checked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string }
export const no = (why: string): { readonly ok: false; readonly why: string } => ({ ok: false, why })

/** Hashes of virtual servers the report names. */
export function namedHashes(report: TableReport, intern: Content['intern']): VirtualServerHash[] {
  const { change } = report
  if (change.is === 'unchanged') return []
  return splitHashes(change.is === 'whole' ? change.entries : change.added).map(intern)
}

/** Virtual servers by the hashes asked for; refused when one is missing or is not what it was asked for. */
export function checkBlobs(
  asked: readonly string[],
  servers: readonly VirtualServer[],
): Checked<Map<VirtualServerHash, VirtualServer>> {
  const wanted = new Set(asked)
  const found = new Map<VirtualServerHash, VirtualServer>()
  for (const server of servers) {
    const why = faultOf(server)
    if (why !== null) return no(`virtual server ${makeKey(server.match)}: ${why}`)
    const hash = hashVirtualServer(server)
    if (!wanted.has(hash))
      return no(`virtual server ${makeKey(server.match)} was not asked for, or does not match its hash`)
    found.set(hash, server)
  }
  const missing = asked.find((hash) => !found.has(makeVirtualServerHash(hash)))
  return missing === undefined
    ? { ok: true, value: found }
    : no(`virtual server ${missing} was asked for and is not in the answer`)
}

/** What the schema cannot say about a virtual server. */
function faultOf(server: VirtualServer): string | null {
  const { match, realServers } = server
  if (match.protocol !== 'FWM' && normaliseAddress(match.address) !== match.address)
    return 'its address is not an IP address'
  const bad = realServers.find((real) => normaliseAddress(real.address) !== real.address)
  if (bad) return `“${bad.address}” is not an IP address`
  const unsorted = realServers.some(
    (real, index) => index > 0 && compareRealServers(realServers[index - 1]!, real) >= 0,
  )
  return unsorted ? 'its real servers are not in order, or one is there twice' : null
}

/**
 * The table the report names, built on the one held for the node, or the very one when somebody holds
 * it. Null value: it builds on a table we do not hold, ask for the whole.
 */
export function checkTable(
  report: TableReport,
  held: HeldTable | null,
  same: HeldTable | null,
  named: readonly VirtualServerHash[],
  blob: Blob,
): Checked<HeldTable | null> {
  const hash = makeTableHash(report.hash)
  const { change } = report
  const known = held?.hash === hash ? held : same
  if (known !== null)
    return known.rows === report.rows ? { ok: true, value: known } : no(rowsDiffer(report.rows, known.rows))
  if (change.is === 'unchanged' || (change.is === 'changed' && held === null)) return { ok: true, value: null }
  const entries: TableEntry[] = []
  for (const entry of named) {
    const server = blob(entry)
    if (server === undefined) return no('the table names a virtual server that is not known')
    entries.push({ hash: entry, server })
  }
  const made =
    change.is === 'whole' ? entries : mergeEntries(without(held!, change.removed), entries.sort(compareEntries))
  const table = made.map((entry) => entry.hash)
  const servers = made.map((entry) => entry.server)
  if (hashTable(table) !== hash) return no('the table does not match its hash')
  const unsorted = findUnsorted(made, new Set(entries))
  if (unsorted !== null) return no(`virtual server ${makeKey(unsorted.server.match)} is out of order or there twice`)
  const offsets = makeRowOffsets(servers)
  const rows = offsets[servers.length]!
  return rows === report.rows
    ? { ok: true, value: { hash, table, servers, offsets, rows } }
    : no(rowsDiffer(report.rows, rows))
}

const rowsDiffer = (counted: number, rows: number) => `it counts ${counted} rows, its table has ${rows}`

/** What came is looked at with its neighbours: the rest is in order already. */
function findUnsorted(made: readonly TableEntry[], came: ReadonlySet<TableEntry>): TableEntry | null {
  for (let at = 1; at < made.length; at++) {
    const [before, entry] = [made[at - 1]!, made[at]!]
    if ((came.has(before) || came.has(entry)) && compareEntries(before, entry) >= 0) return entry
  }
  return null
}

function without({ table, servers }: HeldTable, removed: readonly number[]): TableEntry[] {
  const left: TableEntry[] = []
  let next = 0
  for (const [position, hash] of table.entries()) {
    if (removed[next] === position) next++
    else left.push({ hash, server: servers[position]! })
  }
  return left
}

/** The kernel's order of the table's entries; that of before while the table is. */
export function checkKernelOrder(
  report: TableReport,
  table: HeldTable,
  held: { readonly table: HeldTable; readonly kernelOrder: KernelOrder | null } | null,
): Checked<KernelOrder | null> {
  const order = report.kernelOrder
  if (order === undefined) return { ok: true, value: held?.table.hash === table.hash ? held.kernelOrder : null }
  if (order === null) return { ok: true, value: null }
  if (order.servers.length !== table.table.length || !areDistinct(order.servers, table.table.length)) {
    return no("the kernel's order does not name every virtual server once")
  }
  if (!areDistinct(order.rows, table.rows)) return no("the kernel's order names a row twice, or one that is not there")
  return { ok: true, value: order }
}

const areDistinct = (places: readonly number[], below: number): boolean =>
  new Set(places).size === places.length && places.every((place) => place < below)
