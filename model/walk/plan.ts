/** What a walk needs before it begins: whom it follows, on which nodes captures run, and which packets they keep. */
import { familyOf } from '../address.ts'
import { type CaptureAsk, type CaptureFilter, captureLimits } from '../capture/question.ts'
import { tunnelsIn } from '../capture/tunnels.ts'
import type { Cluster } from '../cluster.ts'
import type { FlowEnd } from '../flow.ts'
import { makeVirtualServerKey, type NodeName } from '../ids.ts'
import { isLeftToOthers } from '../kube-proxy/policy.ts'
import { podsByAddress } from '../pods.ts'
import type { NamedServicePort } from '../service-port.ts'
import { isHeard } from '../table-index.ts'
import { expectWay } from './expect.ts'
import { makeNetworks, type Networks, type NodeNetwork } from './network.ts'
import { mostWalkNodes, type WalkAsked } from './walk.ts'
import type { Connection, Origin, WayQuestion } from './way.ts'

/** Where a request begins, and all that its way is worked out from. */
export interface WalkGround {
  readonly networks: Networks
  readonly origin: Origin
  readonly isLocalPolicy: boolean
  /** Whether the Service's internal policy means that a node's requests are dropped there. */
  readonly isLeftToOthers: (node: NodeName) => boolean
  readonly podAt: WayQuestion['podAt']
  readonly hasReadyEndpoint: boolean
}

export interface WalkPlan {
  readonly ground: WalkGround
  readonly translator: NodeName
  /** What each node's capture keeps. */
  readonly captures: ReadonlyMap<NodeName, CaptureAsk>
  /** Nodes a packet may come by where no capture can run, since there would be too many. */
  readonly leftOut: readonly NodeName[]
}

export type Planned = { readonly ok: true; readonly plan: WalkPlan } | { readonly ok: false; readonly why: string }

export function planWalk(cluster: Cluster, named: NamedServicePort, asked: WalkAsked): Planned {
  const found = groundOf(cluster, named, asked)
  if (!found.ok) return found
  const { ground } = found
  const virtual: FlowEnd = asked.target
  const wayTo = (real: FlowEnd | null) =>
    expectWay(questionOf(ground, asked, { client: null, virtual, real, source: null }))
  const { translator } = wayTo(null)
  if (translator === null)
    return { ok: false, why: `No node of the cluster has the address ${virtual.address}, so none translates it.` }
  const network = ground.networks.of(translator)
  const reals = realServersOf(cluster, named, asked, network)
  const nodes = new Set<NodeName>([translator])
  for (const real of [null, ...reals])
    for (const { node } of [wayTo(real)].flatMap(({ request, reply }) => [...request, ...reply]))
      if (node) nodes.add(node)
  // Where routes are not known, who runs them is.
  for (const { address } of reals) {
    const host = ground.podAt(address)?.node
    if (host) nodes.add(host)
  }
  const heard = [...nodes].filter((node) => isHeard(cluster.feeds.get(node)))
  const chosen = heard.slice(0, mostWalkNodes)
  const filter = filterOf(ground, network, asked, reals)
  return {
    ok: true,
    plan: {
      ground,
      translator,
      captures: new Map(chosen.map((node) => [node, captureOn(ground.networks.of(node), filter, asked.seconds)])),
      leftOut: heard.slice(mostWalkNodes),
    },
  }
}

export const questionOf = (
  { networks, origin, isLocalPolicy, podAt }: WalkGround,
  { target }: WalkAsked,
  connection: Connection,
): WayQuestion => ({ networks, origin, role: target.role, connection, isLocalPolicy, podAt })

function groundOf(
  cluster: Cluster,
  { service }: NamedServicePort,
  { source, target }: WalkAsked,
): { readonly ok: true; readonly ground: WalkGround } | { readonly ok: false; readonly why: string } {
  const pods = podsByAddress(cluster)
  const podAt: WayQuestion['podAt'] = (address) => {
    const endpoint = service.endpoints.find((each) => each.address === address)
    const id = endpoint?.pod ?? pods.get(address)
    if (!id) return null
    return { pod: id, node: cluster.pods.get(id)?.node ?? endpoint?.node ?? null }
  }
  const ground = {
    networks: makeNetworks(cluster),
    isLocalPolicy: target.role !== 'cluster-ip' && service.externalTrafficPolicy === 'Local',
    isLeftToOthers: (node: NodeName) =>
      target.role === 'cluster-ip' && isLeftToOthers(service.internalTrafficPolicy, service.endpoints, node),
    podAt,
    hasReadyEndpoint: service.endpoints.some(({ ready }) => ready),
  }
  const good = (origin: Origin) => ({ ok: true, ground: { ...ground, origin } }) as const
  if (source.is === 'node') return good({ is: 'process', node: source.node })
  if (source.is === 'client') return good({ is: 'outside', address: source.address })
  const pod = cluster.pods.get(source.pod)
  const address = pod?.addresses.find((each) => familyOf(each) === familyOf(target.address))
  if (pod?.node == null || address === undefined)
    return { ok: false, why: `Pod “${source.pod}” has no node or no address of the Service's family yet.` }
  return good(
    pod.hostNetwork ? { is: 'process', node: pod.node } : { is: 'pod', node: pod.node, pod: source.pod, address },
  )
}

/** Whom the node may choose by its own table; by the Service's endpoints where it has no such virtual server. */
function realServersOf(
  cluster: Cluster,
  { service, port }: NamedServicePort,
  { target }: WalkAsked,
  network: NodeNetwork | null,
): readonly FlowEnd[] {
  const server = network?.virtualServer(makeVirtualServerKey(target.protocol, target.address, target.port))
  if (server) return server.realServers
  return (cluster.services.get(service.id)?.endpoints ?? []).flatMap(({ address, ports }) =>
    ports
      .filter((each) => each.name === port.name && each.port !== null)
      .map((each) => ({ address, port: each.port! })),
  )
}

/**
 * Packets to the Service's address or a real server, with whoever may be on the other side: a busy Service's other clients
 * would fill the capture. With more real servers than a filter can name, packets of the node that translates.
 */
function filterOf(
  { origin }: WalkGround,
  translator: NodeNetwork | null,
  { target }: WalkAsked,
  reals: readonly FlowEnd[],
): Omit<CaptureFilter, 'tunnels'> {
  const { protocol, address, port } = target
  const own = (translator?.ownAddresses ?? []).filter((each) => familyOf(each) === familyOf(address))
  const named = reals.length < captureLimits.ends
  const ends = named
    ? reals.map((real) => ({ protocol, address: real.address, port: real.port }))
    : own.slice(0, captureLimits.ends - 1).map((each) => ({ protocol, address: each, port: null }))
  const client = origin.is === 'process' ? [] : [origin.address]
  const peers = [...new Set([...client, address, ...own])]
  const sender = origin.is === 'process' && origin.node !== translator?.name
  return {
    ends: [{ protocol, address, port }, ...ends],
    peers: !named || sender || peers.length > captureLimits.peers ? [] : peers,
    errors: true,
  }
}

function captureOn(network: NodeNetwork | null, filter: Omit<CaptureFilter, 'tunnels'>, seconds: number): CaptureAsk {
  return { filter: { ...filter, tunnels: tunnelsIn(network?.devices ?? []) }, seconds }
}
