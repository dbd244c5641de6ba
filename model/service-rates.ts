/** Packets and bytes a second by Service, added up from the rows that move: sums keep neither. */
import { type Cluster, tableHashOf } from './cluster.ts'
import type { ServiceId, TableHash } from './ids.ts'
import { isHeard, tableIndexOf } from './table-index.ts'
import { keyOf } from './thing-index.ts'
import { serviceOf, thingOfIn } from './thing-of.ts'

/** Per second, over nodes that are heard; of the rows whose rates are known. Towards the Pods is `in`. */
export interface ServiceRate {
  readonly inPackets: number
  readonly outPackets: number
  readonly inBytes: number
  readonly outBytes: number
}

const counters = ['inPackets', 'outPackets', 'inBytes', 'outBytes'] as const

/** Above so many rows that move nothing is added up: it would hold up what is live. */
const mostMoving = 1_000_000

/** Of a Service none of whose rates are known it has nothing to say. Null above `mostMoving`. */
export function ratesByService(cluster: Cluster): ReadonlyMap<ServiceId, ServiceRate> | null {
  const made = new Map<ServiceId, Writable>()
  const servicesIn = makeServicesIn(cluster)
  let moving = 0
  for (const node of cluster.nodes.values()) {
    const load = cluster.load.get(node.name)
    const hash = tableHashOf(node)
    if (load === undefined || load.rates === null || load.table !== hash || !isHeard(cluster.feeds.get(node.name)))
      continue
    moving += load.rates.rows.length
    if (moving > mostMoving) return null
    const { offsets } = tableIndexOf(cluster, hash)
    const services = servicesIn(hash)
    let position = 0
    for (const [at, row] of load.rates.rows.entries()) {
      while (position < services.length && offsets[position + 1]! <= row) position++
      const service = services[position]
      if (service == null) continue
      const own = made.get(service) ?? { inPackets: 0, outPackets: 0, inBytes: 0, outBytes: 0 }
      made.set(service, own)
      for (const name of counters) {
        const rate = load.rates[name][at]!
        if (!Number.isNaN(rate)) own[name] += rate
      }
    }
  }
  return made
}

type Writable = { -readonly [Name in keyof ServiceRate]: number }

/** The Service of each virtual server of a table, worked out once for tables that many nodes have; null where none explains it. */
function makeServicesIn(cluster: Cluster): (hash: TableHash) => readonly (ServiceId | null)[] {
  const known = new Map<TableHash, readonly (ServiceId | null)[]>()
  const thingOf = thingOfIn(cluster)
  return (hash) => {
    const made =
      known.get(hash) ??
      tableIndexOf(cluster, hash).servers.map((server) => serviceOf(cluster, thingOf(keyOf(server)))?.id ?? null)
    known.set(hash, made)
    return made
  }
}
