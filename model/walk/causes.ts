/** Likely causes of a verdict: from where a packet was last seen, and what tables, routes, devices and settings say of the next step. */
import type { Cause, CauseId, Certainty } from '../causes/cause.ts'
import { isSameEnd } from '../flow.ts'
import { makeVirtualServerKey, type NodeName } from '../ids.ts'
import { endsOf } from '../packets/packet.ts'
import type { ProbeTry } from '../probe/question.ts'
import type { Followed } from './fits.ts'
import type { Judgement } from './judge.ts'
import type { Networks, NodeNetwork } from './network.ts'
import type { PlacedStop } from './stops.ts'
import type { ExpectedWay, WayQuestion } from './way.ts'

export interface CauseInput {
  readonly networks: Networks
  readonly followed: Followed
  readonly way: ExpectedWay
  readonly stops: readonly PlacedStop[]
  readonly judgement: Judgement
  readonly probe: ProbeTry | null
  readonly podAt: WayQuestion['podAt']
  /** Whether the Service has an endpoint that is ready. */
  readonly hasReadyEndpoint: boolean
  readonly isLocalPolicy: boolean
  readonly isLeftToOthers: (node: NodeName) => boolean
}

export function causesOfWalk(input: CauseInput): readonly Cause[] {
  const { judgement, probe } = input
  switch (judgement.is) {
    case 'through':
      return probe?.outcome === 'wrong-status'
        ? [cause('application-status', 'certain', { status: probe.status ?? 0 })]
        : []
    case 'refused':
      return judgement.by === 'pod' ? podRefuses(input) : nodeRefuses(input)
    case 'lost':
      return judgement.way === 'request' ? requestLost(input, judgement) : replyLost(input, judgement)
  }
}

type Lost = Extract<Judgement, { is: 'lost' }>

const cause = (id: CauseId, certainty: Certainty, evidence: Record<string, string | number | null>): Cause => ({
  id,
  certainty,
  evidence: Object.fromEntries(
    Object.entries(evidence).filter((entry): entry is [string, string | number] => entry[1] !== null),
  ),
})

const endText = ({ address, port }: { readonly address: string; readonly port: number }): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`

const podRefuses = ({ followed, podAt }: CauseInput): Cause[] => [
  cause('pod-refuses', 'certain', {
    real: followed.real && endText(followed.real),
    pod: (followed.real && podAt(followed.real.address)?.pod) ?? null,
  }),
]

/** Refused before any real server was asked: the node's table says why. */
function nodeRefuses(input: CauseInput): Cause[] {
  const { networks, followed, way, hasReadyEndpoint } = input
  const node = way.translator
  const network = node === null ? null : networks.of(node)
  if (node === null || network === null || !network.isTableKnown) return []
  const virtual = endText(followed.virtual)
  const server = serverOf(network, followed)
  if (server === null) {
    const found = [cause('virtual-server-missing', 'certain', { node, virtual })]
    return network.isLocal(followed.virtual.address)
      ? found
      : [...found, cause('address-not-local', 'likely', { node, virtual })]
  }
  // Rows of Pods that ended drain at weight 0: none of them is chosen.
  if (server.realServers.some(({ weight }) => weight > 0))
    return [cause('dropped-on-node', 'possible', { node, virtual })]
  if (input.isLeftToOthers(node)) return [cause('internal-policy-local', 'certain', { node, virtual })]
  return [
    ...(hasReadyEndpoint ? [] : [cause('no-ready-endpoints', 'certain', { virtual })]),
    cause('no-real-servers', 'certain', { node, virtual }),
  ]
}

const serverOf = (network: NodeNetwork, { protocol, virtual }: Followed) =>
  network.virtualServer(makeVirtualServerKey(protocol, virtual.address, virtual.port))

function requestLost(input: CauseInput, lost: Lost): Cause[] {
  const { stops, way, networks, followed } = input
  const last = lost.last === null ? null : stops[lost.last]!
  const next = lost.next === null ? null : stops[lost.next]!
  if (way.deadEnd.request !== null && (next === null || way.deadEnd.request.is === 'nobody')) {
    const dead = deadEndOf(input)
    if (dead.length > 0) return dead
  }
  const translator = way.translator === null ? null : networks.of(way.translator)
  if (followed.real === null) return translator === null ? [] : neverChosen(input, translator)
  if (last === null || last.place.is === 'kernel' || last.place.is === 'process')
    return keptOnNode(input, last?.node ?? way.translator)
  const astray = notMasqueraded(input, last)
  return [...astray, ...(next === null ? [] : between(input, last, next, lost))]
}

function deadEndOf({ way, networks, followed, podAt }: CauseInput): Cause[] {
  const dead = way.deadEnd.request
  if (dead === null) return []
  switch (dead.is) {
    case 'no-route':
      return [
        cause('route-missing', 'certain', {
          node: dead.node,
          real: followed.real && endText(followed.real),
          type: dead.type,
        }),
      ]
    case 'nobody': {
      const host = followed.real === null ? null : (podAt(followed.real.address)?.node ?? null)
      const right = host === null ? null : (networks.of(host)?.lanAddress ?? null)
      return [cause('route-elsewhere', 'certain', { node: dead.node, device: dead.device, via: dead.via, host, right })]
    }
    case 'loop':
      return [cause('route-elsewhere', 'likely', { node: dead.node })]
    case 'not-known':
    case 'taken':
      return []
  }
}

/** No connection entry at all: the packet never came to IPVS, or IPVS had nobody to choose. */
function neverChosen(input: CauseInput, network: NodeNetwork): Cause[] {
  const { followed } = input
  const node = network.name
  const virtual = endText(followed.virtual)
  if (!network.isTableKnown) return []
  if (serverOf(network, followed) === null) return nodeRefuses(input)
  if (!network.isLocal(followed.virtual.address)) return [cause('address-not-local', 'certain', { node, virtual })]
  return [cause('dropped-on-node', 'likely', { node, virtual }), ...full(network)]
}

/** Chosen, and nothing on any device. */
function keptOnNode({ networks, followed, podAt }: CauseInput, node: NodeName | null): Cause[] {
  const network = node === null ? null : networks.of(node)
  if (network === null || followed.real === null) return []
  const real = endText(followed.real)
  const route = network.routeTo(followed.real.address)
  if (network.routes !== null && route?.device == null)
    return [cause('route-missing', 'certain', { node: network.name, real, type: route?.type ?? null })]
  const foreign =
    podAt(followed.real.address) === null
      ? [cause('real-server-foreign', 'possible', { node: network.name, real })]
      : []
  return [
    cause('dropped-on-node', 'likely', { node: network.name, device: route?.device ?? null, real }),
    ...full(network),
    ...foreign,
  ]
}

function full(network: NodeNetwork): Cause[] {
  const limit = network.conntrack
  return limit !== null && limit.count >= limit.limit * 0.98
    ? [cause('conntrack-full', 'likely', { node: network.name, count: limit.count, limit: limit.limit })]
    : []
}

/** It left the node that translates with a source no answer can come back to. */
function notMasqueraded(input: CauseInput, at: PlacedStop): Cause[] {
  const { way, followed, judgement } = input
  const { translator } = way
  const packet = judgement.is === 'lost' ? judgement.packet : null
  const from = packet === null ? at.tuple?.from : endsOf(packet.found.at(-1)!.row).from
  if (translator === null || from === undefined || from.address !== followed.virtual.address) return []
  return notMasqueradedBy(input, translator, endText(from))
}

/** Seen at one device and not at the next. */
function between(input: CauseInput, last: PlacedStop, next: PlacedStop, lost: Lost): Cause[] {
  const { networks, followed } = input
  const node = next.node ?? last.node
  const network = node === null ? null : networks.of(node)
  if (network === null || node === null || next.place.is !== 'device') return []
  const { device } = next.place
  const large = tooLarge(network, device, lost)
  if (large !== null) return [large]
  const real = followed.real && endText(followed.real)
  if (last.node !== next.node)
    return [cause('lost-between-nodes', 'likely', { from: last.node, node, tunnel: next.outer?.tunnel ?? null })]
  if (next.place.kind === 'lan' && next.place.direction === 'out')
    return [cause('not-on-wire', 'likely', { node, device, via: next.outer?.to ?? null })]
  const forwards = network.setting(
    followed.virtual.address.includes(':') ? 'ipv6.conf.all.forwarding' : 'ipv4.ip_forward',
  )
  if (forwards === '0') return [cause('forwarding-off', 'certain', { node })]
  if (network.device(device) === null && network.devices !== null)
    return [cause('pod-not-there', 'certain', { node, device, real })]
  return [
    cause('dropped-before-pod', 'likely', {
      node,
      device,
      last: last.place.is === 'device' ? last.place.device : null,
      real,
    }),
  ]
}

/** Larger than the device takes, by the packet itself. */
function tooLarge(network: NodeNetwork, device: string, lost: Lost): Cause | null {
  const bytes = lost.packet === null ? null : Math.max(...lost.packet.found.map(({ row }) => row.ip.length ?? 0))
  const mtu = network.device(device)?.mtu ?? null
  return bytes !== null && mtu !== null && bytes > mtu
    ? cause('answer-too-large', 'likely', { node: network.name, device, bytes, mtu })
    : null
}

function replyLost(input: CauseInput, lost: Lost): Cause[] {
  const { stops, followed, networks, podAt, way } = input
  const last = lost.last === null ? null : stops[lost.last]!
  const next = lost.next === null ? null : stops[lost.next]!
  const real = followed.real && endText(followed.real)
  const pod = (followed.real && podAt(followed.real.address)?.pod) ?? null
  // The request arrived, and nothing came out of the Pod.
  if (last === null || last.way === 'request')
    return [
      ...(last === null ? [] : notMasqueraded(input, last)),
      cause('pod-silent', 'likely', { node: last?.node ?? null, real, pod }),
    ]
  if (
    input.isLocalPolicy &&
    way.translator !== last.node &&
    followed.source !== null &&
    followed.client !== null &&
    isSameEnd(followed.source, followed.client)
  )
    return [
      cause('local-without-endpoint', 'certain', {
        node: way.translator,
        host: last.node,
        client: endText(followed.client),
      }),
    ]
  const host = last.node === null ? null : networks.of(last.node)
  const to = lost.packet === null ? null : endsOf(lost.packet.found.at(-1)!.row).to
  if (host !== null && to !== null && to.address === followed.virtual.address) {
    const found = way.translator === null ? [] : notMasqueradedBy(input, way.translator, endText(to))
    return [...found, cause('answer-astray', 'certain', { node: host.name, to: endText(to) })]
  }
  const nextNetwork = next?.node == null ? null : networks.of(next.node)
  if (nextNetwork !== null && next?.place.is === 'device') {
    const large = tooLarge(nextNetwork, next.place.device, lost)
    if (large !== null) return [large]
    if (last.node !== next.node)
      return [
        cause('lost-between-nodes', 'likely', { from: last.node, node: next.node, tunnel: next.outer?.tunnel ?? null }),
      ]
    if (nextNetwork.setting('ipv4.ip_forward') === '0')
      return [cause('forwarding-off', 'certain', { node: nextNetwork.name })]
  }
  return [
    cause('answer-lost', 'likely', { node: last.node, device: last.place.is === 'device' ? last.place.device : null }),
  ]
}

function notMasqueradedBy({ networks }: CauseInput, node: NodeName, source: string): Cause[] {
  const found = [cause('not-masqueraded', 'certain', { node, source })]
  return networks.of(node)?.setting('vs.conntrack') === '0'
    ? [cause('ipvs-without-conntrack', 'certain', { node }), ...found]
    : found
}
