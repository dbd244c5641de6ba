/**
 * The tables all nodes should have, kept up at the cost of what changed: the virtual servers of a
 * Service are worked out once for all nodes that would get the same, and again only when the
 * Service or its slices are other objects than before.
 */
import type { ServiceId, TableHash, VirtualServerHash } from './ids.ts'
import type { EndpointSlice } from './kube/endpoint-slice.ts'
import type { KubeService } from './kube/service.ts'
import { type ProxyNode, wantService } from './kube-proxy/want.ts'
import { compareMatches, hashTable, hashVirtualServer, type Table, type VirtualServer } from './topology.ts'

export interface ServiceInput {
  readonly service: KubeService
  readonly slices: readonly EndpointSlice[]
}

export interface WantedTable {
  readonly hash: TableHash
  readonly table: Table
  /** The virtual servers, in the table's order. */
  readonly servers: readonly VirtualServer[]
}

interface Blob {
  readonly hash: VirtualServerHash
  readonly server: VirtualServer
}

export function makeWantedTables(): (services: ReadonlyMap<ServiceId, ServiceInput>, node: ProxyNode) => WantedTable {
  const cache = new WeakMap<ServiceInput, Map<string, readonly Blob[]>>()
  const tables = new WeakMap<ReadonlyMap<ServiceId, ServiceInput>, Map<string, WantedTable>>()

  const blobsOf = (input: ServiceInput, node: ProxyNode): readonly Blob[] =>
    remember(mapOf(cache, input), classOf(input, node), () =>
      wantService(input.service, input.slices, node).map(({ server }) => ({ hash: hashVirtualServer(server), server })),
    )

  return (services, node) => {
    const classes = new Set([...services.values()].map((input) => classOf(input, node)))
    return remember(mapOf(tables, services), [node.scheduler, ...classes].join('\n'), () => {
      const blobs = [...services.values()]
        .flatMap((input) => blobsOf(input, node))
        .sort((a, b) => compareMatches(a.server.match, b.server.match))
      const table = blobs.map(({ hash }) => hash)
      return { hash: hashTable(table), table, servers: blobs.map(({ server }) => server) }
    })
  }
}

function mapOf<Key extends object, Value>(maps: WeakMap<Key, Map<string, Value>>, key: Key): Map<string, Value> {
  const known = maps.get(key)
  if (known) return known
  const made = new Map<string, Value>()
  maps.set(key, made)
  return made
}

function remember<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

/** Nodes of equal class get equal virtual servers for this Service. */
function classOf({ service, slices }: ServiceInput, node: ProxyNode): string {
  const parts = [service.scheduler ?? node.scheduler, String(node.showsSchedulerFlags)]
  const local = service.internalTrafficPolicy === 'Local' || service.externalTrafficPolicy === 'Local'
  const hinted = slices.some((slice) => slice.endpoints.some((e) => e.zoneHints.length + e.nodeHints.length > 0))
  const nodePorts = service.ports.some((port) => port.nodePort !== 0)
  if (local || hinted || nodePorts) parts.push(node.node, node.zone)
  if (nodePorts) parts.push(...node.nodePortAddresses)
  return parts.join(' ')
}
