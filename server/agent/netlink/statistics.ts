/** Exact totals and the kernel's rates of every virtual and real server of a table: one dump each, so only on demand. */
import type { Statistics } from '#model/report.ts'
import { makeDestsRequest, makeServicesRequest } from '#model/sources/ipvs/netlink.ts'
import { decodeDest } from '#model/sources/ipvs/netlink-dest.ts'
import { decodeService } from '#model/sources/ipvs/netlink-service.ts'
import { decodeStatistics, type StatisticsRow } from '#model/sources/ipvs/netlink-statistics.ts'
import { findService, makeServiceKey, type ServiceFact } from '#model/sources/ipvs/netlink-supplement.ts'
import type { Structure } from '#model/sources/ipvs/read.ts'
import { makeRealKey } from '#model/topology.ts'
import type { Kernel, Netlink } from '../kernel.ts'

/** What the kernel lists otherwise than the table was read: it is being changed right now. */
const movedOn = 'The table changed while its totals were read: ask again.'

export function readStatistics(kernel: Kernel, structure: Structure): Statistics {
  const netlink = kernel.openNetlink()
  if ('why' in netlink) return { is: 'unreadable', why: netlink.why }
  try {
    return collect(netlink, structure)
  } catch (error) {
    return { is: 'unreadable', why: (error as Error).message }
  } finally {
    netlink.close()
  }
}

function collect(netlink: Netlink, { hash, servers }: Structure): Statistics {
  const facts = new Map<string, ServiceFact>()
  const told = new Map<string, StatisticsRow | null>()
  for (const reply of netlink.request(makeServicesRequest())) {
    const service = decodeService(reply)
    if (!service.ok) continue
    const key = makeServiceKey(service.value.match, service.value.family)
    facts.set(key, service.value)
    told.set(key, decodeStatistics(reply, 'service'))
  }
  const result = { is: 'read' as const, table: hash as string, servers: [] as string[][], rows: [] as string[][] }
  for (const server of servers) {
    const service = findService(facts, server)
    const own = service && told.get(makeServiceKey(service.match, service.family))
    if (!service || !own) throw new Error(movedOn)
    result.servers.push([...own])
    const reals = new Map<string, StatisticsRow | null>()
    for (const reply of netlink.request(makeDestsRequest(service.match, service.family))) {
      const dest = decodeDest(reply, service.family)
      if (dest.ok) reals.set(makeRealKey(dest.value), decodeStatistics(reply, 'dest'))
    }
    for (const real of server.realServers) {
      const row = reals.get(makeRealKey(real))
      if (!row) throw new Error(movedOn)
      result.rows.push([...row])
    }
  }
  return result
}
