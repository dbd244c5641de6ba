/**
 * `GET /api/v1/services/NS/NAME`: one Service with its endpoints, and for each of its virtual
 * servers the matrix of nodes and real servers: what is there, what should be, and how much passes.
 */
import { type Cluster, type Node, type Service, tableHashOf } from '#model/cluster.ts'
import { compareRows, compareSettings, isSettling, type RowDrift } from '#model/drift.ts'
import { makeServiceId, type RealServerKey, type TableHash, type VirtualServerKey } from '#model/ids.ts'
import type { Load } from '#model/load.ts'
import type { Proofs } from '#model/proofs.ts'
import { tableIndexOf } from '#model/table-index.ts'
import { nodePortAddressesOf, type Tie, tiesOfService } from '#model/tie.ts'
import { makeRealKey, type VirtualServer } from '#model/topology.ts'
import { notFound, type Projected, value } from './answer.ts'
import { formatTime, showFeed } from './feeds.ts'
import { showLoad } from './numbers.ts'
import { newestAccess } from './proofs/access.ts'
import { projectServiceLine } from './services.ts'

export function projectService(cluster: Cluster, proofs: Proofs, namespace: string, name: string): Projected {
  const service = cluster.services.get(makeServiceId(namespace, name))
  if (!service) return notFound(`There is no Service “${namespace}/${name}”; /api/v1/services lists them.`)
  const { endpoints, ...line } = projectServiceLine(service)
  return value({
    readAt: formatTime(cluster.at),
    ...line,
    counts: endpoints,
    /** True while kube-proxy may still be following a change of the Service. */
    settling: isSettling(cluster.at, service.changedAt),
    endpoints: service.endpoints,
    virtualServers: projectMatrix(cluster, service),
    /** The newest answer of each node that was asked for one of its ports. */
    access: newestAccess(proofs, service),
  })
}

/** A virtual server in its table, with the number of its first row. */
interface Placed {
  readonly server: VirtualServer
  readonly firstRow: number
}

function projectMatrix(cluster: Cluster, service: Service) {
  const nodes = [...cluster.nodes.values()]
  const addresses = [...new Set(nodes.flatMap(nodePortAddressesOf))]
  const ties = new Map(tiesOfService(service, addresses))
  return [...ties].flatMap(([key, tie]) => {
    const cells = nodes.flatMap((node) => projectNode(cluster, node, key, tie) ?? [])
    return cells.length === 0 ? [] : [{ key, role: tie.role, port: tie.port.name || tie.port.port, nodes: cells }]
  })
}

function find(cluster: Cluster, hash: TableHash | null, key: VirtualServerKey): Placed | null {
  const { servers, offsets, positions } = tableIndexOf(cluster, hash)
  const position = positions.get(key)
  return position === undefined ? null : { server: servers[position]!, firstRow: offsets[position]! }
}

/** Null when the virtual server neither is nor should be on the node. */
function projectNode(cluster: Cluster, node: Node, key: VirtualServerKey, tie: Tie) {
  const hash = tableHashOf(node)
  const have = find(cluster, hash, key)
  const want = find(cluster, node.want, key)
  if (have === null && want === null && !(hash === null && tie.role === 'cluster-ip')) return null
  const load = cluster.load.get(node.name) ?? null
  return {
    node: node.name,
    readAt: formatTime(load?.at),
    feed: showFeed(cluster.feeds.get(node.name) ?? { is: 'no-agent' }),
    /** Null while one of the two sides is not known. */
    present: hash === null ? null : have !== null,
    wanted: node.want === null ? null : want !== null,
    scheduler: have?.server.scheduler ?? null,
    settings: have && want ? compareSettings(have.server, want.server) : [],
    realServers: hash === null ? null : projectRows(node, have, want, load),
  }
}

function projectRows(node: Node, have: Placed | null, want: Placed | null, load: Load | null) {
  const places = new Map<RealServerKey, number>(
    have?.server.realServers.map((real, at) => [makeRealKey(real), have.firstRow + at]),
  )
  return compareRows(have?.server ?? null, want?.server ?? null).map((row: RowDrift) => ({
    realServer: row.key,
    /** Null while what should be there is not known. */
    state: node.want === null ? null : row.state,
    weight: row.have?.weight ?? null,
    wantedWeight: row.want?.weight ?? null,
    forward: row.have?.forward ?? null,
    ...showLoad(places.has(row.key) ? load : null, places.get(row.key) ?? 0),
  }))
}
