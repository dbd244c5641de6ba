/** The network of each node as its facts tell it: what is local, which device a packet leaves by, who has an address. */
import { familyOf } from '../address.ts'
import { type Cluster, type Node, tableHashOf } from '../cluster.ts'
import type { NodeName } from '../ids.ts'
import type { Device } from '../sources/devices/index.ts'
import { factOf } from '../sources/facts-of.ts'
import { type Route, routesOf } from '../sources/routes/index.ts'
import { rulesOf } from '../sources/rules/index.ts'
import { tableIndexOf } from '../table-index.ts'
import type { VirtualServer } from '../topology.ts'
import { type Chosen, chooseRoute, type Sent } from './choose-route.ts'
import type { DeviceKind } from './walk.ts'

export interface NodeNetwork {
  readonly name: NodeName
  /** Null where devices, or routes, are not known. */
  readonly devices: readonly Device[] | null
  readonly routes: readonly Route[] | null
  /** Addresses of devices that are up, and of kube-ipvs0: what the kernel takes packets for. */
  isLocal(address: string): boolean
  /** The device that has an address; null for none that is up. */
  deviceOf(address: string): string | null
  /** An address of a device, of the given family; null for none. */
  addressOf(device: string, family: 4 | 6): string | null
  /** Of devices that are up, but those every node has. */
  readonly ownAddresses: readonly string[]
  /** Its address on the network between nodes; null where not known. */
  readonly lanAddress: string | null
  /** The way out of what the node sends by itself, its source not chosen. Null where no route fits or none are known. */
  routeTo(address: string): Route | null
  /** The same of a packet, with the rule that chose it. */
  lookUp(packet: Sent): Chosen
  kindOf(device: string): DeviceKind
  device(name: string): Device | null
  setting(name: string): string | null
  /** The kernel's virtual server of a key; null where there is none or the table is not known. */
  virtualServer(key: string): VirtualServer | null
  readonly isTableKnown: boolean
  readonly conntrack: Node['conntrack']
}

export interface Networks {
  of(node: NodeName): NodeNetwork | null
  /** The node that has an address on a device; null for none known. */
  ownerOf(address: string): NodeName | null
}

type Known = Pick<Cluster, 'nodes' | 'facts' | 'tables' | 'virtualServers'>

export function makeNetworks(cluster: Known): Networks {
  const made = new Map<NodeName, NodeNetwork>()
  const owners = new Map<string, NodeName>()
  for (const { name, addresses, kube } of cluster.nodes.values())
    for (const address of [...(kube?.addresses ?? []), ...addresses.map((each) => each.address)])
      if (!isEverywhere(address)) owners.set(address, name)
  return {
    ownerOf: (address) => owners.get(address) ?? null,
    of(name) {
      const node = cluster.nodes.get(name)
      if (node === undefined) return null
      const network = made.get(name) ?? makeNetwork(cluster, node)
      made.set(name, network)
      return network
    },
  }
}

const isEverywhere = (address: string): boolean =>
  address.startsWith('127.') || address === '::1' || /^fe[89ab]/i.test(address)

function makeNetwork(cluster: Known, node: Node): NodeNetwork {
  const read = <Value>(told: { readonly is: string; readonly value?: Value } | null): Value | null =>
    told?.is === 'read' ? (told.value ?? null) : null
  const devices = read(factOf(cluster, node, 'devices'))?.entries ?? null
  const told = read(factOf(cluster, node, 'routes'))
  const routes = told && routesOf(told)
  const rules = read(factOf(cluster, node, 'rules'))
  const lookUp = (packet: Sent): Chosen =>
    routes === null
      ? { route: null, rule: null }
      : chooseRoute(routes, rules && rulesOf(rules, familyOf(packet.to)), packet)
  const services = new Set(read(factOf(cluster, node, 'serviceAddresses'))?.addresses)
  const settings = new Map(read(factOf(cluster, node, 'settings'))?.values)
  const own = new Map(node.addresses.map(({ address, device }) => [address, device]))
  const table = tableIndexOf(cluster as Cluster, tableHashOf(node))
  return {
    name: node.name,
    devices,
    routes,
    isLocal: (address) => own.has(address) || services.has(address),
    deviceOf: (address) => own.get(address) ?? null,
    addressOf: (device, family) =>
      node.addresses.find((each) => each.device === device && familyOf(each.address) === family)?.address ?? null,
    ownAddresses: [...own.keys()].filter((address) => !isEverywhere(address)),
    lanAddress: node.kube?.addresses[0] ?? null,
    routeTo: (to) => lookUp({ to, from: null, device: null }).route,
    lookUp,
    kindOf: (name) => kindOf(name, devices?.find((each) => each.name === name) ?? null, node),
    device: (name) => devices?.find((each) => each.name === name) ?? null,
    setting: (name) => settings.get(name) ?? null,
    virtualServer(key) {
      const at = table.positions.get(key as never)
      return at === undefined ? null : (table.servers[at] ?? null)
    },
    isTableKnown: node.table.is === 'read',
    conntrack: node.conntrack,
  }
}

const tunnels = new Set(['ipip', 'sit', 'ip6tnl', 'gre', 'gretap', 'vxlan', 'geneve', 'wireguard'])

/** What a device is for: the one with the node's own address is of the network between nodes, a veth leads to a Pod. */
function kindOf(name: string, device: Device | null, node: Node): DeviceKind {
  if (device !== null && tunnels.has(device.kind)) return 'tunnel'
  const lan = node.addresses.find(({ address }) => node.kube?.addresses.includes(address))
  if (lan?.device === name) return 'lan'
  return device?.kind === 'veth' ? 'pod' : 'other'
}
