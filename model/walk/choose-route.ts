/**
 * Which route a packet takes, as the kernel decides it: rules in their order, each naming a table, and of that the
 * longest prefix (Linux 6.1 fib_rules.c, fib_rules_lookup; fib_trie.c).
 *
 * A rule that asks for what is not known of a packet here is passed over: its protocol and ports, its user, a mark other
 * than none. Of what IPVS sends to a real server that is right: it looks the route up by the address alone
 * (ip_vs_xmit.c, do_output_route4). What a node forwards may bear a mark of its firewall.
 */
import { familyOf, parseIpv4, parseIpv6 } from '../address.ts'
import type { Route } from '../sources/routes/index.ts'
import type { Rule } from '../sources/rules/index.ts'
import { formatRule } from '../sources/rules/line.ts'

export interface Sent {
  readonly to: string
  /** Null where the kernel has yet to choose it, or where it is not known. */
  readonly from: string | null
  /** The device it came in by; null for what the node sends itself. */
  readonly device: string | null
}

export interface Chosen {
  /** One without a device where the packet is refused. Null where no route fits. */
  readonly route: Route | null
  /** As `ip rule` prints it; null for the usual one, which is for all and names the main table. */
  readonly rule: string | null
}

/** `rules`: null where they are not known. Then the main table decides. */
export function chooseRoute(routes: readonly Route[], rules: readonly Rule[] | null, packet: Sent): Chosen {
  if (rules === null) return { route: bestRoute(routes, packet.to), rule: null }
  let from = 0
  for (const rule of rules) {
    if (rule.priority < from || !isFor(rule, packet)) continue
    if (rule.action.is === 'goto') from = rule.action.priority
    const route = routeBy(rule, routes, packet.to)
    if (route !== null) return { route, rule: isUsual(rule) ? null : formatRule(rule) }
  }
  return { route: null, rule: null }
}

const isUsual = ({ isInverted, from, to, mark, inDevice, outDevice, action }: Rule): boolean =>
  action.is === 'lookup' &&
  action.table === 'main' &&
  action.suppressed === null &&
  !isInverted &&
  [from, to, mark, inDevice, outDevice].every((each) => each === null)

/** What the node itself has is no matter of routes here: the table `local` is not among those told. */
function routeBy({ action }: Rule, routes: readonly Route[], to: string): Route | null {
  switch (action.is) {
    case 'lookup': {
      const route = bestRoute(routes, to, action.table)
      if (route === null || route.type === 'throw') return null
      return action.suppressed !== null && Number(route.to.split('/')[1]) <= action.suppressed ? null : route
    }
    case 'blackhole':
    case 'unreachable':
    case 'prohibit':
      return { ...refusing, to: familyOf(to) === 4 ? '0.0.0.0/0' : '::/0', type: action.is }
    default:
      return null
  }
}

const refusing = {
  via: null,
  device: null,
  table: '',
  protocol: null,
  scope: null,
  source: null,
  metric: null,
  weight: null,
  mtu: null,
  onlink: false,
} as const

/** What the node sends itself comes in by `lo`. */
function isFor(rule: Rule, { to, from, device }: Sent): boolean {
  if (rule.others !== '' || rule.outDevice !== null) return false
  const fits =
    (rule.to === null || isIn(to, rule.to)) &&
    (rule.from === null || (from !== null && isIn(from, rule.from))) &&
    (rule.mark === null || rule.mark.value === 0) &&
    (rule.inDevice === null || rule.inDevice === (device ?? 'lo'))
  return fits !== rule.isInverted
}

function isIn(address: string, network: string): boolean {
  const [base = '', bits = '0'] = network.split('/')
  return isWithin(address, base, Number(bits))
}

/** Of one table: the longest prefix that fits, then the smallest metric. Null where none fits. */
export function bestRoute(routes: readonly Route[], address: string, table = 'main'): Route | null {
  let best: Route | null = null
  let length = -1
  for (const route of routes) {
    if (route.table !== table) continue
    const [network = '', bits = '0'] = route.to.split('/')
    const prefix = Number(bits)
    if (prefix < length || !isWithin(address, network, prefix)) continue
    if (prefix === length && (route.metric ?? 0) >= (best?.metric ?? 0)) continue
    best = route
    length = prefix
  }
  return best
}

/** Whether an address lies in a network. False for addresses of two families. */
export function isWithin(address: string, network: string, prefix: number): boolean {
  if (familyOf(address) !== familyOf(network)) return false
  if (familyOf(address) === 4) {
    const [a, b] = [parseIpv4(address), parseIpv4(network)]
    return a !== null && b !== null && (prefix === 0 || a >>> (32 - prefix) === b >>> (32 - prefix))
  }
  const [a, b] = [parseIpv6(address), parseIpv6(network)]
  if (a === null || b === null) return false
  for (let at = 0, left = prefix; left > 0; at++, left -= 16) {
    const shift = Math.max(0, 16 - left)
    if (a[at]! >> shift !== b[at]! >> shift) return false
  }
  return true
}
