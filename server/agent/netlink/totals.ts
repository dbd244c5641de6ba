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
import { type CounterColumns, mapCounters } from '#model/load.ts'
import { makeDestsRequest, makeServicesRequest } from '#model/sources/ipvs/netlink.ts'
import { findService, makeServiceKey, type ServiceFacts } from '#model/sources/ipvs/netlink-supplement.ts'
import {
  makeRowKeys,
  makeTotalsColumns,
  readDestTotals,
  type TotalsColumns,
} from '#model/sources/ipvs/netlink-totals.ts'
import type { Table, VirtualServer } from '#model/topology.ts'
import type { Netlink } from '../kernel.ts'
import { makeServiceMemory } from './services.ts'

const trailNs = 4_500_000_000n

export interface NetlinkTotals {
  /**
   * Looks at all virtual servers of the kernel: once in every reading, before `readRows`. The same
   * object as the last time while nothing but totals changed. Throws with the kernel's error.
   */
  readServices(nowNs: bigint): ServiceFacts
  /**
   * Totals of the rows of a table (`servers` and their hashes, both in table order): the same object
   * as the last time when no row's totals changed. Rows of a virtual server that the kernel lists
   * otherwise than the table are `absent` (load.ts). Throws with the kernel's error.
   */
  readRows(servers: readonly VirtualServer[], table: Table, nowNs: bigint): CounterColumns
}

/** What is known of the rows of one virtual server of the table. */
interface Rows {
  readonly first: number
  readonly count: number
  readonly keys: Uint8Array
  /** The request for its real servers, and its key among all; null when the kernel named no such virtual server. */
  readonly ask: { readonly key: string; readonly request: Uint8Array } | null
  /** All rows were found when they were last looked at; null before the first time. */
  isFound: boolean | null
}

interface Plan {
  readonly servers: readonly VirtualServer[]
  readonly facts: ServiceFacts
  readonly rows: readonly Rows[]
  readonly byHash: ReadonlyMap<string, Rows>
  readonly columns: TotalsColumns
}

export function makeNetlinkTotals(netlink: Netlink): NetlinkTotals {
  const servicesRequest = makeServicesRequest()
  const services = makeServiceMemory()
  let plan: Plan | null = null
  let given: CounterColumns | null = null
  let reading = 0

  /** True when a counter of these rows changed. */
  const readOne = ({ columns }: Plan, rows: Rows, nowNs: bigint): boolean => {
    const movedNs = rows.ask && services.movedNs(rows.ask.key)
    if (rows.count === 0) return false
    if (rows.isFound && movedNs !== null && nowNs - movedNs >= trailNs) return false
    const read =
      rows.ask && movedNs !== null
        ? readDestTotals(netlink.request(rows.ask.request), rows.keys, columns, rows.first, reading)
        : null
    const wasFound = rows.isFound
    rows.isFound = read?.ok ?? false
    if (read?.ok) return read.value.isChanged
    for (const half of columns.halves) half.fill(0xffff_ffff, rows.first * 2, (rows.first + rows.count) * 2)
    return wasFound !== false
  }

  return {
    readServices: (nowNs) => services.take(netlink.request(servicesRequest), nowNs),

    readRows(servers, table, nowNs) {
      reading++
      if (plan === null || plan.servers !== servers || plan.facts !== services.facts()) {
        plan = makePlan(servers, table, services.facts(), plan)
        given = null
      }
      const before = given
      given = null
      let isChanged = false
      for (const rows of plan.rows) if (readOne(plan, rows, nowNs)) isChanged = true
      const { columns } = plan.columns
      given = before === null || isChanged ? mapCounters((name) => columns[name].slice()) : before
      return given
    },
  }
}

/** Rows of virtual servers that stayed keep their totals. */
function makePlan(servers: readonly VirtualServer[], table: Table, facts: ServiceFacts, before: Plan | null): Plan {
  const columns = makeTotalsColumns(servers.reduce((sum, server) => sum + server.realServers.length, 0))
  const byHash = new Map<string, Rows>()
  let first = 0
  const rows = servers.map((server, place): Rows => {
    const hash = table[place]!
    const known = before?.byHash.get(hash)
    const service = findService(facts, server)
    const entry: Rows = {
      first,
      count: server.realServers.length,
      keys: known?.keys ?? makeRowKeys(server.realServers),
      ask: service && {
        key: makeServiceKey(service.match, service.family),
        request: makeDestsRequest(service.match, service.family),
      },
      isFound: known?.isFound ?? null,
    }
    if (before && known) copyRows(before.columns, known, columns, first)
    byHash.set(hash, entry)
    first += entry.count
    return entry
  })
  return { servers, facts, rows, byHash, columns }
}

function copyRows(from: TotalsColumns, { first, count }: Rows, to: TotalsColumns, at: number): void {
  from.halves.forEach((half, index) => {
    to.halves[index]!.set(half.subarray(first * 2, (first + count) * 2), at * 2)
  })
  to.order.set(from.order.subarray(first, first + count), at)
}
