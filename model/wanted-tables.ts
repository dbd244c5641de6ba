/**
 * The tables all nodes should have, kept up at the cost of what changed: the virtual servers of a
 * Service are worked out once for all nodes that would get the same, and again only when the
 * Service or its slices are other objects than before. What is equal for all nodes is put in order
 * once; what depends on the node is merged into it.
 */
import type { ServiceId, TableHash } from './ids.ts'
import type { EndpointSlice } from './kube/endpoint-slice.ts'
import type { KubeService } from './kube/service.ts'
import { type ProxyNode, wantService } from './kube-proxy/want.ts'
import { compareEntries, mergeEntries, type TableEntry } from './table-entries.ts'
import { hashTable, hashVirtualServer, type Table, type VirtualServer } from './topology.ts'

export interface ServiceInput {
  readonly service: KubeService
  readonly slices: readonly EndpointSlice[]
}

interface Named {
  readonly hash: TableHash
  readonly table: Table
}

export interface WantedTable extends Named {
  /** The virtual servers, in the table's order. */
  readonly servers: readonly VirtualServer[]
}

/** A Service whose virtual servers are not the same on all nodes, and by what they differ. */
interface Special {
  readonly input: ServiceInput
  readonly byNode: boolean
  readonly byZone: boolean
  readonly byAddresses: boolean
}

/** The Services as one kind of kube-proxy sees them: what all nodes get, in order, and what depends on the node. */
interface Prepared {
  readonly common: readonly TableEntry[]
  readonly special: readonly Special[]
  readonly tables: Map<string, WantedTable>
}

type Services = ReadonlyMap<ServiceId, ServiceInput>

export interface WantedTables {
  /**
   * What the node should have. `alike` is a table that may well be the same, such as the one it
   * has: comparing costs less than hashing.
   */
  of(services: Services, node: ProxyNode, alike: Named | null): WantedTable
  /** Whether nodes of this kind all get the same. */
  isCommon(services: Services, node: ProxyNode): boolean
}

export function makeWantedTables(): WantedTables {
  const entries = new WeakMap<ServiceInput, Map<string, readonly TableEntry[]>>()
  const prepared = new WeakMap<Services, Map<string, Prepared>>()
  const orders = new Map<string, readonly TableEntry[]>()

  const entriesOf = (input: ServiceInput, nodeClass: string, node: ProxyNode): readonly TableEntry[] =>
    remember(mapOf(entries, input), `${kindOf(node)} ${nodeClass}`, () =>
      wantService(input.service, input.slices, node)
        .map(({ server }) => ({ hash: hashVirtualServer(server), server }))
        .sort(compareEntries),
    )

  const prepare = (services: Services, node: ProxyNode): Prepared =>
    remember(mapOf(prepared, services), kindOf(node), () => {
      const common: TableEntry[] = []
      const special: Special[] = []
      for (const input of services.values()) {
        const found = specialOf(input)
        if (found !== null) special.push(found)
        else for (const entry of entriesOf(input, '', node)) common.push(entry)
      }
      const ordered = inOrderOfBefore(orders.get(kindOf(node)) ?? [], common)
      orders.set(kindOf(node), ordered)
      return { common: ordered, special, tables: new Map() }
    })

  return {
    isCommon: (services, node) => prepare(services, node).special.length === 0,
    of: (services, node, alike) => {
      const { common, special, tables } = prepare(services, node)
      return remember(tables, classOf(special, node), () => {
        const own = special.flatMap((each) => entriesOf(each.input, classOf([each], node), node)).sort(compareEntries)
        return toTable(own.length === 0 ? common : mergeEntries(common, own), alike)
      })
    },
  }
}

/**
 * Sorted, quickly where little changed: entries that were there before keep their place among each
 * other, the others are merged in.
 */
function inOrderOfBefore(before: readonly TableEntry[], entries: readonly TableEntry[]): readonly TableEntry[] {
  const now = new Set(entries)
  const kept = before.filter((entry) => now.delete(entry))
  return mergeEntries(kept, [...now].sort(compareEntries))
}

function toTable(entries: readonly TableEntry[], alike: Named | null): WantedTable {
  const servers = entries.map(({ server }) => server)
  if (alike?.table.length === entries.length && entries.every(({ hash }, at) => hash === alike.table[at]))
    return { ...alike, servers }
  const table = entries.map(({ hash }) => hash)
  return { hash: hashTable(table), table, servers }
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
const hasNodePort = ({ service }: ServiceInput): boolean => service.ports.some((port) => port.nodePort !== 0)
const hasHints = ({ slices }: ServiceInput, of: 'nodeHints' | 'zoneHints'): boolean =>
  slices.some((slice) => slice.endpoints.some((endpoint) => endpoint[of].length > 0))

const specials = new WeakMap<ServiceInput, Special | null>()

/** Null where all nodes get the same. Looked at once for each Service as it is. */
function specialOf(input: ServiceInput): Special | null {
  const known = specials.get(input)
  if (known !== undefined) return known
  const made = findSpecial(input)
  specials.set(input, made)
  return made
}

function findSpecial(input: ServiceInput): Special | null {
  const byNode = isLocal(input) || hasHints(input, 'nodeHints')
  const byZone = hasHints(input, 'zoneHints')
  const byAddresses = hasNodePort(input)
  return byNode || byZone || byAddresses ? { input, byNode, byZone, byAddresses } : null
}

/** Nodes of equal class get equal virtual servers for these Services. */
function classOf(special: readonly Special[], node: ProxyNode): string {
  const parts: string[] = []
  if (special.some(({ byNode }) => byNode)) parts.push(`node ${node.node}`)
  if (special.some(({ byZone }) => byZone)) parts.push(`zone ${node.zone}`)
  if (special.some(({ byAddresses }) => byAddresses)) parts.push(...node.nodePortAddresses)
  return parts.join(' ')
}
