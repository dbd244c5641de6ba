/** The list of Services: what each is, how busy over all nodes, and whether the tables have it right. */
import { type Cluster, type Service, tableHashOf } from '#model/cluster.ts'
import type { NodeName, ServiceId, TableHash, VirtualServerHash } from '#model/ids.ts'
import { isProxied } from '#model/kube-proxy/want.ts'
import { type Severity, standingOf, tiesOf } from '#model/standing.ts'
import { sumsOf } from '#model/sums/of.ts'
import { isHeard } from '#model/table-index.ts'
import { serviceThing } from '#model/thing.ts'
import { makeKey } from '#model/topology.ts'

export interface ServiceRow {
  readonly service: Service
  /** Seen in the kernels of nodes that answer; sorted. */
  readonly schedulers: readonly string[]
  readonly ready: number
  /** New connections a second over all nodes that answer; NaN while no rate is known. */
  readonly rate: number
  /** NaN when no node that answers has the Service. */
  readonly active: number
  readonly inactive: number
  /** How many nodes differ, by how bad it is. */
  readonly differs: Readonly<Record<Severity, number>>
  /** False when there is nothing to compare: no virtual server is made for it, or no table is seen. */
  readonly isCompared: boolean
}

type Schedulers = ReadonlyMap<ServiceId, ReadonlySet<string>>
let lastSeen: { readonly cluster: Cluster; readonly schedulers: Schedulers } | null = null

/** Schedulers of each Service in the kernels of nodes that answer; worked out again only when structure changed. */
function schedulersSeen(cluster: Cluster): Schedulers {
  const parts = ['nodes', 'feeds', 'services', 'tables'] as const
  if (lastSeen !== null && parts.every((part) => lastSeen!.cluster[part] === cluster[part])) return lastSeen.schedulers
  const tables = new Set<TableHash>()
  for (const node of cluster.nodes.values()) {
    const hash = tableHashOf(node)
    if (hash !== null && isHeard(cluster.feeds.get(node.name))) tables.add(hash)
  }
  // Tables hardly differ: what they have in common is looked at once.
  const entries = new Set<VirtualServerHash>()
  for (const hash of tables) for (const entry of cluster.tables.get(hash) ?? []) entries.add(entry)
  const ties = tiesOf(cluster)
  const schedulers = new Map<ServiceId, Set<string>>()
  for (const entry of entries) {
    const server = cluster.virtualServers.get(entry)
    const service = server && ties.get(makeKey(server.match))?.service
    if (!service) continue
    const known = schedulers.get(service)
    if (known) known.add(server.scheduler)
    else schedulers.set(service, new Set([server.scheduler]))
  }
  lastSeen = { cluster, schedulers }
  return schedulers
}

/** By namespace, then name. */
export function makeServiceRows(cluster: Cluster): readonly ServiceRow[] {
  const { things } = sumsOf(cluster)
  const schedulers = schedulersSeen(cluster)
  const { differences, compared } = standingOf(cluster)
  const differing = new Map<ServiceId, Record<Severity, Set<NodeName>>>()
  for (const { service, node, severity } of differences) {
    if (service === null) continue
    const known = differing.get(service) ?? { wrong: new Set(), settling: new Set(), draining: new Set() }
    known[severity].add(node)
    differing.set(service, known)
  }
  return [...cluster.services.values()]
    .sort((a, b) => compareText(a.namespace, b.namespace) || compareText(a.name, b.name))
    .map((service) => {
      const flow = things.get(serviceThing(service.id))
      const nodes = differing.get(service.id)
      return {
        service,
        schedulers: [...(schedulers.get(service.id) ?? [])].sort(),
        ready: service.endpoints.filter(({ ready }) => ready).length,
        rate: flow === undefined || (flow.rated === 0 && flow.unrated > 0) ? NaN : flow.connections,
        active: flow?.active ?? NaN,
        inactive: flow?.inactive ?? NaN,
        differs: {
          wrong: nodes?.wrong.size ?? 0,
          settling: nodes?.settling.size ?? 0,
          draining: nodes?.draining.size ?? 0,
        },
        isCompared: isProxied(service) && compared > 0,
      }
    })
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

export interface ServiceFilter {
  /** Words that must all be found in name, namespace, an address or a port. */
  readonly text: string
  /** Empty for all. */
  readonly namespace: string
  readonly onlyWrong: boolean
}

export function filterServices(rows: readonly ServiceRow[], filter: ServiceFilter): readonly ServiceRow[] {
  const wanted = filter.text.toLowerCase().split(/\s+/).filter(Boolean)
  return rows.filter((row) => {
    const { service, differs } = row
    if (filter.namespace !== '' && service.namespace !== filter.namespace) return false
    if (filter.onlyWrong && differs.wrong + differs.settling === 0) return false
    const text = textOf(service)
    return wanted.every((word) => text.includes(word))
  })
}

function textOf(service: Service): string {
  const addresses = [...service.clusterIps, ...service.externalIps, ...service.loadBalancerIps]
  const ports = service.ports.flatMap(({ port, nodePort, protocol, name }) => [
    ...addresses.map((address) => `${address}:${port}`),
    `${port}/${protocol}`,
    String(nodePort),
    name,
  ])
  return [service.id, service.type, ...addresses, ...ports, ...service.endpoints.map(({ address }) => address)]
    .join(' ')
    .toLowerCase()
}
