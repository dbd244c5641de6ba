/** What iproute2 prints on a simulated node: Calico with IPIP, kube-proxy's kube-ipvs0, a device for each Pod. */
import { type Family, familyOf } from '#model/address.ts'
import type { SimulatedDevice } from '../devices.ts'
import type { Route } from '../routes.ts'

const up = ['UP', 'LOWER_UP']
const broadcast = ['BROADCAST', 'MULTICAST', ...up]

/** `ip -j -d link show` */
export const printLinks = (devices: readonly SimulatedDevice[]): string => JSON.stringify(devices.map(printLink))

function printLink({ index, name, kind, mtu }: SimulatedDevice): object {
  const named = { ifindex: index, ifname: name, mtu }
  switch (kind) {
    case 'loopback':
      return { ...named, flags: ['LOOPBACK', ...up], link_type: 'loopback' }
    case 'lan':
      return { ...named, flags: broadcast, link_type: 'ether' }
    case 'ipip': {
      const info_data = { proto: 'any', remote: 'any', local: 'any', ttl: 0, pmtudisc: false }
      return { ...named, flags: ['NOARP', ...up], link_type: 'ipip', linkinfo: { info_kind: 'ipip', info_data } }
    }
    case 'dummy':
      return { ...named, flags: serviceFlags, link_type: 'ether', linkinfo: { info_kind: 'dummy' } }
    case 'veth':
      return { ...named, flags: broadcast, link_type: 'ether', linkinfo: { info_kind: 'veth' } }
  }
}

/** Off, and silent to ARP, as kube-proxy makes it. */
const serviceFlags = ['BROADCAST', 'NOARP']

/** `ip -j address show dev kube-ipvs0` */
export function printServiceAddresses({ index, name, mtu }: SimulatedDevice, addresses: readonly string[]): string {
  const addr_info = addresses.map((local) =>
    familyOf(local) === 4
      ? { family: 'inet', local, prefixlen: 32, scope: 'global' }
      : { family: 'inet6', local, prefixlen: 128, scope: 'global' },
  )
  return JSON.stringify([{ ifindex: index, ifname: name, flags: serviceFlags, mtu, addr_info }])
}

/** `ip -4 -j route show table all` or the same with `-6`, without the table `local`. */
export const printRoutes = (routes: readonly Route[], family: Family): string =>
  JSON.stringify(routes.filter((each) => each.family === family).map(family === 4 ? printRoute : printIpv6Route))

function printRoute({ to, via, device, protocol, isOnlink, source }: Route): object {
  return {
    ...(device === null ? { type: 'blackhole', dst: to } : { dst: to }),
    ...(via === null ? {} : { gateway: via }),
    ...(device === null ? {} : { dev: device }),
    ...(protocol === null ? {} : { protocol }),
    ...(device === null || via !== null ? {} : { scope: 'link' }),
    ...(source === null ? {} : { prefsrc: source }),
    flags: isOnlink ? ['onlink'] : [],
  }
}

/** `ip -4 -j rule` or the same with `-6`: those a kernel has by itself. */
export const printRules = (family: Family): string =>
  JSON.stringify([
    { priority: 0, src: 'all', table: 'local' },
    { priority: 32_766, src: 'all', table: 'main' },
    ...(family === 4 ? [{ priority: 32_767, src: 'all', table: 'default' }] : []),
  ])

/** A blackhole is at `lo`, and every route has a metric. */
function printIpv6Route({ to, via, device, protocol }: Route): object {
  return {
    ...(device === null ? { type: 'blackhole', dst: to } : { dst: to }),
    ...(via === null ? {} : { gateway: via }),
    dev: device ?? 'lo',
    ...(protocol === null ? {} : { protocol }),
    metric: protocol === 'kernel' ? 256 : 1_024,
    flags: [],
  }
}
