/** What iproute2 prints on a simulated node: Calico with IPIP, kube-proxy's kube-ipvs0, a device for each Pod. */
import { familyOf, formatIpv4, parseIpv4 } from '#model/address.ts'
import { serviceDevice } from '#model/sources/service-addresses/index.ts'
import { caliDevice, type LocalPod, type Neighbour, type NodeNetwork, tunnelAddressOf } from '../network.ts'

const up = ['UP', 'LOWER_UP']
/** Bytes an IPIP header takes. */
const tunnelHeader = 20
const lanMtu = 1500

/** `ip -j -d link show` */
export function printLinks(network: NodeNetwork, pods: readonly LocalPod[], hasIpvs: boolean): string {
  const tunnel = {
    ifname: 'tunl0',
    flags: ['NOARP', ...up],
    mtu: lanMtu - tunnelHeader,
    link_type: 'ipip',
    linkinfo: { info_kind: 'ipip', info_data: { proto: 'any', remote: 'any', local: 'any', ttl: 0, pmtudisc: false } },
  }
  const links: object[] = [
    { ifname: 'lo', flags: ['LOOPBACK', ...up], mtu: 65_536, link_type: 'loopback' },
    { ifname: network.device, flags: ['BROADCAST', 'MULTICAST', ...up], mtu: lanMtu, link_type: 'ether' },
    ...(tunnelAddressOf(network) === null ? [] : [tunnel]),
    ...(hasIpvs ? [{ ...serviceLink, mtu: lanMtu, link_type: 'ether', linkinfo: { info_kind: 'dummy' } }] : []),
    ...pods.map(({ namespace, name }) => ({
      ifname: caliDevice(namespace, name),
      flags: ['BROADCAST', 'MULTICAST', ...up],
      mtu: lanMtu - tunnelHeader,
      link_type: 'ether',
      linkinfo: { info_kind: 'veth' },
    })),
  ]
  return JSON.stringify(links.map((link, at) => ({ ifindex: at + 1, ...link })))
}

/** Off, and silent to ARP, as kube-proxy makes it. */
const serviceLink = { ifname: serviceDevice, flags: ['BROADCAST', 'NOARP'] }

/** `ip -j address show dev kube-ipvs0` */
export function printServiceAddresses(addresses: readonly string[]): string {
  const addr_info = addresses.map((local) =>
    familyOf(local) === 4
      ? { family: 'inet', local, prefixlen: 32, scope: 'global' }
      : { family: 'inet6', local, prefixlen: 128, scope: 'global' },
  )
  return JSON.stringify([{ ifindex: 4, ...serviceLink, mtu: lanMtu, addr_info }])
}

/** `ip -4 -j route show table all`, without the table `local`. */
export function printRoutes(network: NodeNetwork, others: readonly Neighbour[], pods: readonly LocalPod[]): string {
  const { gateway, device, address, podBlock } = network
  const routes: object[] = [
    { dst: 'default', gateway, dev: device, flags: [] },
    ...others.flatMap((other) =>
      other.podBlock === null
        ? []
        : [{ dst: other.podBlock, gateway: other.address, dev: 'tunl0', protocol: 'bird', flags: ['onlink'] }],
    ),
    ...(podBlock === null ? [] : [{ type: 'blackhole', dst: podBlock, protocol: 'bird', flags: [] }]),
    ...pods.map((pod) => ({ dst: pod.address, dev: caliDevice(pod.namespace, pod.name), scope: 'link', flags: [] })),
    { dst: lanOf(network), dev: device, protocol: 'kernel', scope: 'link', prefsrc: address, flags: [] },
  ]
  return JSON.stringify(routes)
}

/** `ip -6 -j route show table all` */
export const printIpv6Routes = ({ ipv6, device }: NodeNetwork): string =>
  JSON.stringify(
    ipv6 === null
      ? []
      : [{ dst: `${ipv6.split('::')[0]}::/64`, dev: device, protocol: 'kernel', metric: 256, flags: [] }],
  )

function lanOf({ address, lanPrefix }: NodeNetwork): string {
  const mask = (-1 << (32 - lanPrefix)) >>> 0
  return `${formatIpv4(((parseIpv4(address) ?? 0) & mask) >>> 0)}/${lanPrefix}`
}
