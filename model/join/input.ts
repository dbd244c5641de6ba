/** What is joined: what the nodes' kernels say, and what the API says. */
import type { ApiFeed, Cluster, Node, NodeFeed } from '../cluster.ts'
import type { FactHash, NodeName, TableHash, VirtualServerHash } from '../ids.ts'
import type { Inventory, KindName } from '../kube/index.ts'
import type { Load } from '../load.ts'
import type { Proofs } from '../proofs.ts'
import type { FactValue } from '../sources/index.ts'
import type { Table, VirtualServer } from '../topology.ts'

/** What the fleet knows of one node. */
export interface FleetNode extends Omit<Node, 'name' | 'kube' | 'want'> {
  readonly feed: NodeFeed
  readonly load: Load | null
}

export interface JoinInput {
  readonly at: number
  readonly name: string
  readonly demo: boolean
  readonly pollMs: number
  readonly api: ReadonlyMap<KindName, ApiFeed>
  readonly inventory: Inventory
  /** Whether Services and EndpointSlices have been listed at least once: before, nothing is wanted. */
  readonly inventoryKnown: boolean
  readonly fleet: ReadonlyMap<NodeName, FleetNode>
  /** Content stores of the fleet: hold at least what `fleet` names, and may change after. */
  readonly tables: ReadonlyMap<TableHash, Table>
  readonly virtualServers: ReadonlyMap<VirtualServerHash, VirtualServer>
  /** Never altered: it becomes the cluster's. */
  readonly facts: ReadonlyMap<FactHash, FactValue>
  readonly flows: Cluster['flows']
  readonly flowFeeds: Cluster['flowFeeds']
  readonly proofs: Proofs
  /** kube-proxy's scheduler where configured; null to take the commonest one seen. */
  readonly scheduler: string | null
}

/** What is seen of a node before its agent has ever answered. */
export const unseenNode: Omit<FleetNode, 'feed' | 'load' | 'conflicts'> = {
  identity: null,
  table: { is: 'unknown' },
  addresses: [],
  facts: {},
  conntrack: null,
  rejected: { rows: 0, samples: [] },
  withoutCounters: null,
}
