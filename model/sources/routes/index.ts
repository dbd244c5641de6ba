/**
 * Routes, by `ip -j route show table all` and `ip -6 -j …`: the way a packet takes once a real server is chosen.
 * The table `local` is left out: it repeats the addresses. Without iproute2, those of the main
 * table from /proc.
 *
 *     {"dst":"100.66.209.192/26","gateway":"192.168.138.52","dev":"tunl0","protocol":"bird","flags":["onlink"]}
 *     {"type":"blackhole","dst":"100.117.189.64/26","dev":"*","protocol":"bird","flags":[]}
 */
import * as v from 'valibot'
import { familyOf } from '../../address.ts'
import { bound, parseJson } from '../json.ts'
import type { Look, Source, SourceOutcome } from '../source.ts'
import { parseIpv6Routes, parseRoutes } from './proc.ts'

const text = v.pipe(v.string(), v.maxLength(300))
const number = v.pipe(v.number(), v.safeInteger())

const routeSchema = v.object({
  /** `0.0.0.0/0`, `100.66.209.192/26`. */
  to: text,
  /** The next hop; empty for a directly connected network. */
  via: text,
  /** Empty where packets go nowhere. */
  device: text,
  /** `unicast`, `blackhole`, `unreachable`, `prohibit`, `throw`. */
  type: text,
  /** Who laid it: `kernel`, `bird`, `static`, `boot`; empty where not told. */
  protocol: text,
  /** `main`, or the name or number of another table. */
  table: text,
  /** Address packets of the node itself are sent from; empty for the device's first. */
  source: text,
  metric: v.nullable(number),
})
export type Route = v.InferOutput<typeof routeSchema>

const most = 5_000
const schema = v.object({
  /** `/proc` tells neither type nor protocol, and the main table only. */
  by: v.picklist(['ip', 'proc']),
  total: number,
  entries: v.pipe(v.array(routeSchema), v.maxLength(most)),
})
export type Routes = v.InferOutput<typeof schema>

const printed = v.array(
  v.object({
    type: v.optional(text, 'unicast'),
    dst: text,
    gateway: v.optional(text),
    via: v.optional(v.object({ host: text })),
    dev: v.optional(text, ''),
    protocol: v.optional(text, ''),
    table: v.optional(v.union([text, v.pipe(number, v.transform(String))]), 'main'),
    prefsrc: v.optional(text, ''),
    metric: v.optional(number),
    nexthops: v.optional(v.array(v.object({ gateway: v.optional(text, ''), dev: v.optional(text, '') })), []),
  }),
)
type Printed = v.InferOutput<typeof printed>[number]

const commands = {
  4: ['ip', '-j', 'route', 'show', 'table', 'all'],
  6: ['ip', '-6', '-j', 'route', 'show', 'table', 'all'],
} as const

export const routes: Source<'routes', Routes> = {
  name: 'routes',
  schema,
  read: async (look: Look): Promise<SourceOutcome<Routes>> => {
    const found: Route[] = []
    const hasIpv6 = look.file('/proc/net/if_inet6') !== null
    for (const family of hasIpv6 ? ([4, 6] as const) : ([4] as const)) {
      const argv = commands[family]
      const ran = await look.run(argv)
      if (ran.is === 'missing') return readProc(look)
      const parsed = parseJson(ran, argv.join(' '), printed)
      if (parsed.is !== 'read') return parsed
      found.push(...parsed.value.flatMap((route) => reshape(route, family)))
    }
    return { is: 'read', value: { by: 'ip', ...bound(found, most) } as Routes }
  },
}

const noise = new Set(['local', 'broadcast', 'anycast', 'multicast'])

function reshape(route: Printed, family: 4 | 6): Route[] {
  if (route.table === 'local' || noise.has(route.type) || isNoise(route.dst)) return []
  const made: Route = {
    to: withPrefix(route.dst, family),
    via: route.gateway ?? route.via?.host ?? '',
    device: route.dev === '*' ? '' : route.dev,
    type: route.type,
    protocol: route.protocol,
    table: route.table,
    source: route.prefsrc,
    metric: route.metric ?? null,
  }
  return route.nexthops.length === 0
    ? [made]
    : route.nexthops.map(({ gateway, dev }) => ({ ...made, via: gateway, device: dev }))
}

/** Link-local and multicast networks are everywhere and say nothing. */
const isNoise = (to: string): boolean => /^f(e[89ab]|f)/i.test(to)

function withPrefix(to: string, family: 4 | 6): string {
  if (to === 'default') return family === 4 ? '0.0.0.0/0' : '::/0'
  return to.includes('/') ? to : `${to}/${familyOf(to) === 4 ? 32 : 128}`
}

function readProc(look: Look): SourceOutcome<Routes> {
  const [four, six] = [look.file('/proc/net/route'), look.file('/proc/net/ipv6_route')]
  if (four === null && six === null)
    return { is: 'unsupported', why: 'Neither iproute2 nor /proc/net/route is there to tell routes.' }
  const entries = [...parseRoutes(four ?? ''), ...parseIpv6Routes(six ?? '')].map(
    (route): Route => ({ ...route, type: 'unicast', protocol: '', table: 'main', source: '', metric: null }),
  )
  return { is: 'read', value: { by: 'proc', ...bound(entries, most) } as Routes }
}
