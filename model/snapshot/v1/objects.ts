/** Kubernetes objects, nodes and virtual servers, as they are kept. */
import * as v from 'valibot'
import type { ApiFeed, Health, Identity, Node, NodeFeed, Service, TableState } from '../../cluster.ts'
import type { KubeNode } from '../../kube/node.ts'
import type { KubePod } from '../../kube/pod.ts'
import { type FactReport, type FactValue, sources } from '../../sources/index.ts'
import type { Persistence, RealServer, VirtualServer } from '../../topology.ts'
import { flag, leaves as is, list, number, one, oneOf, orNull, record, whole } from './leaves.ts'

const protocol = one('TCP', 'UDP', 'SCTP')
const policy = one('Cluster', 'Local')

/** In every cluster. */
export const health = record<Health>({
  nodes: whole,
  heard: whole,
  compared: whole,
  wrong: whole,
  settling: whole,
  draining: whole,
})

export const service = record<Service>({
  id: is.serviceId,
  namespace: is.namespace,
  name: is.name,
  uid: is.uid,
  type: one('ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'),
  clusterIps: list(is.address),
  headless: flag,
  externalName: is.foreign,
  externalIps: list(is.address),
  loadBalancerIps: list(is.address),
  ports: list(record({ name: is.plain, protocol, port: whole, nodePort: whole, targetPort: is.plain })),
  affinitySeconds: orNull(number),
  internalTrafficPolicy: policy,
  externalTrafficPolicy: policy,
  servedByAnother: flag,
  scheduler: orNull(is.plain),
  hasSelector: flag,
  endpoints: list(
    record({
      address: is.address,
      ready: flag,
      serving: flag,
      terminating: flag,
      node: orNull(is.nodeName),
      pod: orNull(is.podId),
      zone: is.zone,
      zoneHints: list(is.zone),
      nodeHints: list(is.nodeName),
      ports: list(record({ name: is.plain, protocol, port: whole })),
    }),
  ),
  changedAt: number,
})

export const pod = record<KubePod>({
  id: is.podId,
  namespace: is.namespace,
  name: is.name,
  node: orNull(is.nodeName),
  addresses: list(is.address),
  phase: is.plain,
  ready: flag,
  terminating: flag,
  hostNetwork: flag,
})

const kubeNode = record<KubeNode>({
  name: is.nodeName,
  uid: is.uid,
  addresses: list(is.address),
  zone: is.zone,
  podCidrs: list(is.cidr),
  ready: flag,
  controlPlane: flag,
})

const identity = record<Identity>({
  bootId: is.uid,
  machineId: is.uid,
  kernel: is.plain,
  hz: orNull(number),
  agentVersion: is.plain,
})

const tableState = oneOf<TableState>({
  unknown: {},
  read: {
    source: one('ipvs'),
    hash: is.tableHash,
    version: is.plain,
    size: whole,
    showsSchedulerFlags: flag,
    kernelOrder: orNull(record({ servers: list(whole), rows: list(whole) })),
  },
  absent: { why: is.words },
  unreadable: { why: is.words },
})

const factReport = oneOf<FactReport>({
  read: { hash: is.factHash },
  unsupported: { why: is.words },
  unreadable: { why: is.words },
})

/** Sources added later are absent in older files. */
const factReports = v.object(
  Object.fromEntries(sources.map(({ name }) => [name, v.optional(factReport)])),
) as unknown as v.GenericSchema<unknown, Node['facts']>

export const node = record<Node>({
  name: is.nodeName,
  kube: orNull(kubeNode),
  identity: orNull(identity),
  table: tableState,
  want: orNull(is.tableHash),
  addresses: list(record({ device: is.plain, address: is.address, prefix: whole })),
  facts: factReports,
  conntrack: orNull(record({ count: number, limit: number })),
  rejected: record({ rows: whole, samples: list(is.raw) }),
  withoutCounters: orNull(is.words),
  conflicts: list(is.words),
})

export const nodeFeed = oneOf<NodeFeed>({
  'no-agent': {},
  waiting: {},
  fine: {},
  late: { since: number, why: is.words },
  unreachable: { since: number, why: is.words },
  refused: { since: number, why: is.words },
})

export const apiFeed = oneOf<ApiFeed>({
  absent: { why: is.words },
  waiting: {},
  live: { since: number },
  stale: { since: number, why: is.words },
})

export const virtualServer = record<VirtualServer>({
  match: v.variant('protocol', [
    v.object({ protocol: v.picklist(['TCP', 'UDP', 'SCTP']), address: is.address, port: whole }),
    v.object({ protocol: v.literal('FWM'), mark: whole }),
  ]) as v.GenericSchema<unknown, VirtualServer['match']>,
  scheduler: is.plain,
  schedulerFlags: orNull(list(is.plain)),
  onePacket: flag,
  persistence: orNull(record<Persistence>({ timeoutSeconds: orNull(number), prefix: whole })),
  realServers: list(
    record<RealServer>({
      address: is.address,
      port: whole,
      forward: one('Masq', 'Local', 'Tunnel', 'Route', 'Bypass'),
      weight: whole,
    }),
  ),
})

/** Each source says what its values are. */
export const fact = v.variant(
  'source',
  sources.map(({ name, schema }) => v.object({ source: v.literal(name), value: schema as v.GenericSchema })) as never,
) as v.GenericSchema<unknown, FactValue>
