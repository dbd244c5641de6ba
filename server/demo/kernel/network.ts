/** Devices and routes of a simulated node as Calico with IPIP lays them: a block of Pod addresses each, tunnels between. */
import { createHash } from 'node:crypto'
import { parseIpv4 } from '#model/address.ts'
import type { Address } from '#model/cluster.ts'

export interface Neighbour {
  /** Address on the LAN. */
  readonly address: string
  /** `100.66.209.192/26`; null where a node runs no Pods of its own network. */
  readonly podBlock: string | null
}

export interface NodeNetwork extends Neighbour {
  readonly device: string
  readonly lanPrefix: number
  readonly gateway: string
  /** IPv6 address on the LAN; null for none. */
  readonly ipv6: string | null
}

/** The first address of a block stands on tunl0. */
export const tunnelAddressOf = ({ podBlock }: Neighbour): string | null => podBlock?.split('/')[0] ?? null

/** Of the interfaces that are up: neither kube-ipvs0 nor the Pods' cali devices have any to tell. */
export function addressesOf(network: NodeNetwork): readonly Address[] {
  const tunnel = tunnelAddressOf(network)
  return [
    { device: 'lo', address: '127.0.0.1', prefix: 8 },
    { device: 'lo', address: '::1', prefix: 128 },
    { device: network.device, address: network.address, prefix: network.lanPrefix },
    ...(network.ipv6 === null ? [] : [{ device: network.device, address: network.ipv6, prefix: 64 }]),
    ...(tunnel === null ? [] : [{ device: 'tunl0', address: tunnel, prefix: 32 }]),
  ]
}

/** Calico's name of a Pod's device on the host. */
export const caliDevice = (namespace: string, pod: string): string =>
  `cali${createHash('sha1').update(`${namespace}.${pod}`).digest('hex').slice(0, 11)}`

export interface LocalPod {
  readonly namespace: string
  readonly name: string
  readonly address: string
}

const header = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT'

/** Addresses are printed as numbers of a little-endian machine. */
const swapped = (value: number): string =>
  [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24]
    .map((byte) => byte.toString(16).toUpperCase().padStart(2, '0'))
    .join('')

const maskOf = (prefix: number): number => (prefix === 0 ? 0 : (-1 << (32 - prefix)) >>> 0)

const flags = { up: 0x1, gateway: 0x2, host: 0x4 }

function line(device: string, to: string, prefix: number, via: string, flag: number): string {
  const mask = maskOf(prefix)
  const destination = ((parseIpv4(to) ?? 0) & mask) >>> 0
  const shown = flag.toString(16).toUpperCase().padStart(4, '0')
  return [device, swapped(destination), swapped(parseIpv4(via) ?? 0), shown, 0, 0, 0, swapped(mask), 0, 0, 0].join('\t')
}

/** `/proc/net/route` (fib_trie.c): every line is padded to 127 columns. */
export function formatRoutes(network: NodeNetwork, others: readonly Neighbour[], pods: readonly LocalPod[]): string {
  const lines = [
    line(network.device, '0.0.0.0', 0, network.gateway, flags.up | flags.gateway),
    line(network.device, network.address, network.lanPrefix, '0.0.0.0', flags.up),
  ]
  for (const { podBlock, address } of others) {
    const [to, prefix] = podBlock?.split('/') ?? []
    if (to !== undefined) lines.push(line('tunl0', to, Number(prefix), address, flags.up | flags.gateway))
  }
  const [own, prefix] = network.podBlock?.split('/') ?? []
  // A blackhole has no device, and is no reject.
  if (own !== undefined) lines.push(line('*', own, Number(prefix), '0.0.0.0', flags.up))
  for (const pod of pods) {
    lines.push(line(caliDevice(pod.namespace, pod.name), pod.address, 32, '0.0.0.0', flags.up | flags.host))
  }
  return [header, ...lines].map((each) => `${each.padEnd(127)}\n`).join('')
}
