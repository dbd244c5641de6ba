/**
 * Totals per real server, at a cost that follows what moved. There is no call for all real servers,
 * only one dump a virtual server; but one dump lists all virtual servers with their own totals. So
 * each reading takes that one, and asks for the real servers only of virtual servers whose answer
 * differs from the last, byte for byte.
 *
 * Totals are snapshots the kernel refreshes every two seconds; since Linux 6.2 a virtual server's
 * and its real servers' are refreshed at different moments of those two. So a virtual server that
 * moved is asked about for two more refreshes.
 */
import type { CounterColumns } from '#model/load.ts'
import { makeDestsRequest, makeServicesRequest } from '#model/sources/ipvs/netlink.ts'
import { decodeService, type NetlinkService } from '#model/sources/ipvs/netlink-service.ts'
import { findService, makeServiceKey, type ServiceFacts } from '#model/sources/ipvs/netlink-supplement.ts'
import {
  makeRowKeys,
  makeTotalsColumns,
  readDestTotals,
  type TotalsColumns,
} from '#model/sources/ipvs/netlink-totals.ts'
import type { Table, VirtualServer } from '#model/topology.ts'
import type { Netlink } from '../kernel.ts'

const trailNs = 4_500_000_000n

export interface TotalsReading {
  /** One entry a row of the table, in row order. Overwritten by the next reading: copy what you keep. */
  readonly counters: CounterColumns
  /** For each row the number of the reading that last found it changed (its first reading counts), so `> n` is "moved since reading n". */
  readonly changedIn: Uint32Array
  /** Places in the table of virtual servers the kernel listed otherwise than the table: the counters of their rows are not of this reading. */
  readonly unknown: readonly number[]
}

export interface TotalsReader {
  /**
   * All virtual servers of the kernel, for `supplement`. The same object as the last time while
   * nothing but totals changed. Call it once in every reading, before `readRows`. Throws with the
   * kernel's error.
   */
  readServices(nowNs: bigint): ServiceFacts
  /**
   * Totals of the rows of a table: `servers` and their hashes in table order. The reading's number
   * is 1 or more and grows. Throws with the kernel's error.
   */
  readRows(servers: readonly VirtualServer[], table: Table, reading: number, nowNs: bigint): TotalsReading
}

/** A virtual server as the last dump had it. */
interface Slot {
  readonly key: string
  readonly service: NetlinkService
  readonly bytes: Uint8Array
  readonly movedNs: bigint
}

/** What is known of the rows of one virtual server of the table. */
interface Rows {
  readonly first: number
  readonly count: number
  readonly keys: Uint8Array
  /** The request for its real servers and its key in the dump; null when the dump has no such virtual server. */
  readonly ask: { readonly key: string; readonly request: Uint8Array } | null
  /** All rows were found at the last reading. */
  isRead: boolean
}

export function makeTotalsReader(netlink: Netlink): TotalsReader {
  const servicesRequest = makeServicesRequest()
  let slots: Slot[] = []
  let byKey = new Map<string, Slot>()
  let facts: ServiceFacts = new Map()
  let plan: { servers: readonly VirtualServer[]; facts: ServiceFacts; rows: Rows[]; byHash: Map<string, Rows> } | null =
    null
  let columns: TotalsColumns = makeTotalsColumns(0)

  return {
    readServices(nowNs) {
      const replies = netlink.request(servicesRequest)
      const next: Slot[] = []
      let isSame = true
      for (const reply of replies) {
        const before = slots[next.length]
        const slot = before !== undefined && equalBytes(before.bytes, reply) ? before : makeSlot(reply, byKey, nowNs)
        if (slot === null) continue
        if (before === undefined || before.key !== slot.key || !equalFacts(before.service, slot.service)) isSame = false
        next.push(slot)
      }
      if (next.length !== slots.length) isSame = false
      slots = next
      byKey = new Map(next.map((slot) => [slot.key, slot]))
      if (!isSame) facts = new Map(next.map((slot) => [slot.key, slot.service]))
      return facts
    },

    readRows(servers, table, reading, nowNs) {
      if (plan === null || plan.servers !== servers || plan.facts !== facts) {
        const made = makePlan(servers, table, facts, plan?.byHash ?? new Map(), columns)
        columns = made.columns
        plan = { servers, facts, rows: made.rows, byHash: made.byHash }
      }
      const unknown: number[] = []
      plan.rows.forEach((rows, place) => {
        if (rows.count === 0) return
        const slot = rows.ask === null ? undefined : byKey.get(rows.ask.key)
        if (rows.ask === null || slot === undefined) {
          rows.isRead = false
          unknown.push(place)
        } else if (!rows.isRead || nowNs - slot.movedNs < trailNs) {
          rows.isRead =
            readDestTotals(netlink.request(rows.ask.request), rows.keys, columns, rows.first, reading) === null
          if (!rows.isRead) unknown.push(place)
        }
      })
      return { counters: columns.columns, changedIn: columns.changedIn, unknown }
    },
  }
}

function makeSlot(reply: Uint8Array, byKey: ReadonlyMap<string, Slot>, nowNs: bigint): Slot | null {
  const decoded = decodeService(reply)
  if (!decoded.ok) return null
  const key = makeServiceKey(decoded.value.match, decoded.value.family)
  const before = byKey.get(key)
  if (before !== undefined && equalBytes(before.bytes, reply)) return before
  return { key, service: decoded.value, bytes: reply.slice(), movedNs: nowNs }
}

/** Rows of virtual servers that stayed keep their totals and their reading numbers. */
function makePlan(
  servers: readonly VirtualServer[],
  table: Table,
  facts: ServiceFacts,
  before: ReadonlyMap<string, Rows>,
  from: TotalsColumns,
) {
  const columns = makeTotalsColumns(servers.reduce((sum, server) => sum + server.realServers.length, 0))
  const byHash = new Map<string, Rows>()
  let first = 0
  const rows = servers.map((server, place): Rows => {
    const hash = table[place]!
    const known = before.get(hash)
    const service = findService(facts, server)
    const ask = service && {
      key: makeServiceKey(service.match, service.family),
      request: makeDestsRequest(service.match, service.family),
    }
    const count = server.realServers.length
    const entry: Rows = {
      first,
      count,
      keys: known?.keys ?? makeRowKeys(server.realServers),
      ask,
      isRead: known?.isRead ?? false,
    }
    if (known !== undefined) copyRows(from, known.first, columns, first, count)
    byHash.set(hash, entry)
    first += count
    return entry
  })
  return { columns, rows, byHash }
}

function copyRows(from: TotalsColumns, start: number, to: TotalsColumns, first: number, count: number): void {
  from.halves.forEach((half, index) => {
    to.halves[index]!.set(half.subarray(start * 2, (start + count) * 2), first * 2)
  })
  for (const name of ['readIn', 'changedIn', 'order'] as const)
    to[name].set(from[name].subarray(start, start + count), first)
}

const equalBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && Buffer.compare(a, b) === 0

/** Equal but for totals. */
const equalFacts = (a: NetlinkService, b: NetlinkService): boolean =>
  a === b ||
  (a.scheduler === b.scheduler &&
    a.onePacket === b.onePacket &&
    a.persistence?.timeoutSeconds === b.persistence?.timeoutSeconds &&
    a.persistence?.prefix === b.persistence?.prefix &&
    a.persistenceEngine === b.persistenceEngine &&
    a.schedulerFlags.join() === b.schedulerFlags.join())
