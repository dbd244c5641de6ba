/** The network of each node as its facts tell it: what is local, which device a packet leaves by, who has an address. */
import { familyOf, parseIpv4, parseIpv6 } from '../address.ts'
import { type Cluster, type Node, tableHashOf } from '../cluster.ts'
import type { NodeName } from '../ids.ts'
import type { Device } from '../sources/devices/index.ts'
import { factOf } from '../sources/facts-of.ts'
import { type Route, routesOf } from '../sources/routes/index.ts'
import { tableIndexOf } from '../table-index.ts'
import type { VirtualServer } from '../topology.ts'
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
  /** The way out: the longest prefix that fits, then the smallest metric. Null where no route fits or none are known. */
  routeTo(address: string): Route | null
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
    routeTo: (address) => routes && bestRoute(routes, address),
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

/** Of the main table: rules that choose another are not read. */
export function bestRoute(routes: readonly Route[], address: string): Route | null {
  let best: Route | null = null
  let length = -1
  for (const route of routes) {
    if (route.table !== 'main') continue
    const [network = '', bits = '0'] = route.to.split('/')
    const prefix = Number(bits)
    if (prefix < length || !isWithin(address, network, prefix)) continue
    if (prefix === length && (route.metric ?? 0) >= (best?.metric ?? 0)) continue
    best = route
    length = prefix
  }
  return best
}

/** Whether an address lies in a network. False for addresses of two families. */
export function isWithin(address: string, network: string, prefix: number): boolean {
  if (familyOf(address) !== familyOf(network)) return false
  if (familyOf(address) === 4) {
    const [a, b] = [parseIpv4(address), parseIpv4(network)]
    return a !== null && b !== null && (prefix === 0 || a >>> (32 - prefix) === b >>> (32 - prefix))
  }
  const [a, b] = [parseIpv6(address), parseIpv6(network)]
  if (a === null || b === null) return false
  for (let at = 0, left = prefix; left > 0; at++, left -= 16) {
    const shift = Math.max(0, 16 - left)
    if (a[at]! >> shift !== b[at]! >> shift) return false
  }
  return true
}
