/**
 * The tables all nodes should have, kept up at the cost of what changed: the virtual servers of a
 * Service are worked out once for all nodes that would get the same, and again only when the
 * Service or its slices are other objects than before. What is equal for all nodes is put in order
 * once; what depends on the node is merged into it.
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

/** The Services as one kind of kube-proxy sees them: what all nodes get, in order, and what depends on the node. */
interface Prepared {
  readonly common: readonly Blob[]
  readonly special: readonly ServiceInput[]
  readonly tables: Map<string, WantedTable>
}

type Services = ReadonlyMap<ServiceId, ServiceInput>

export function makeWantedTables(): (services: Services, node: ProxyNode) => WantedTable {
  const blobs = new WeakMap<ServiceInput, Map<string, readonly Blob[]>>()
  const prepared = new WeakMap<Services, Map<string, Prepared>>()
  const orders = new Map<string, readonly Blob[]>()

  const blobsOf = (input: ServiceInput, node: ProxyNode): readonly Blob[] =>
    remember(mapOf(blobs, input), classOf(input, node), () =>
      wantService(input.service, input.slices, node)
        .map(({ server }) => ({ hash: hashVirtualServer(server), server }))
        .sort(inOrder),
    )

  const prepare = (services: Services, node: ProxyNode): Prepared =>
    remember(mapOf(prepared, services), kindOf(node), () => {
      const common: Blob[] = []
      const special: ServiceInput[] = []
      for (const input of services.values()) {
        if (dependsOnNode(input)) special.push(input)
        else for (const blob of blobsOf(input, node)) common.push(blob)
      }
      const ordered = inOrderOfBefore(orders.get(kindOf(node)) ?? [], common)
      orders.set(kindOf(node), ordered)
      return { common: ordered, special, tables: new Map() }
    })

  return (services, node) => {
    const { common, special, tables } = prepare(services, node)
    const name = special.length === 0 ? '' : [node.node, node.zone, ...node.nodePortAddresses].join('\n')
    return remember(tables, name, () => {
      const own = special.flatMap((input) => blobsOf(input, node)).sort(inOrder)
      return toTable(own.length === 0 ? common : merge(common, own))
    })
  }
}

const inOrder = (a: Blob, b: Blob): number => compareMatches(a.server.match, b.server.match)

/**
 * Sorted, quickly where little changed: blobs that were there before keep their place among each
 * other, the others are merged in.
 */
function inOrderOfBefore(before: readonly Blob[], blobs: readonly Blob[]): readonly Blob[] {
  const now = new Set(blobs)
  const kept = before.filter((blob) => now.delete(blob))
  return merge(kept, [...now].sort(inOrder))
}

/** Two lists in order to one. */
function merge(many: readonly Blob[], few: readonly Blob[]): readonly Blob[] {
  const made: Blob[] = []
  let at = 0
  for (const blob of few) {
    const place = placeOf(many, blob, at)
    for (; at < place; at++) made.push(many[at]!)
    made.push(blob)
  }
  for (; at < many.length; at++) made.push(many[at]!)
  return made
}

/** First place from `low` on whose blob comes after. */
function placeOf(sorted: readonly Blob[], blob: Blob, low: number): number {
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (inOrder(sorted[middle]!, blob) <= 0) low = middle + 1
    else high = middle
  }
  return low
}

function toTable(blobs: readonly Blob[]): WantedTable {
  const table = blobs.map(({ hash }) => hash)
  return { hash: hashTable(table), table, servers: blobs.map(({ server }) => server) }
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

/** Nodes of equal kind differ in nothing but their own name, zone and addresses. */
const kindOf = (node: ProxyNode): string => `${node.scheduler} ${node.showsSchedulerFlags}`

const isLocal = ({ service }: ServiceInput): boolean =>
  service.internalTrafficPolicy === 'Local' || service.externalTrafficPolicy === 'Local'
const isHinted = ({ slices }: ServiceInput): boolean =>
  slices.some((slice) => slice.endpoints.some((each) => each.zoneHints.length + each.nodeHints.length > 0))
const hasNodePort = ({ service }: ServiceInput): boolean => service.ports.some((port) => port.nodePort !== 0)

const dependsOnNode = (input: ServiceInput): boolean => hasNodePort(input) || isLocal(input) || isHinted(input)

/** Nodes of equal class get equal virtual servers for this Service. */
function classOf(input: ServiceInput, node: ProxyNode): string {
  const parts = [input.service.scheduler ?? node.scheduler, String(node.showsSchedulerFlags)]
  if (dependsOnNode(input)) parts.push(node.node, node.zone)
  if (hasNodePort(input)) parts.push(...node.nodePortAddresses)
  return parts.join(' ')
}
