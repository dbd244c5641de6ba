/**
 * Routes as `ip -4 -j route show table all` prints them (iproute2 6.1); `-6` likewise. One line of the kernel
 * with several next hops becomes a route for each.
 *
 *     {"dst":"default","gateway":"192.168.138.1","dev":"enp4s4","flags":[]}
 *     {"dst":"100.74.135.0/26","gateway":"192.168.138.54","dev":"tunl0","protocol":"bird","flags":["onlink"]}
 *     {"type":"blackhole","dst":"100.66.209.192/26","protocol":"bird","flags":[]}
 *     {"dst":"10.9.0.0/16","flags":[],"nexthops":[{"gateway":"192.168.138.7","dev":"br0","weight":2,"flags":[]},…]}
 */
import * as v from 'valibot'
import type { Family } from '../../address.ts'
import { number, text } from '../plain.ts'
import type { Route } from './line.ts'

const flags = v.optional(v.array(text), [])
const hop = {
  gateway: v.optional(text),
  /** A next hop of the other family. */
  via: v.optional(v.object({ host: text })),
  dev: v.optional(text),
  flags,
}

export const printedRoutes = v.array(
  v.object({
    ...hop,
    dst: text,
    type: v.optional(text, 'unicast'),
    table: v.optional(v.union([text, v.pipe(number, v.transform(String))]), 'main'),
    protocol: v.optional(text),
    scope: v.optional(text),
    prefsrc: v.optional(text),
    metric: v.optional(number),
    metrics: v.optional(v.array(v.object({ mtu: v.optional(number) })), []),
    nexthops: v.optional(v.array(v.object({ ...hop, weight: v.optional(number, 1) })), []),
  }),
)
type Printed = v.InferOutput<typeof printedRoutes>[number]
type Hop = Pick<Printed, 'gateway' | 'via' | 'dev' | 'flags'>

/** Without what every node has alike: the table `local`, which repeats the addresses, and link-local and multicast networks. */
export const reshapeRoutes = (printed: readonly Printed[], family: Family): Route[] =>
  printed.filter((route) => !isNoise(route)).flatMap((route) => reshape(route, family))

const noise = new Set(['broadcast', 'anycast', 'multicast'])
const isNoise = ({ table, type, dst }: Printed): boolean =>
  table === 'local' || noise.has(type) || /^f(e[89ab]|f)/i.test(dst)

function reshape(route: Printed, family: Family): Route[] {
  const one = (hop: Hop, weight: number | null): Route => ({
    to: withPrefix(route.dst, family),
    via: hop.gateway ?? hop.via?.host ?? null,
    // `lo` stands for no device in IPv6 routes that lead nowhere.
    device: route.type === 'unicast' || route.type === 'local' ? (hop.dev ?? null) : null,
    type: route.type,
    table: route.table,
    protocol: route.protocol ?? null,
    scope: route.scope ?? null,
    source: route.prefsrc ?? null,
    metric: route.metric || null,
    weight,
    mtu: route.metrics.find(({ mtu }) => mtu !== undefined)?.mtu ?? null,
    onlink: hop.flags.includes('onlink'),
  })
  return route.nexthops.length === 0 ? [one(route, null)] : route.nexthops.map((hop) => one(hop, hop.weight))
}

function withPrefix(to: string, family: Family): string {
  if (to === 'default') return family === 4 ? '0.0.0.0/0' : '::/0'
  return to.includes('/') ? to : `${to}/${family === 4 ? 32 : 128}`
}
