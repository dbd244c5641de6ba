/**
 * The way of one packet through the cluster: every device it passes, with the addresses it has there. It follows the
 * routes the nodes have, and the hooks of their kernels:
 *
 *     process ─ LOCAL_OUT: IPVS, then masquerade ─┐                             ┌─ cali… ─ Pod
 *     Pod ─ cali… ─ LOCAL_IN: IPVS, masquerade ───┼─ tunl0 ─ LAN ─ LAN ─ tunl0 ─┤
 *     outside ─ LAN ─ LOCAL_IN: IPVS, masquerade ─┘                             └─ process
 *
 * IPVS takes one from the TTL and so does each node that forwards. What is undone for the reply takes nothing.
 */
import { parseIpv4 } from '#model/address.ts'
import type { FlowEnd } from '#model/flow.ts'
import { type SimulatedDevice, tunnelDevice } from '../kernel/devices.ts'
import type { Random } from '../random.ts'
import type { Link } from './link.ts'
import { type Ground, isLocal, lanDeviceOf, nodeAt, podDeviceOf, routeTo, type Terrain } from './terrain.ts'

export type Way = 'request' | 'reply'

/** A packet at a device. */
export interface Crossing {
  readonly node: string
  readonly device: SimulatedDevice
  readonly direction: 'in' | 'out'
  readonly from: FlowEnd
  readonly to: FlowEnd
  /** What its TTL has lost by here. */
  readonly hops: number
  /** Addresses of the IPIP header around it; null for none. */
  readonly outer: { readonly from: string; readonly to: string } | null
  /** Microseconds since it was sent. */
  readonly afterUs: number
}

export interface Path {
  readonly crossings: readonly Crossing[]
  /** Whether it came to whom it is for, and is taken there for what it is. */
  readonly arrived: boolean
  /** Whether it came past POSTROUTING of the node that translates, where conntrack takes its connection for one. */
  readonly isConfirmed: boolean
  /** Microseconds it took, to its end or to where it was lost. */
  readonly tookUs: number
}

const same = (a: FlowEnd, b: FlowEnd): boolean => a.address === b.address && a.port === b.port

/** Microseconds a kernel needs from one device to the next, and the LAN from node to node. */
const delays = { kernel: [6, 18], lan: [45, 90], zones: [260, 420], outside: [4_000, 22_000] } as const
/** A route that leads in a circle. */
const mostNodes = 6
/** Routers between clients outside and the LAN. */
const routersOutside = 7

/** `bytes`: from its IP header on. */
export function findPath(terrain: Terrain, link: Link, way: Way, bytes: number, random: Random): Path {
  const { ends, translator } = link
  const crossings: Crossing[] = []
  let [from, to] = way === 'request' ? [ends.client, ends.virtual] : [ends.real, ends.source]
  let hops = 0
  let afterUs = 0
  let isConfirmed = false
  const wait = (kind: keyof typeof delays) => {
    const [least, most] = delays[kind]
    afterUs += Math.round(random.between(least, most))
  }
  const cross = (at: Ground, device: SimulatedDevice, direction: 'in' | 'out', outer: Crossing['outer'] = null) => {
    wait('kernel')
    crossings.push({ node: at.name, device, direction, from, to, hops, outer, afterUs })
  }
  const end = (arrived: boolean): Path => {
    wait('kernel')
    return { crossings, arrived, isConfirmed, tookUs: afterUs }
  }

  const origin = way === 'request' ? link.client : link.server
  if (origin === null) return end(false)
  let at = origin.is === 'outside' ? translator : origin.node
  let isFromDevice = origin.is !== 'process'
  if (origin.is === 'pod') cross(at, origin.device, 'in')
  if (origin.is === 'outside') {
    hops = isOnLan(at, from.address) ? 0 : routersOutside
    cross(at, lanDeviceOf(at), 'in')
  }

  for (let nodes = 0; nodes < mostNodes; nodes++) {
    // A source that is the node's own: a martian, which fib_validate_source drops.
    if (isFromDevice && isLocal(at, from.address)) return end(false)
    let isForwarded = isFromDevice
    if (at === translator && way === 'request' && same(to, ends.virtual)) {
      if (link.isRefused) return end(true)
      from = ends.source
      to = ends.real
      hops++
      isForwarded = false
    } else if (at === translator && way === 'reply' && same(from, ends.real) && same(to, ends.source)) {
      from = ends.virtual
      to = ends.client
    }

    if (isLocal(at, to.address)) {
      // Taken in, it is confirmed in LOCAL_IN.
      isConfirmed ||= at === translator
      return end(isForClient(link, way, at, from, to) || isForServer(link, way, at, to))
    }
    if (isForwarded) {
      if (!at.simulated.doesForward()) return end(false)
      hops++
    }
    const pod = podDeviceOf(at, to.address)
    if (pod) {
      isConfirmed ||= at === translator
      if (bytes > pod.mtu) return end(false)
      cross(at, pod, 'out')
      return end(isForClient(link, way, at, from, to) || isForServer(link, way, at, to))
    }
    const route = routeTo(at, to.address)
    if (route === null || route.device === null) return end(false)
    const lan = lanDeviceOf(at)
    const isTunnel = route.device === tunnelDevice
    let outer: Crossing['outer'] = null
    if (isTunnel) {
      const tunnel = at.simulated.devices.named(tunnelDevice)
      const { droppedBlocks } = at.simulated.damage()
      // The rule is in OUTPUT: what IPVS sends on passes it, what is forwarded does not.
      const isDropped = !isForwarded && droppedBlocks.some((block) => isIn(block, to.address))
      if (tunnel === null || isDropped) return end(false)
      isConfirmed ||= at === translator
      if (bytes > tunnel.mtu) return end(false)
      cross(at, tunnel, 'out')
      outer = { from: at.network.address, to: route.via ?? '' }
    }
    isConfirmed ||= at === translator
    const hop = route.via ?? to.address
    const next = nodeAt(terrain, hop)
    const isAway = way === 'reply' && link.client.is === 'outside' && same(to, ends.client)
    // Nobody answers to ARP.
    if (next === null && hop !== terrain.gateway && !isAway) return end(false)
    if (bytes + (isTunnel ? ipipBytes : 0) > lan.mtu) return end(false)
    cross(at, lan, 'out', outer)
    if (next === null) {
      if (isAway) wait('outside')
      return end(isAway && same(from, ends.virtual))
    }
    wait(next.zone === at.zone ? 'lan' : 'zones')
    at = next
    isFromDevice = true
    cross(at, lanDeviceOf(at), 'in', outer)
    const tunnel = at.simulated.devices.named(tunnelDevice)
    if (isTunnel && tunnel === null) return end(false)
    if (isTunnel && tunnel) cross(at, tunnel, 'in')
  }
  return end(false)
}

const ipipBytes = 20

/** The client knows the connection by the virtual address alone. */
const isForClient = ({ client, ends }: Link, way: Way, at: Ground, from: FlowEnd, to: FlowEnd): boolean =>
  way === 'reply' && client.is !== 'outside' && client.node === at && same(from, ends.virtual) && same(to, ends.client)

const isForServer = ({ server, ends }: Link, way: Way, at: Ground, to: FlowEnd): boolean =>
  way === 'request' && server?.node === at && same(to, ends.real)

/** Whether a network has an IPv4 address. */
export function isIn(block: string, address: string): boolean {
  const [first = '', length = '32'] = block.split('/')
  const bits = 32 - Number(length)
  return (parseIpv4(first) ?? 0) >>> bits === (parseIpv4(address) ?? -1) >>> bits
}

const isOnLan = ({ network }: Ground, address: string): boolean =>
  isIn(`${network.address}/${network.lanPrefix}`, address)
