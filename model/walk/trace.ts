/** From one node to an address, hop by hop, by the routes and devices of each node on the way. */
import { familyOf } from '../address.ts'
import type { NodeName } from '../ids.ts'
import type { Route } from '../sources/routes/index.ts'
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

const plain = { before: null, outer: null }

export const deviceStop = (
  network: NodeNetwork,
  device: string,
  direction: 'in' | 'out',
  way: Way,
  tuple: Tuple | null,
  outer: ExpectedStop['outer'],
): ExpectedStop => ({
  node: network.name,
  place: { is: 'device', device, kind: network.kindOf(device), direction },
  way,
  tuple,
  before: null,
  outer,
})

export const deviceStops = (
  network: NodeNetwork,
  route: Route | null,
  direction: 'in' | 'out',
  way: Way,
  tuple: Tuple | null,
): ExpectedStop[] =>
  route === null || route.device === null ? [] : [deviceStop(network, route.device, direction, way, tuple, null)]

export interface Tracer {
  /** From one node to an address, hop by hop. `until`: the node where it may end though the address is not on a device there. */
  trace(from: NodeName, to: string, tuple: Tuple | null, way: Way, until?: NodeName): Traced
}

export function makeTracer({ networks, podAt }: WayQuestion): Tracer {
  const trace: Tracer['trace'] = (from, to, tuple, way, until) => {
    const stops: ExpectedStop[] = []
    let at = from
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
      const route = network.routeTo(to)
      if (route === null || route.device === null)
        return end({ is: 'no-route', node: at, to, type: route?.type ?? null })
      const pod = podAt(to)
      if (pod !== null && (pod.node === at || (pod.node === null && route.via === null))) {
        stops.push(deviceStop(network, route.device, 'out', way, tuple, null))
        stops.push({ ...plain, node: at, place: { is: 'pod', pod: pod.pod }, way, tuple })
        return end(null)
      }
      const next = hop(networks, network, route, to, tuple, way)
      stops.push(...next.stops)
      if (next.node === null) return end({ is: 'nobody', node: at, device: route.device, via: next.via })
      at = next.node
    }
    return end({ is: 'loop', node: at })
  }
  return { trace }
}

/** One routed hop: out of this node's devices and into the next one's. */
function hop(
  networks: Networks,
  network: NodeNetwork,
  route: Route,
  to: string,
  tuple: Tuple | null,
  way: Way,
): { readonly stops: readonly ExpectedStop[]; readonly node: NodeName | null; readonly via: string } {
  const device = route.device!
  const via = route.via ?? to
  const next = networks.ownerOf(via)
  const there = next === null ? null : networks.of(next)
  const stop = (at: NodeNetwork, name: string, direction: 'in' | 'out', outer: ExpectedStop['outer'] = null) =>
    deviceStop(at, name, direction, way, tuple, outer)
  const stops = [stop(network, device, 'out')]
  const kind = network.device(device)?.kind
  if (kind !== 'ipip' && kind !== 'vxlan') {
    const arrives = there?.deviceOf(via) ?? null
    if (there !== null && arrives !== null) stops.push(stop(there, arrives, 'in'))
    return { stops, node: next, via }
  }
  // The outer header goes to the next hop itself (IPIP), or to the node that has that address (VXLAN).
  const outerTo = kind === 'ipip' ? via : (there?.lanAddress ?? via)
  const underlay = network.routeTo(outerTo)
  const lan = underlay?.device ?? null
  const from = network.device(device)?.tunnel?.local ?? (lan && network.addressOf(lan, familyOf(outerTo)))
  const outer = from ? ({ from, to: outerTo, tunnel: kind } as const) : null
  if (lan !== null) stops.push(stop(network, lan, 'out', outer))
  const arrives = there?.deviceOf(outerTo) ?? null
  if (there !== null && arrives !== null) stops.push(stop(there, arrives, 'in', outer))
  const inner = there?.devices?.find((each) => each.kind === kind && each.up)?.name
  if (there !== null && inner !== undefined) stops.push(stop(there, inner, 'in'))
  return { stops, node: next, via }
}
