import type { Cluster } from '#model/cluster.ts'
import { type CrowdSize, crowdCluster } from '#model/fixtures/crowd.ts'
import type { NodeName, VirtualServerHash } from '#model/ids.ts'
import { type Load, mapCounters } from '#model/load.ts'
import { hashTable, hashVirtualServer, type Table, type VirtualServer } from '#model/topology.ts'

/** `before`: nothing differs · `nodes`: one in a hundred lacks a row · `services`: of one in a hundred a row is gone everywhere. */
export type Subject = 'before' | 'nodes' | 'services' | 'own-tables'

export function build(size: CrowdSize, subject: Subject): Cluster {
  const cluster = crowdCluster(size, subject === 'nodes' ? Math.floor(size.nodes / 100) : 0)
  const changed = subject === 'services' || subject === 'own-tables' ? changeServices(cluster) : cluster
  return busy(subject === 'own-tables' ? withOwnTables(changed) : changed)
}

function changeServices(cluster: Cluster): Cluster {
  const virtualServers = new Map(cluster.virtualServers)
  const renamed = new Map<VirtualServerHash, VirtualServerHash>()
  ;[...cluster.virtualServers].forEach(([hash, server], at) => {
    if (at % 100 !== 0) return
    const next: VirtualServer = { ...server, realServers: server.realServers.slice(1) }
    renamed.set(hash, hashVirtualServer(next))
    virtualServers.set(hashVirtualServer(next), next)
  })
  return withTables({ ...cluster, virtualServers }, (table) => table.map((hash) => renamed.get(hash) ?? hash))
}

/** Each node lacks another virtual server. */
const withOwnTables = (cluster: Cluster): Cluster =>
  withTables(cluster, (table, node) => table.filter((_, at) => at !== node % table.length))

function withTables(cluster: Cluster, change: (table: Table, node: number) => Table): Cluster {
  const tables = new Map(cluster.tables)
  const nodes = new Map(cluster.nodes)
  const load = new Map<NodeName, Load>()
  ;[...cluster.nodes.values()].forEach((node, at) => {
    if (node.table.is !== 'read') return
    const table = change(cluster.tables.get(node.table.hash)!, at)
    const hash = hashTable(table)
    tables.set(hash, table)
    nodes.set(node.name, { ...node, table: { ...node.table, hash } })
    load.set(node.name, { ...cluster.load.get(node.name)!, table: hash })
  })
  return { ...cluster, tables, nodes, load }
}

/** Connections on every row of every node: the most there can be to add up. */
function busy(cluster: Cluster): Cluster {
  const made = new Map<string, Load>()
  const loadOf = (load: Load): Load => {
    const known = made.get(load.table)
    if (known !== undefined) return known
    const rows = (cluster.tables.get(load.table) ?? []).reduce(
      (sum, hash) => sum + cluster.virtualServers.get(hash)!.realServers.length,
      0,
    )
    const next: Load = {
      ...load,
      active: new Uint32Array(rows).fill(2),
      inactive: new Uint32Array(rows).fill(3),
      rates: {
        rows: Uint32Array.from({ length: rows }, (_, row) => row),
        ...mapCounters(() => new Float64Array(rows).fill(1.5)),
      },
    }
    made.set(load.table, next)
    return next
  }
  return { ...cluster, load: new Map([...cluster.load].map(([name, load]) => [name, loadOf(load)])) }
}
