/**
 * `GET /api/v1/nodes`: every node, how fresh its news is, and whether its table is as it should be.
 * `GET /api/v1/nodes/NODE`: one of them, with what else was read on it.
 */
import { type Cluster, type Node, tableHashOf } from '#model/cluster.ts'
import { driftOf } from '#model/drift.ts'
import { makeNodeName } from '#model/ids.ts'
import { tableIndexOf } from '#model/table-index.ts'
import { notFound, type Projected, value } from './answer.ts'
import { formatTime, showFeed } from './feeds.ts'
import { showRate } from './numbers.ts'

export function projectNodes(cluster: Cluster): Projected {
  return value({
    readAt: formatTime(cluster.at),
    nodes: [...cluster.nodes.values()].map((node) => showNode(cluster, node)),
  })
}

export const noNode = (name: string): Projected => notFound(`There is no node “${name}”; /api/v1/nodes lists them.`)

export function projectNode(cluster: Cluster, name: string): Projected {
  const node = cluster.nodes.get(makeNodeName(name))
  if (!node) return noNode(name)
  return value({ ...showNode(cluster, node), facts: node.identity && showFacts(cluster, node) })
}

/** By source: its value, or why there is none. */
const showFacts = (cluster: Cluster, { facts }: Node) =>
  Object.fromEntries(
    Object.entries(facts).map(([source, fact]) => [
      source,
      fact.is === 'read' ? { is: 'read', value: cluster.facts.get(fact.hash)?.value ?? null } : fact,
    ]),
  )

function showNode(cluster: Cluster, node: Node) {
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
    conntrack: node.conntrack,
    rowsNotUnderstood: node.identity && node.rejected,
    withoutCounters: node.withoutCounters,
    conflicts: node.conflicts,
    ratesPerSecond: showRate(load?.nodeRate ?? null),
  }
}

export function projectTableState(cluster: Cluster, node: Node) {
  const { table } = node
  if (table.is !== 'read') return { is: table.is, why: 'why' in table ? table.why : null }
  const { servers, offsets } = tableIndexOf(cluster, table.hash)
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
    realServers: offsets.at(-1),
  }
}
