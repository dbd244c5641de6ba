/** What iproute2 prints on a simulated node: Calico with IPIP, kube-proxy's kube-ipvs0, a device for each Pod. */
import { familyOf } from '#model/address.ts'
import { caliDevice, type LocalPod, type Neighbour, type NodeNetwork, tunnelAddressOf } from '../network.ts'

const up = ['UP', 'LOWER_UP']

/** `ip -j -d link show` */
export function printLinks(network: NodeNetwork, pods: readonly LocalPod[], hasIpvs: boolean): string {
  const links: object[] = [
    { ifname: 'lo', flags: ['LOOPBACK', ...up], mtu: 65_536, operstate: 'UNKNOWN', link_type: 'loopback' },
    {
      ifname: network.device,
      flags: ['BROADCAST', 'MULTICAST', ...up],
      mtu: 1500,
      operstate: 'UP',
      link_type: 'ether',
    },
  ]
  if (tunnelAddressOf(network) !== null)
    links.push({
      ifname: 'tunl0',
      flags: ['NOARP', ...up],
      mtu: 1480,
      operstate: 'UNKNOWN',
      link_type: 'ipip',
      linkinfo: {
        info_kind: 'ipip',
        info_data: { proto: 'ipip', remote: 'any', local: 'any', ttl: 0, pmtudisc: true },
      },
    })
  if (hasIpvs)
    links.push({
      ifname: 'kube-ipvs0',
      flags: ['BROADCAST', 'NOARP'],
      mtu: 1500,
      operstate: 'DOWN',
      link_type: 'ether',
      linkinfo: { info_kind: 'dummy' },
    })
  for (const pod of pods)
    links.push({
      ifname: caliDevice(pod.namespace, pod.name),
      flags: ['BROADCAST', 'MULTICAST', ...up],
      mtu: 1480,
      operstate: 'UP',
      link_type: 'ether',
      linkinfo: { info_kind: 'veth' },
    })
  return JSON.stringify(links.map((link, index) => ({ ifindex: index + 1, ...link })))
}

/** `ip -j address show dev kube-ipvs0` */
export function printServiceAddresses(addresses: readonly string[]): string {
  const addr_info = addresses.map((local) => ({
    family: familyOf(local) === 4 ? 'inet' : 'inet6',
    local,
    prefixlen: familyOf(local) === 4 ? 32 : 128,
    scope: 'global',
  }))
  return JSON.stringify([
    { ifindex: 4, ifname: 'kube-ipvs0', flags: ['BROADCAST', 'NOARP'], mtu: 1500, operstate: 'DOWN', addr_info },
  ])
}

/** `ip -j route show table all` */
export function printRoutes(
  network: NodeNetwork,
  others: readonly Neighbour[],
  pods: readonly LocalPod[],
  serviceAddresses: readonly string[],
): string {
  const lan = network.address.split('.').slice(0, 3).join('.')
  const routes: object[] = [
    { dst: 'default', gateway: network.gateway, dev: network.device, protocol: 'static', flags: [] },
    {
      dst: `${lan}.0/${network.lanPrefix}`,
      dev: network.device,
      protocol: 'kernel',
      scope: 'link',
      prefsrc: network.address,
      flags: [],
    },
  ]
  for (const { podBlock, address } of others)
    if (podBlock !== null)
      routes.push({ dst: podBlock, gateway: address, dev: 'tunl0', protocol: 'bird', flags: ['onlink'] })
  if (network.podBlock !== null) routes.push({ type: 'blackhole', dst: network.podBlock, protocol: 'bird', flags: [] })
  for (const pod of pods)
    routes.push({ dst: pod.address, dev: caliDevice(pod.namespace, pod.name), scope: 'link', flags: [] })
  for (const dst of serviceAddresses)
    routes.push({
      type: 'local',
      dst,
      dev: 'kube-ipvs0',
      table: 'local',
      protocol: 'kernel',
      scope: 'host',
      prefsrc: dst,
      flags: [],
    })
  return JSON.stringify(routes)
}
