/**
 * What a report says beside what is held of its node, checked: hashes are worked out again, counts
 * must fit their columns, so that a lie or a slip refuses the whole report and nothing half-taken is shown.
 */
import { normaliseAddress } from '#model/address.ts'
import { makeTableHash, makeVirtualServerHash, type TableHash, type VirtualServerHash } from '#model/ids.ts'
import { counterNames, mapCounters, type Reading, type Totals } from '#model/load.ts'
import type { TableReport } from '#model/report.ts'
import {
  applyTable,
  compareMatches,
  compareRealServers,
  hashTable,
  hashVirtualServer,
  type KernelOrder,
  makeKey,
  makeRealKey,
  type Table,
  type VirtualServer,
} from '#model/topology.ts'

type Blob = (hash: VirtualServerHash) => VirtualServer | undefined

export type Checked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string }
const no = (why: string): { readonly ok: false; readonly why: string } => ({ ok: false, why })

/** Blobs the report's table needs that are not among those held. */
export function missingBlobs(report: TableReport, blob: Blob): VirtualServerHash[] {
  const named =
    report.change.is === 'whole' ? report.change.entries : report.change.is === 'changed' ? report.change.added : []
  return [...new Set(named)].map(makeVirtualServerHash).filter((hash) => blob(hash) === undefined)
}

/** Virtual servers by the hashes asked for; refused when one is missing or is not what it was asked for. */
export function checkBlobs(
  asked: readonly VirtualServerHash[],
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
  const missing = asked.find((hash) => !found.has(hash))
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
  const unsorted = realServers.some((real, index) => index > 0 && compareRealServers(realServers[index - 1]!, real) > 0)
  return unsorted ? 'its real servers are not in order' : null
}

export interface CheckedTable {
  readonly hash: TableHash
  readonly table: Table
  readonly servers: readonly VirtualServer[]
}

/** The table the report names, built on the one held. Null value: the report builds on a table we do not hold, ask for the whole. */
export function checkTable(report: TableReport, held: CheckedTable | null, blob: Blob): Checked<CheckedTable | null> {
  const hash = makeTableHash(report.hash)
  const { change } = report
  if (change.is === 'unchanged') return { ok: true, value: held?.hash === hash ? held : null }
  if (change.is === 'changed' && held === null) return { ok: true, value: null }
  const table =
    change.is === 'whole'
      ? change.entries.map(makeVirtualServerHash)
      : applyTable(
          held!.table,
          { removed: change.removed.map(makeVirtualServerHash), added: change.added.map(makeVirtualServerHash) },
          blob,
        )
  if (table === null) return no('the table names a virtual server that is not known')
  if (hashTable(table) !== hash) return no('the table does not match its hash')
  const servers = table.map(blob)
  if (!servers.every((server) => server !== undefined)) return no('the table names a virtual server that is not known')
  const unsorted = servers.findIndex(
    (server, index) => index > 0 && compareMatches(servers[index - 1]!.match, server.match) >= 0,
  )
  if (unsorted >= 0) return no(`virtual server ${makeKey(servers[unsorted]!.match)} is out of order or there twice`)
  return { ok: true, value: { hash, table, servers } }
}

/** The kernel's order of the table's entries; that of before while the table is. */
export function checkKernelOrder(
  report: TableReport,
  table: CheckedTable,
  held: { readonly table: CheckedTable; readonly kernelOrder: KernelOrder | null } | null,
): Checked<KernelOrder | null> {
  const order = report.kernelOrder
  if (order === undefined) return { ok: true, value: held?.table.hash === table.hash ? held.kernelOrder : null }
  if (order === null) return { ok: true, value: null }
  if (!isPermutation(order.servers, table.table.length)) {
    return no("the kernel's order does not name every virtual server once")
  }
  if (!isPermutation(order.rows, rowsOf(table.servers))) return no("the kernel's order does not name every row once")
  return { ok: true, value: order }
}

const isPermutation = (places: readonly number[], length: number): boolean =>
  places.length === length && new Set(places).size === length && places.every((place) => place < length)

/** Names every row of a table: virtual server and real server. */
export const rowNamesOf = (servers: readonly VirtualServer[]): string[] =>
  servers.flatMap((server) => {
    const key = makeKey(server.match)
    return server.realServers.map((real) => `${key} ${makeRealKey(real)}`)
  })

export interface CheckedReading {
  readonly reading: Reading
  /** Rows that moved since the reading it builds on; null when it builds on none. */
  readonly moved: ReadonlySet<number> | null
}

/** A number of rows of real servers. */
export const rowsOf = (servers: readonly VirtualServer[]): number =>
  servers.reduce((sum, server) => sum + server.realServers.length, 0)

/** The exact reading. `base` is the one the agent was told we have, on the same table. Null value: it builds on another, ask for all rows. */
export function checkReading(
  report: TableReport,
  head: { readonly bootId: string; readonly monotonicNs: string },
  table: CheckedTable,
  base: { readonly name: string; readonly reading: Reading } | null,
): Checked<CheckedReading | null> {
  const rows = rowsOf(table.servers)
  if (report.rows !== rows) return no(`it counts ${report.rows} rows, its table has ${rows}`)
  const { since } = report.load
  if (since !== null && (base?.name !== since || base.reading.table !== table.hash)) return { ok: true, value: null }
  const from = since === null ? null : base!.reading
  const active = from ? from.active.slice() : new Uint32Array(rows)
  const inactive = from ? from.inactive.slice() : new Uint32Array(rows)
  for (const [row, up, down] of report.load.rows) {
    if (row >= rows) return no(`it has load for row ${row}, its table has ${rows}`)
    if (up > 0xffff_ffff || down > 0xffff_ffff) return no(`row ${row} has more connections than a kernel can count`)
    active[row] = up
    inactive[row] = down
  }
  const moved = new Set<number>()
  const counters =
    report.load.counters && mapCounters((name) => from?.counters?.[name].slice() ?? new BigUint64Array(rows))
  for (const [row, ...values] of report.load.counters ?? []) {
    if (row >= rows) return no(`it has counters for row ${row}, its table has ${rows}`)
    moved.add(row)
    for (const [index, name] of counterNames.entries()) {
      const value = BigInt(values[index]!)
      if (value > most) return no(`a counter of row ${row} does not fit 64 bits`)
      counters![name][row] = value
    }
  }
  const totals = report.totals && mapCounters((name) => BigInt(report.totals![name]))
  if (totals && counterNames.some((name) => totals[name] > most))
    return no('a counter of the node does not fit 64 bits')
  const reading = {
    table: table.hash,
    monotonicNs: BigInt(head.monotonicNs),
    bootId: head.bootId,
    active,
    inactive,
    counters,
  }
  return {
    ok: true,
    value: { reading: { ...reading, totals: totals as Totals | null }, moved: from?.counters ? moved : null },
  }
}

const most = 0xffff_ffff_ffff_ffffn
