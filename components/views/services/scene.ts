/** The list of Services: what each is, how busy over all nodes, and whether the tables have it right. */
import { type Cluster, type Service, tableHashOf } from '#model/cluster.ts'
import type { NodeName, ServiceId } from '#model/ids.ts'
import { isProxied } from '#model/kube-proxy/want.ts'
import { type Severity, standingOf, tiesOf } from '#model/standing.ts'
import { isHeard, type TableIndex, tableIndexOf } from '#model/table-index.ts'
import type { TieIndex } from '#model/tie.ts'

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

interface Sum {
  rate: number
  active: number
  inactive: number
  rated: number
  rows: number
  schedulers: Set<string>
}

/** Service of each virtual server of a table, by position; worked out once per table and set of ties. */
const owners = new WeakMap<TieIndex, WeakMap<TableIndex, readonly (ServiceId | null)[]>>()

function ownersOf(ties: TieIndex, index: TableIndex): readonly (ServiceId | null)[] {
  const byTable = owners.get(ties) ?? new WeakMap<TableIndex, readonly (ServiceId | null)[]>()
  owners.set(ties, byTable)
  const known = byTable.get(index)
  if (known !== undefined) return known
  const made: (ServiceId | null)[] = index.servers.map(() => null)
  for (const [key, position] of index.positions) made[position] = ties.get(key)?.service ?? null
  byTable.set(index, made)
  return made
}

function sumLoads(cluster: Cluster): Map<ServiceId, Sum> {
  const sums = new Map<ServiceId, Sum>()
  const ties = tiesOf(cluster)
  for (const node of cluster.nodes.values()) {
    if (!isHeard(cluster.feeds.get(node.name))) continue
    const index = tableIndexOf(cluster, tableHashOf(node))
    const load = cluster.load.get(node.name)
    ownersOf(ties, index).forEach((id, position) => {
      if (id === null) return
      let sum = sums.get(id)
      if (sum === undefined) {
        sum = { rate: 0, active: 0, inactive: 0, rated: 0, rows: 0, schedulers: new Set() }
        sums.set(id, sum)
      }
      sum.schedulers.add(index.servers[position]!.scheduler)
      if (load === undefined) return
      for (let row = index.offsets[position]!; row < index.offsets[position + 1]!; row++) {
        const rate = load.rates?.connections[row] ?? NaN
        sum.rows++
        sum.active += load.active[row] ?? 0
        sum.inactive += load.inactive[row] ?? 0
        if (Number.isNaN(rate)) continue
        sum.rate += rate
        sum.rated++
      }
    })
  }
  return sums
}

/** By namespace, then name. */
export function makeServiceRows(cluster: Cluster): readonly ServiceRow[] {
  const sums = sumLoads(cluster)
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
      const sum = sums.get(service.id)
      const nodes = differing.get(service.id)
      return {
        service,
        schedulers: [...(sum?.schedulers ?? [])].sort(),
        ready: service.endpoints.filter(({ ready }) => ready).length,
        rate: sum === undefined || (sum.rated === 0 && sum.rows > 0) ? NaN : sum.rate,
        active: sum?.active ?? NaN,
        inactive: sum?.inactive ?? NaN,
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
