/**
 * The one state everything on screen is a function of. Live, past and frozen views differ only in
 * where it comes from. Immutable: a part that did not change is the same object as before, so
 * whoever depends on a part can compare references.
 */
import type { FlowFeed, FlowId, FlowRow } from './flow.ts'
import type { FactHash, NodeName, PodId, ServiceId, TableHash, VirtualServerHash } from './ids.ts'
import type { SliceEndpoint, SlicePort } from './kube/endpoint-slice.ts'
import type { KindName } from './kube/index.ts'
import type { KubeNode } from './kube/node.ts'
import type { KubePod } from './kube/pod.ts'
import type { KubeService } from './kube/service.ts'
import type { Load } from './load.ts'
import { noProofs, type Proofs } from './proofs.ts'
import type { FactReport, FactValue, SourceName } from './sources/index.ts'
import type { Sums } from './sums.ts'
import type { KernelOrder, Table, VirtualServer } from './topology.ts'

/** How the newest news of one node stands. `since` and `at` are the hub's wall clock, milliseconds. */
export type NodeFeed =
  /** Known to the API, no agent configured or found for it. */
  | { readonly is: 'no-agent' }
  /** Asked, not yet answered. */
  | { readonly is: 'waiting' }
  | { readonly is: 'fine' }
  /** Missed a poll or two: shown as it was. */
  | { readonly is: 'late'; readonly since: number; readonly why: string }
  /** Not answering. */
  | { readonly is: 'unreachable'; readonly since: number; readonly why: string }
  /** Answers, but not with something we accept: wrong token, another node's name, a name already taken. */
  | { readonly is: 'refused'; readonly since: number; readonly why: string }

/** How the watch of one kind of Kubernetes object stands. */
export type ApiFeed =
  | { readonly is: 'absent'; readonly why: string }
  | { readonly is: 'waiting' }
  | { readonly is: 'live'; readonly since: number }
  | { readonly is: 'stale'; readonly since: number; readonly why: string }

/** What kind of table a node was found to have. */
export type TableState =
  | { readonly is: 'unknown' }
  /** `hash` names the table in `Cluster.tables`. */
  | {
      readonly is: 'read'
      readonly source: 'ipvs'
      readonly hash: TableHash
      /** IPVS's own version, `1.2.1`. */
      readonly version: string
      /** Buckets of the connection table. */
      readonly size: number
      /** False when the way it was read cannot tell scheduler flags (`/proc/net/ip_vs`). */
      readonly showsSchedulerFlags: boolean
      /** Null where it cannot matter to ipvsadm's text. */
      readonly kernelOrder: KernelOrder | null
    }
  /** The kernel has no such table: for IPVS the ip_vs module is not loaded. */
  | { readonly is: 'absent'; readonly why: string }
  | { readonly is: 'unreadable'; readonly why: string }

export interface Address {
  readonly device: string
  readonly address: string
  readonly prefix: number
}

export interface Identity {
  readonly bootId: string
  readonly machineId: string
  readonly kernel: string
  /** Ticks a second of the kernel's clock; null when not known. Needed to read persistence timeouts. */
  readonly hz: number | null
  readonly agentVersion: string
}

export interface Node {
  readonly name: NodeName
  /** Null when the API does not know it (or is not there). */
  readonly kube: KubeNode | null
  /** Null until its agent first answered. */
  readonly identity: Identity | null
  readonly table: TableState
  /** The table its kube-proxy should have made, in `Cluster.tables`; null while the API is not known. */
  readonly want: TableHash | null
  /** Of devices that are up: kube-ipvs0 is down by design, so its are not among them. */
  readonly addresses: readonly Address[]
  /** What else was read on the node, by source; values by hash in `Cluster.facts`. */
  readonly facts: Readonly<Partial<Record<SourceName, FactReport>>>
  /** Entries in the node's conntrack table and how many it may hold; null where not readable. */
  readonly conntrack: { readonly count: number; readonly limit: number } | null
  /** Rows of the last reading the parser did not understand, with a few of them. */
  readonly rejected: { readonly rows: number; readonly samples: readonly string[] }
  /** Why totals per real server are not known; null when they are. */
  readonly withoutCounters: string | null
  /** Refused claims on this node's name, in words. */
  readonly conflicts: readonly string[]
}

/** An endpoint of a Service as its EndpointSlices tell it. */
export interface Endpoint extends SliceEndpoint {
  readonly ports: readonly SlicePort[]
}

export interface Service extends KubeService {
  readonly endpoints: readonly Endpoint[]
  /** The hub's wall clock when the Service or its slices last changed, milliseconds; 0 when it was so from the start. */
  readonly changedAt: number
}

/** The whole cluster in a few numbers: in every projection, for the frame of the page. */
export interface Health {
  /** Nodes known, and those whose agent answers. */
  readonly nodes: number
  readonly heard: number
  /** Nodes whose table could be compared with what it should be. */
  readonly compared: number
  /** Virtual servers that differ, counted on every node. */
  readonly wrong: number
  readonly settling: number
  readonly draining: number
}

export interface Cluster extends Proofs {
  /** The hub's wall clock when this state was made, milliseconds. */
  readonly at: number
  readonly name: string
  /** Drawn so that nobody takes the demo for a cluster of theirs. */
  readonly demo: boolean
  /** Agents are asked about this often, milliseconds. */
  readonly pollMs: number
  /** The hub's wall clock when a Service was last added, changed or removed, milliseconds; 0 for never since the start. */
  readonly servicesChangedAt: number
  readonly health: Health
  readonly api: ReadonlyMap<KindName, ApiFeed>
  readonly nodes: ReadonlyMap<NodeName, Node>
  readonly feeds: ReadonlyMap<NodeName, NodeFeed>
  readonly services: ReadonlyMap<ServiceId, Service>
  readonly pods: ReadonlyMap<PodId, KubePod>
  /** Content store: every virtual server some table here names, once. */
  readonly virtualServers: ReadonlyMap<VirtualServerHash, VirtualServer>
  /** Content store: every distinct table some node here has or should have, once. */
  readonly tables: ReadonlyMap<TableHash, Table>
  /** The newest reading of each node; absent when there never was one. Kept, and old, while a node is silent. */
  readonly load: ReadonlyMap<NodeName, Load>
  /** Load summed over it all; null in a projection that has the rows themselves. */
  readonly sums: Sums | null
  /** Content store: what sources read on nodes, each distinct value once. */
  readonly facts: ReadonlyMap<FactHash, FactValue>
  /** Connections, of nodes somebody looks at the flows of. */
  readonly flows: ReadonlyMap<FlowId, FlowRow>
  readonly flowFeeds: ReadonlyMap<NodeName, FlowFeed>
}

export const noHealth: Health = { nodes: 0, heard: 0, compared: 0, wrong: 0, settling: 0, draining: 0 }

export const emptyCluster: Cluster = {
  at: 0,
  name: '',
  demo: false,
  pollMs: 0,
  servicesChangedAt: 0,
  health: noHealth,
  api: new Map(),
  nodes: new Map(),
  feeds: new Map(),
  services: new Map(),
  pods: new Map(),
  virtualServers: new Map(),
  tables: new Map(),
  load: new Map(),
  sums: null,
  facts: new Map(),
  flows: new Map(),
  flowFeeds: new Map(),
  ...noProofs,
}

/** The virtual servers of a table, in its order. A table always comes with its blobs; one that is not there is left out. */
export function virtualServersOf(cluster: Cluster, hash: TableHash | null): readonly VirtualServer[] {
  const table = hash === null ? undefined : cluster.tables.get(hash)
  return (table ?? []).flatMap((entry) => cluster.virtualServers.get(entry) ?? [])
}

/** The hash of the table the node has; null when it has none or it is not known. */
export const tableHashOf = (node: Node): TableHash | null => (node.table.is === 'read' ? node.table.hash : null)
