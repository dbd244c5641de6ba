/**
 * A route as one line in the words of `ip route`. Routes are held as lines: a large cluster has a million of
 * them, nearly all alike from node to node, and only those somebody looks at are taken apart.
 *
 *     0.0.0.0/0 via 192.168.138.1 dev enp4s4
 *     100.74.135.0/26 via 192.168.138.54 dev tunl0 proto bird onlink
 *     blackhole 100.66.209.192/26 proto bird
 */

export interface Route {
  /** With the length of its prefix: `0.0.0.0/0`, `100.66.209.194/32`. */
  readonly to: string
  /** The next hop; null for a directly connected network. */
  readonly via: string | null
  /** Null where packets go nowhere. */
  readonly device: string | null
  /** `unicast`, `blackhole`, `unreachable`, `prohibit`, `throw`, or `local` in a table of its own. */
  readonly type: string
  /** `main`, or the name or number of another table. */
  readonly table: string
  /** Who laid it: `kernel`, `bird`, `static`; null where the kernel was not told, or does not tell. */
  readonly protocol: string | null
  /** How near it is: `link`, `host`; null for everywhere, or where not told. */
  readonly scope: string | null
  /** Address the node's own packets are sent from; null for the device's first. */
  readonly source: string | null
  /** Smaller goes first; null for 0. */
  readonly metric: number | null
  /** Share among the next hops of one destination; null where it has but one. */
  readonly weight: number | null
  /** Largest packet this way, bytes; null for the device's. */
  readonly mtu: number | null
  /** The next hop is taken to be on the device's link, though no address says so. */
  readonly onlink: boolean
}

/** One next hop a line; `weight` and the length of every prefix are told where iproute2 leaves them out. */
export function formatRoute(route: Route): string {
  const words = [route.type === 'unicast' ? [] : route.type, route.to]
  const say = (word: string, value: string | number | null) => value !== null && words.push(word, String(value))
  say('via', route.via)
  say('dev', route.device)
  say('table', route.table === 'main' ? null : route.table)
  say('proto', route.protocol)
  say('scope', route.scope)
  say('src', route.source)
  say('metric', route.metric)
  say('weight', route.weight)
  if (route.onlink) words.push('onlink')
  say('mtu', route.mtu)
  return words.flat().join(' ')
}

/** The reverse of `formatRoute`. Words it does not know are passed over. */
export function parseRoute(line: string): Route {
  const words = line.split(' ')
  const type = words[0]!.includes('/') ? 'unicast' : words.shift()!
  const [to = '', ...rest] = words
  const told = new Map<string, string>()
  for (let at = 0; at < rest.length; at += rest[at] === 'onlink' ? 1 : 2) told.set(rest[at]!, rest[at + 1] ?? '')
  const number = (word: string) => (told.has(word) ? Number(told.get(word)) : null)
  return {
    to,
    via: told.get('via') ?? null,
    device: told.get('dev') ?? null,
    type,
    table: told.get('table') ?? 'main',
    protocol: told.get('proto') ?? null,
    scope: told.get('scope') ?? null,
    source: told.get('src') ?? null,
    metric: number('metric'),
    weight: number('weight'),
    mtu: number('mtu'),
    onlink: told.has('onlink'),
  }
}
