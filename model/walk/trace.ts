/** From one node to an address, hop by hop, by the routes and devices of each node on the way. */
import { familyOf } from '../address.ts'
import type { NodeName } from '../ids.ts'
import type { Chosen, Sent } from './choose-route.ts'
import type { Networks, NodeNetwork } from './network.ts'
import type { Tuple, Way } from './walk.ts'
import type { DeadEnd, ExpectedStop, WayQuestion } from './way.ts'

export interface Traced {
  readonly stops: readonly ExpectedStop[]
  /** The node it ended on. */
  readonly end: NodeName
  readonly deadEnd: DeadEnd | null
}

/** Routed hops after which something goes in a circle. */
const mostHops = 8

const plain = { before: null, outer: null, rule: null }

export const deviceStop = (
  network: NodeNetwork,
  device: string,
  direction: 'in' | 'out',
  way: Way,
  tuple: Tuple | null,
  outer: ExpectedStop['outer'],
  rule: string | null = null,
): ExpectedStop => ({
  node: network.name,
  place: { is: 'device', device, kind: network.kindOf(device), direction },
  way,
  tuple,
  before: null,
  outer,
  rule,
})

export const deviceStops = (
  network: NodeNetwork,
  { route, rule }: Chosen,
  direction: 'in' | 'out',
  way: Way,
  tuple: Tuple | null,
): ExpectedStop[] =>
  route === null || route.device === null
    ? []
    : [deviceStop(network, route.device, direction, way, tuple, null, direction === 'out' ? rule : null)]

/** Where it begins, and what the first node's rules see of it. */
export interface Departure extends Omit<Sent, 'to'> {
  readonly node: NodeName
}

export interface Tracer {
  /** From one node to an address, hop by hop. `until`: the node where it may end though the address is not on a device there. */
  trace(from: Departure, to: string, tuple: Tuple | null, way: Way, until?: NodeName): Traced
}

export function makeTracer({ networks, podAt }: WayQuestion): Tracer {
  const trace: Tracer['trace'] = (from, to, tuple, way, until) => {
    const stops: ExpectedStop[] = []
    let at = from.node
    let sent: Sent = { to, from: from.from, device: from.device }
    const end = (deadEnd: DeadEnd | null): Traced => ({ stops, end: at, deadEnd })
    for (let hops = 0; hops < mostHops; hops++) {
      const network = networks.of(at)
      if (network === null) return end({ is: 'not-known', node: at })
      if (at === until) return end(null)
      if (network.deviceOf(to) !== null) {
        stops.push({ ...plain, node: at, place: { is: 'process' }, way, tuple })
        return end(null)
      }
      if (network.isLocal(to)) return end({ is: 'taken', node: at })
      if (network.routes === null) return end({ is: 'not-known', node: at })
      const chosen = network.lookUp(sent)
      const { route } = chosen
      if (route === null || route.device === null)
        return end({ is: 'no-route', node: at, to, type: route?.type ?? null })
      const pod = podAt(to)
      if (pod !== null && (pod.node === at || (pod.node === null && route.via === null))) {
        stops.push(...deviceStops(network, chosen, 'out', way, tuple))
        stops.push({ ...plain, node: at, place: { is: 'pod', pod: pod.pod }, way, tuple })
        return end(null)
      }
      const next = hop(networks, network, chosen, to, tuple, way)
      stops.push(...next.stops)
      if (next.node === null) return end({ is: 'nobody', node: at, device: route.device, via: next.via })
      at = next.node
      sent = { to, from: tuple?.from.address ?? null, device: next.device }
    }
    return end({ is: 'loop', node: at })
  }
  return { trace }
}

/** One routed hop: out of this node's devices and into the next one's. */
function hop(
  networks: Networks,
  network: NodeNetwork,
  { route, rule }: Chosen,
  to: string,
  tuple: Tuple | null,
  way: Way,
): {
  readonly stops: readonly ExpectedStop[]
  readonly node: NodeName | null
  readonly via: string
  /** It comes in there by. */
  readonly device: string | null
} {
  const device = route!.device!
  const via = route!.via ?? to
  const next = networks.ownerOf(via)
  const there = next === null ? null : networks.of(next)
  const stop = (
    at: NodeNetwork,
    name: string,
    direction: 'in' | 'out',
    outer: ExpectedStop['outer'] = null,
    by: string | null = null,
  ) => deviceStop(at, name, direction, way, tuple, outer, by)
  const stops = [stop(network, device, 'out', null, rule)]
  const kind = network.device(device)?.kind
  if (kind !== 'ipip' && kind !== 'vxlan') {
    const arrives = there?.deviceOf(via) ?? null
    if (there !== null && arrives !== null) stops.push(stop(there, arrives, 'in'))
    return { stops, node: next, via, device: arrives }
  }
  // The outer header goes to the next hop itself (IPIP), or to the node that has that address (VXLAN).
  const outerTo = kind === 'ipip' ? via : (there?.lanAddress ?? via)
  const local = network.device(device)?.tunnel?.local ?? null
  const underlay = network.lookUp({ to: outerTo, from: local, device: null })
  const lan = underlay.route?.device ?? null
  const from = local ?? (lan && network.addressOf(lan, familyOf(outerTo)))
  const outer = from ? ({ from, to: outerTo, tunnel: kind } as const) : null
  if (lan !== null) stops.push(stop(network, lan, 'out', outer, underlay.rule))
  const arrives = there?.deviceOf(outerTo) ?? null
  if (there !== null && arrives !== null) stops.push(stop(there, arrives, 'in', outer))
  const inner = there?.devices?.find((each) => each.kind === kind && each.up)?.name ?? null
  if (there !== null && inner !== null) stops.push(stop(there, inner, 'in'))
  return { stops, node: next, via, device: inner }
}
