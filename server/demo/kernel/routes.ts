/** Routes of a simulated node as Calico with IPIP lays them, IPv6 without tunnels; and which of them an address takes. */
import { type Family, familyOf, formatIpv4, parseIpv4, parseIpv6 } from '#model/address.ts'
import { ipv6BlockBeside } from '../cluster/addresses.ts'
import { tunnelDevice } from './devices.ts'
import { caliDevice, type LocalPod, type Neighbour, type NodeNetwork } from './network.ts'

export interface Route {
  readonly family: Family
  /** `default`, `100.66.209.192/26`, or one address. */
  readonly to: string
  /** Null for what is on the link, and for a blackhole. */
  readonly via: string | null
  /** Null for a blackhole. */
  readonly device: string | null
  readonly protocol: 'bird' | 'kernel' | null
  /** The next hop need be in no network of the device. */
  readonly isOnlink: boolean
  /** Source of the node's own packets by this route; null where the device's address is. */
  readonly source: string | null
}

const route = (family: Family, to: string, rest: Partial<Route>): Route => ({
  family,
  to,
  via: null,
  device: null,
  protocol: null,
  isOnlink: false,
  source: null,
  ...rest,
})

/** `stray`: next hops other than the neighbour itself, by Pod block. */
export function layRoutes(
  network: NodeNetwork,
  others: readonly Neighbour[],
  pods: readonly LocalPod[],
  stray: ReadonlyMap<string, string>,
): readonly Route[] {
  const { device, gateway, podBlock, ipv6 } = network
  const routes = [
    route(4, 'default', { via: gateway, device }),
    ...others.flatMap(({ podBlock: to, address }) =>
      to === null
        ? []
        : [route(4, to, { via: stray.get(to) ?? address, device: tunnelDevice, protocol: 'bird', isOnlink: true })],
    ),
    ...(podBlock === null ? [] : [route(4, podBlock, { protocol: 'bird' })]),
    ...pods.map((pod) => route(4, pod.address, { device: caliDevice(pod.namespace, pod.name) })),
    route(4, lanOf(network), { device, protocol: 'kernel', source: network.address }),
  ]
  if (ipv6 === null) return routes
  return [
    ...routes,
    route(6, `${ipv6.split('::')[0]}::/64`, { device, protocol: 'kernel' }),
    ...others.flatMap((other) =>
      other.podBlock === null || !other.ipv6
        ? []
        : [route(6, ipv6BlockBeside(other.podBlock), { via: other.ipv6, device, protocol: 'bird' })],
    ),
    ...(podBlock === null ? [] : [route(6, ipv6BlockBeside(podBlock), { protocol: 'bird' })]),
    ...pods.flatMap((pod) => (pod.ipv6 ? [route(6, pod.ipv6, { device: caliDevice(pod.namespace, pod.name) })] : [])),
  ]
}

function lanOf({ address, lanPrefix }: NodeNetwork): string {
  const mask = (-1 << (32 - lanPrefix)) >>> 0
  return `${formatIpv4(((parseIpv4(address) ?? 0) & mask) >>> 0)}/${lanPrefix}`
}

/** The most specific that fits; null where none does, which is how IPv6 leaves the cluster here. */
export function findRoute(routes: readonly Route[], address: string): Route | null {
  const family = familyOf(address)
  const bits = bitsOf(address)
  let best: Route | null = null
  let longest = -1
  for (const each of routes) {
    if (each.family !== family) continue
    const prefix = prefixOf(each)
    if (prefix.length > longest && bits.startsWith(prefix)) {
      best = each
      longest = prefix.length
    }
  }
  return best
}

/** Of a route, made once. */
const prefixes = new WeakMap<Route, string>()

function prefixOf(each: Route): string {
  let prefix = prefixes.get(each)
  if (prefix === undefined) {
    const [network = '', length] = each.to === 'default' ? ['0.0.0.0', '0'] : each.to.split('/')
    prefix = bitsOf(network).slice(0, length === undefined ? undefined : Number(length))
    prefixes.set(each, prefix)
  }
  return prefix
}

/** `0` and `1`, 32 or 128 of them. */
function bitsOf(address: string): string {
  if (familyOf(address) === 4) return (parseIpv4(address) ?? 0).toString(2).padStart(32, '0')
  return (parseIpv6(address) ?? []).map((group) => group.toString(2).padStart(16, '0')).join('')
}
