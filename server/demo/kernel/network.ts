/** Devices and routes of a simulated node as Calico with IPIP lays them: a block of Pod addresses each, tunnels between. */
import { createHash } from 'node:crypto'
import { parseIpv4 } from '#model/address.ts'
import type { Address } from '#model/cluster.ts'
import type { Route } from './routes.ts'

export interface Neighbour {
  /** Address on the LAN. */
  readonly address: string
  /** `100.66.209.192/26`; null where a node runs no Pods of its own network. */
  readonly podBlock: string | null
  /** IPv6 address on the LAN; null for none. */
  readonly ipv6?: string | null
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
  readonly ipv6?: string | null
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

/** `/proc/net/route` (fib_trie.c), of the IPv4 ones: every line is padded to 127 columns. */
export function formatRoutes(routes: readonly Route[]): string {
  const lines = routes.flatMap(({ family, to, via, device }) => {
    if (family === 6) return []
    const [address = '', length = '32'] = to === 'default' ? ['0.0.0.0', '0'] : to.split('/')
    const flag = flags.up | (via === null ? 0 : flags.gateway) | (length === '32' ? flags.host : 0)
    // A blackhole has no device, and is no reject.
    return [line(device ?? '*', address, Number(length), via ?? '0.0.0.0', flag)]
  })
  return [header, ...lines].map((each) => `${each.padEnd(127)}\n`).join('')
}
