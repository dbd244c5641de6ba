/**
 * A node's network as Calico with IPIP leaves it: the LAN on enp4s4, tunl0 with the first address of
 * the node's Pod block, a route through it to every other node's block, and kube-ipvs0, which stays
 * down and only makes ClusterIPs local.
 */
import { writeFileSync } from 'node:fs'
import { gateway, type LabNode, lanDevice } from '../reference-case.ts'
import { run } from './run.ts'

const schedulers = ['rr', 'wrr', 'lc', 'wlc', 'lblc', 'lblcr', 'sh', 'dh', 'mh', 'sed', 'nq', 'fo', 'ovf']
const modules = [
  'ip_vs',
  ...schedulers.map((name) => `ip_vs_${name}`),
  ...['veth', 'dummy', 'ipip', 'af_packet', 'nf_conntrack', 'nf_conntrack_netlink', 'nf_nat', 'iptable_nat'],
  ...[
    'iptable_filter',
    'ip_set',
    'ip_set_hash_ipport',
    'ip_set_hash_ipportip',
    'ip_set_bitmap_port',
    'xt_set',
    'xt_comment',
    'xt_mark',
  ],
  ...['xt_MASQUERADE', 'xt_conntrack', 'xt_addrtype', 'xt_ipvs'],
]

/** kube-proxy's own, then what Calico and the kubelet set. */
const settings: readonly (readonly [string, string])[] = [
  ['net/ipv4/vs/conntrack', '1'],
  ['net/ipv4/vs/expire_nodest_conn', '1'],
  ['net/ipv4/vs/expire_quiescent_template', '1'],
  ['net/ipv4/ip_forward', '1'],
  ['net/netfilter/nf_conntrack_max', '131072'],
  ['net/netfilter/nf_conntrack_tcp_timeout_established', '86400'],
  ['net/netfilter/nf_conntrack_tcp_timeout_close_wait', '3600'],
]

/** Input of `ip -batch`. */
export function networkBatch(node: LabNode, nodes: readonly LabNode[]): string {
  const others = nodes.filter((other) => other.name !== node.name)
  return [
    'link set lo up',
    `link set vec0 name ${lanDevice}`,
    `address add ${node.address}/24 dev ${lanDevice}`,
    `link set ${lanDevice} up`,
    `route add default via ${gateway} dev ${lanDevice}`,
    'link set tunl0 mtu 1480',
    'link set tunl0 up',
    `address add ${node.tunnelAddress}/32 dev tunl0`,
    `route add blackhole ${node.block} proto bird`,
    ...others.map((other) => `route add ${other.block} via ${other.address} dev tunl0 proto bird onlink`),
    'link add kube-ipvs0 type dummy',
    '',
  ].join('\n')
}

export async function buildNetwork(node: LabNode, nodes: readonly LabNode[]): Promise<void> {
  writeFileSync('/proc/sys/kernel/hostname', node.name)
  await run(['modprobe', '-d', '/run/kernel', '-a', ...modules])
  for (const [path, value] of settings) writeFileSync(`/proc/sys/${path}`, value)
  await run(['ip', '-batch', '-'], networkBatch(node, nodes))
}
