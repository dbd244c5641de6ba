/** Which table each node should have, and when that is worked out again. */
import type { NodeFeed } from '../cluster.ts'
import type { NodeName, ServiceId } from '../ids.ts'
import type { KubeNode } from '../kube/node.ts'
import type { Load } from '../load.ts'
import { isHeard } from '../table-index.ts'
import { nodePortAddressesOf } from '../tie.ts'
import { makeWantedTables, type ServiceInput, type WantedTable } from '../wanted-tables.ts'
import type { FleetNode, JoinInput } from './input.ts'

/** So many nodes are due in one tick. */
const mostDue = 32

/** Whose turn it is, by position: few nodes are always due, of many those nobody hears of, one after the other. */
export function makeTurns(): (nodes: number) => (position: number, feed: NodeFeed | undefined) => boolean {
  let tick = 0
  return (nodes) => {
    tick++
    const rounds = Math.ceil(nodes / mostDue)
    return (position, feed) => rounds <= 1 || (!isHeard(feed) && position % rounds === tick % rounds)
  }
}

/** What a node was last found to want, and from what. */
interface Known {
  readonly want: WantedTable
  readonly inputs: ReadonlyMap<ServiceId, ServiceInput>
  readonly scheduler: string
  readonly showsSchedulerFlags: boolean
  readonly kube: KubeNode | null
  readonly addresses: FleetNode['addresses']
  readonly nodePortAddresses: readonly string[]
  readonly load: Load | null
}

/**
 * What each node should have. Where Services stand on addresses of nodes, each node wants a table of
 * its own, too many to work all of them out at every change of a Service: then a node's follows when
 * it is heard of again, as its own table does, or when it is due.
 */
export function makeWants() {
  const tables = makeWantedTables()
  const last = new Map<NodeName, Known>()
  return (input: JoinInput, inputs: ReadonlyMap<ServiceId, ServiceInput>, scheduler: string) => {
    for (const name of last.keys()) if (!input.fleet.has(name) && !input.inventory.nodes.has(name)) last.delete(name)
    return (
      name: NodeName,
      seen: Pick<FleetNode, 'table' | 'addresses'>,
      kube: KubeNode | null,
      isDue: boolean,
    ): WantedTable => {
      const showsSchedulerFlags = seen.table.is === 'read' && seen.table.showsSchedulerFlags
      const { addresses } = seen
      const load = input.fleet.get(name)?.load ?? null
      const known = last.get(name)
      const isSameNode =
        known?.scheduler === scheduler &&
        known.showsSchedulerFlags === showsSchedulerFlags &&
        known.kube === kube &&
        known.addresses === addresses
      if (isSameNode && known.inputs === inputs) return known.want
      const zone = kube?.zone ?? ''
      const nodePortAddresses = isSameNode ? known.nodePortAddresses : nodePortAddressesOf({ addresses, kube })
      const proxy = { node: name, zone, nodePortAddresses, scheduler, showsSchedulerFlags }
      if (isSameNode && known.load === load && !isDue && !tables.isCommon(inputs, proxy)) return known.want
      const alike = seen.table.is === 'read' ? input.tables.get(seen.table.hash) : undefined
      const named = seen.table.is === 'read' && alike ? { hash: seen.table.hash, table: alike } : null
      const want = tables.of(inputs, proxy, named)
      last.set(name, { want, inputs, scheduler, showsSchedulerFlags, kube, addresses, nodePortAddresses, load })
      return want
    }
  }
}
