/** What is known of the cluster: of every node, then of Services in the order of their names as far as there is room. */
import { Gauge, type Registry } from 'prom-client'
import { type Cluster, type Node, type NodeFeed, type Service, tableHashOf } from '#model/cluster.ts'
import { driftOfTables, type VirtualServerDrift } from '#model/drift.ts'
import { ratesByService } from '#model/service-rates.ts'
import type { Flow } from '#model/sums.ts'
import { isHeard } from '#model/table-index.ts'
import { serviceThing } from '#model/thing.ts'

export type Fill = (cluster: Cluster) => void

const feedKinds = [
  'fine',
  'late',
  'unreachable',
  'refused',
  'waiting',
  'no-agent',
] as const satisfies readonly NodeFeed['is'][]
const driftKinds = ['missing', 'foreign', 'draining', 'weight', 'method', 'setting'] as const
type DriftKind = (typeof driftKinds)[number]
type Drifts = Readonly<Record<DriftKind, number>>

/** One for each answer. */
export function makeClusterGauges(register: Registry, most: number): Fill {
  let series = 0
  let leftOut = 0
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) => {
    const made = new Gauge({ name, help, labelNames: [...labelNames], registers: [register] })
    return (labels: Record<Label, string>, value: number | null | undefined) => {
      if (value == null || Number.isNaN(value)) return
      if (series >= most) {
        leftOut++
        return
      }
      series++
      made.set(labels, value)
    }
  }
  const node = ['node'] as const
  const service = ['namespace', 'service'] as const
  const nodeWay = ['node', 'direction'] as const
  const serviceWay = ['namespace', 'service', 'direction'] as const

  const agents = gauge('fairlead_agents', 'Nodes, by how their agent answers.', ['state'])
  const servers = gauge(
    'fairlead_virtual_servers_drifted',
    'Virtual servers that are not as kube-proxy should have written them, over all nodes that could be compared.',
    ['severity'],
  )
  const api = gauge('fairlead_kubernetes_watch_up', 'Whether objects of this kind are watched now: 1 or 0.', ['kind'])
  const up = gauge('fairlead_node_up', 'Whether the agent of the node answers: 1 or 0.', node)
  const compared = gauge(
    'fairlead_node_compared',
    'Whether the table of the node could be compared with what it should be: 1 or 0. Without it, no drift means nothing.',
    node,
  )
  const drift = gauge(
    'fairlead_drift',
    'Rows and settings of the table of the node that are not as they should be, by kind. Only those above 0.',
    ['node', 'kind'],
  )
  const entries = gauge('fairlead_node_conntrack_entries', 'Entries in the conntrack table of the node.', node)
  const limit = gauge('fairlead_node_conntrack_limit', 'Entries the conntrack table of the node may hold.', node)
  const nodeActive = gauge('fairlead_node_active_connections', 'Active IPVS connections of the node.', node)
  const nodeConnections = gauge('fairlead_node_connections_rate', 'New IPVS connections of the node, a second.', node)
  const nodePackets = gauge('fairlead_node_packets_rate', 'IPVS packets of the node, a second.', nodeWay)
  const nodeBytes = gauge('fairlead_node_bytes_rate', 'IPVS bytes of the node, a second.', nodeWay)
  const connections = gauge(
    'fairlead_service_connections_rate',
    'New connections of the Service over all nodes that answer, a second.',
    service,
  )
  const active = gauge(
    'fairlead_service_active_connections',
    'Active connections of the Service, over all nodes that answer.',
    service,
  )
  const inactive = gauge(
    'fairlead_service_inactive_connections',
    'Other connections of the Service in the kernels: UDP and TIME_WAIT among them.',
    service,
  )
  const packets = gauge(
    'fairlead_service_packets_rate',
    'Packets of the Service, a second; in is towards the Pods.',
    serviceWay,
  )
  const bytes = gauge(
    'fairlead_service_bytes_rate',
    'Bytes of the Service, a second; in is towards the Pods.',
    serviceWay,
  )
  const endpoints = gauge('fairlead_service_ready_endpoints', 'Endpoints of the Service that are ready.', service)
  const notAll = new Gauge({
    name: 'fairlead_metrics_left_out',
    help: `Series left out here, because there would be more than ${most}. Nodes come first, then Services by name.`,
    registers: [register],
  })

  return (cluster) => {
    for (const state of feedKinds)
      agents({ state }, [...cluster.feeds.values()].filter(({ is }) => is === state).length)
    const { health } = cluster
    for (const severity of ['wrong', 'settling', 'draining'] as const) servers({ severity }, health[severity])
    for (const [kind, feed] of cluster.api) api({ kind }, feed.is === 'live' ? 1 : 0)
    const driftsOf = makeDrifts(cluster)
    for (const { name, conntrack } of cluster.nodes.values()) {
      const isUp = isHeard(cluster.feeds.get(name))
      const drifts = isUp ? driftsOf(cluster.nodes.get(name)!) : null
      up({ node: name }, isUp ? 1 : 0)
      compared({ node: name }, drifts === null ? 0 : 1)
      for (const kind of driftKinds) if (drifts !== null && drifts[kind] > 0) drift({ node: name, kind }, drifts[kind])
      if (!isUp) continue
      entries({ node: name }, conntrack?.count)
      limit({ node: name }, conntrack?.limit)
      nodeActive({ node: name }, cluster.sums?.nodes.get(name)?.active)
      const rate = cluster.load.get(name)?.nodeRate
      nodeConnections({ node: name }, rate?.connections)
      nodePackets({ node: name, direction: 'in' }, rate?.inPackets)
      nodePackets({ node: name, direction: 'out' }, rate?.outPackets)
      nodeBytes({ node: name, direction: 'in' }, rate?.inBytes)
      nodeBytes({ node: name, direction: 'out' }, rate?.outBytes)
    }
    const rates = ratesByService(cluster)
    for (const one of [...cluster.services.values()].sort(byId)) {
      const labels = { namespace: one.namespace, service: one.name }
      const flow = cluster.sums?.things.get(serviceThing(one.id))
      const isRated = flow !== undefined && flow.rated > 0
      const rate = rates?.get(one.id)
      const known = (value: number | undefined) => (isRated && rates !== null ? (value ?? 0) : null)
      connections(labels, isRated ? (flow as Flow).connections : null)
      active(labels, flow?.active)
      inactive(labels, flow?.inactive)
      packets({ ...labels, direction: 'in' }, known(rate?.inPackets))
      packets({ ...labels, direction: 'out' }, known(rate?.outPackets))
      bytes({ ...labels, direction: 'in' }, known(rate?.inBytes))
      bytes({ ...labels, direction: 'out' }, known(rate?.outBytes))
      endpoints(labels, one.endpoints.filter(({ ready }) => ready).length)
    }
    notAll.set(leftOut)
  }
}

const byId = (a: Service, b: Service): number => (a.id < b.id ? -1 : 1)

/** Worked out once for each pair of tables, which most nodes share. Null where there is nothing to compare. */
function makeDrifts(cluster: Cluster): (node: Node) => Drifts | null {
  const known = new Map<string, Drifts>()
  return (node) => {
    const have = tableHashOf(node)
    if (have === null || node.want === null) return null
    const pair = `${have} ${node.want}`
    const drifts = known.get(pair) ?? countKinds(have === node.want ? [] : driftOfTables(cluster, have, node.want))
    known.set(pair, drifts)
    return drifts
  }
}

function countKinds(drifts: readonly VirtualServerDrift[]): Drifts {
  const counts = { missing: 0, foreign: 0, draining: 0, weight: 0, method: 0, setting: 0 }
  for (const { is, rows, settings } of drifts) {
    if (rows.length === 0 && is !== 'differs') counts[is]++
    for (const { state } of rows) if (state !== 'agrees') counts[state]++
    counts.setting += settings.length
  }
  return counts
}
