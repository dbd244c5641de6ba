/** Routes of a node as `/proc/net/route` and `/proc/net/ipv6_route` tell them: the main table only (fib_trie.c, ip6_fib.c). */
import { formatIpv4, formatIpv6 } from '../../address.ts'
import type { Route } from './line.ts'

/**
 *     Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
 *     tunl0	C0D14264	348AA8C0	0003	0	0	0	C0FFFFFF	0	0	0
 *     *	40BD7564	00000000	0001	0	0	0	C0FFFFFF	0	0	0
 *
 * Addresses are 32-bit numbers in the byte order of the machine: little-endian ones only. Device `*` is a
 * blackhole. Routes that are not up, or reject, are left out. Lines not understood are passed over.
 */
export function parseRoutes(text: string): Route[] {
  return text.split('\n').flatMap((line) => {
    const [device = '', to = '', via = '', flags = '', , , metric = '', mask = ''] = line
      .split('\t')
      .map((part) => part.trim())
    if (![to, via, mask].every((part) => /^[0-9A-F]{8}$/.test(part)) || !isUsable(Number.parseInt(flags, 16))) return []
    const bits = reversed(mask)
    const prefix = bits === 0 ? 0 : 32 - Math.log2((~bits >>> 0) + 1)
    const gateway = reversed(via)
    return [
      makeRoute(
        `${formatIpv4(reversed(to))}/${prefix}`,
        gateway === 0 ? null : formatIpv4(gateway),
        device === '*' ? null : device,
        Number(metric),
      ),
    ]
  })
}

/**
 *     fd000001000000000000000000000000 40 0000…0000 00 fe80…0001 00000400 00000001 00000000 00000003     eth0
 *
 * Destination and its prefix length (hex), source and its, next hop, metric, references, uses,
 * flags, device. Local, link-local and multicast entries are left out.
 */
export function parseIpv6Routes(text: string): Route[] {
  return text.split('\n').flatMap((line) => {
    const [to = '', prefix = '', , , via = '', metric = '', , , flags = '', device = ''] = line.trim().split(/ +/)
    if (!/^[0-9a-f]{32}$/.test(to) || !/^[0-9a-f]{32}$/.test(via) || device === '' || device === 'lo') return []
    if (!isUsable(Number.parseInt(flags, 16)) || /^f(e[89ab]|f)/.test(to)) return []
    const gateway = ipv6Of(via)
    return [
      makeRoute(
        `${ipv6Of(to)}/${Number.parseInt(prefix, 16)}`,
        gateway === '::' ? null : gateway,
        device,
        Number.parseInt(metric, 16),
      ),
    ]
  })
}

const makeRoute = (to: string, via: string | null, device: string | null, metric: number): Route => ({
  to,
  via,
  device,
  type: device === null ? 'blackhole' : 'unicast',
  table: 'main',
  protocol: null,
  scope: null,
  source: null,
  metric: metric || null,
  weight: null,
  mtu: null,
  onlink: false,
})

const routeIsUp = 0x1
const routeRejects = 0x200
/** IPv6 only: an address of the node itself. */
const routeIsLocal = 0x8000_0000
const isUsable = (flags: number): boolean =>
  (flags & routeIsUp) !== 0 && (flags & routeRejects) === 0 && (flags & routeIsLocal) === 0

const reversed = (hex: string): number => {
  const value = Number.parseInt(hex, 16)
  return (((value & 255) << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24)) >>> 0
}

const ipv6Of = (hex: string): string =>
  formatIpv6((hex.match(/.{4}/g) ?? []).map((group) => Number.parseInt(group, 16)))
