/** `GET /api/v1/nodes`: every node, how fresh its news is, and whether its table is as it should be. */
import { type Cluster, type Node, tableHashOf, virtualServersOf } from '#model/cluster.ts'
import { driftOf } from '#model/drift.ts'
import { type Projected, value } from './answer.ts'
import { formatTime, showFeed } from './feeds.ts'
import { showRate } from './numbers.ts'

export function projectNodes(cluster: Cluster): Projected {
  return value({
    readAt: formatTime(cluster.at),
    nodes: [...cluster.nodes.values()].map((node) => projectNode(cluster, node)),
  })
}

function projectNode(cluster: Cluster, node: Node) {
  const load = cluster.load.get(node.name) ?? null
  return {
    name: node.name,
    readAt: formatTime(load?.at),
    feed: showFeed(cluster.feeds.get(node.name) ?? { is: 'no-agent' }),
    ready: node.kube?.ready ?? null,
    controlPlane: node.kube?.controlPlane ?? null,
    zone: node.kube?.zone ?? null,
    internalAddresses: node.kube?.addresses ?? null,
    identity: node.identity,
    table: projectTableState(cluster, node),
    addresses: node.identity && node.addresses,
    routes: node.identity && node.routes,
    rowsNotUnderstood: node.identity && node.rejected,
    withoutCounters: node.withoutCounters,
    conflicts: node.conflicts,
    ratesPerSecond: showRate(load?.nodeRate ?? null),
  }
}

export function projectTableState(cluster: Cluster, node: Node) {
  const { table } = node
  if (table.is !== 'read') return { is: table.is, why: 'why' in table ? table.why : null }
  const servers = virtualServersOf(cluster, table.hash)
  const drift = driftOf(cluster, node)
  return {
    is: table.is,
    source: table.source,
    version: table.version,
    hash: table.hash,
    wantedHash: node.want,
    agrees: node.want === null ? null : node.want === tableHashOf(node),
    virtualServersThatDiffer: drift?.length ?? null,
    virtualServers: servers.length,
    realServers: servers.reduce((sum, server) => sum + server.realServers.length, 0),
  }
}
