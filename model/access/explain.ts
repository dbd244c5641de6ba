/**
 * Why a cell's tries failed, as far as its node's tables, settings and the API tell. The node asks for itself: the
 * request leaves it by OUTPUT, so what only concerns forwarded packets is a matter of the Pod's node.
 */
import { familyOf } from '../address.ts'
import { type Cause, type CauseId, type Certainty, certainties } from '../causes/cause.ts'
import { type Cluster, type Endpoint, type Node, tableHashOf } from '../cluster.ts'
import type { FlowEnd } from '../flow.ts'
import { makeRealServerKey, makeVirtualServerKey, type NodeName, type VirtualServerKey } from '../ids.ts'
import { isLeftToOthers } from '../kube-proxy/policy.ts'
import type { ProbeTry } from '../probe/question.ts'
import { findServicePort, type NamedServicePort, type Target } from '../service-port.ts'
import { factOf } from '../sources/facts-of.ts'
import { tableIndexOf } from '../table-index.ts'
import { makeRealKey, type Protocol, type VirtualServer } from '../topology.ts'
import type { AccessCell } from './access.ts'
import { latencyStep } from './spread.ts'
import type { Tried } from './summarise.ts'

/** The likeliest first. Empty when all was answered in good time, and where nothing tells. */
export function explainAccess(
  cluster: Cluster,
  { node: name, port, target }: Pick<AccessCell, 'node' | 'port' | 'target'>,
  { tries, withoutConnections }: Tried,
): readonly Cause[] {
  const node = cluster.nodes.get(name)
  const named = findServicePort(cluster, port)
  if (node === undefined || named === null || target === null) return []
  const scene = { ...lookAt(cluster, node, named, target), areChoicesKnown: withoutConnections === null }
  const found = [...explainStep(scene, tries), ...tries.flatMap((one) => explainTry(scene, one, tries))]
  return inOrder(found)
}

/** Its agent could not be asked: nothing is said of the node's traffic. */
export const agentSilent = (node: NodeName, why: string): Cause => makeCause('agent-silent', 'certain', { node, why })

/** Nothing here can ask it. */
export const noProbe = (protocol: Protocol): Cause => makeCause('no-probe', 'certain', { protocol })

/** What is known where a cell asks. */
interface Scene {
  readonly cluster: Cluster
  readonly node: Node
  readonly named: NamedServicePort
  readonly target: Target
  readonly key: VirtualServerKey
  /** Of the node's table; undefined while that is not known, null where it has none. */
  readonly have: VirtualServer | null | undefined
  readonly want: VirtualServer | null | undefined
  /** Of the port and the address's family. */
  readonly endpoints: readonly Endpoint[]
  readonly areChoicesKnown: boolean
}

function lookAt(cluster: Cluster, node: Node, named: NamedServicePort, target: Target): Omit<Scene, 'areChoicesKnown'> {
  const key = makeVirtualServerKey(target.protocol, target.address, target.port)
  const find = (hash: Node['want']) => {
    if (hash === null) return undefined
    const { servers, positions } = tableIndexOf(cluster, hash)
    return servers[positions.get(key) ?? -1] ?? null
  }
  const endpoints = named.service.endpoints.filter(
    ({ address, ports }) =>
      familyOf(address) === familyOf(target.address) &&
      ports.some(({ name, protocol }) => name === named.port.name && protocol === named.port.protocol),
  )
  return { cluster, node, named, target, key, have: find(tableHashOf(node)), want: find(node.want), endpoints }
}

function explainTry(scene: Scene, one: ProbeTry, all: readonly ProbeTry[]): Cause[] {
  switch (one.outcome) {
    case 'refused':
      return one.chosen === null ? refusedByNode(scene) : refusedByReal(scene, one.chosen)
    case 'timeout':
      return one.chosen === null ? neverChosen(scene) : silent(scene, one, one.chosen, all)
    case 'unreachable':
      return unreachable(scene, one)
    case 'wrong-status':
      return [...foreign(scene, one.chosen), applicationSays(scene, one)]
    case 'reset':
    case 'closed':
      return foreign(scene, one.chosen)
    case 'answered':
    case 'failed':
      return []
  }
}

function explainStep({ cluster, node }: Scene, tries: readonly ProbeTry[]): Cause[] {
  const step = latencyStep(tries.map(({ connectMs }) => connectMs))
  if (step === null) return []
  if (step !== '63s') return [makeCause('first-packet-lost', 'likely', { node: node.name, step })]
  const devices = factOf(cluster, node, 'devices')
  const vxlan = devices?.is === 'read' ? devices.value.entries.find(({ kind }) => kind === 'vxlan') : undefined
  return [makeCause('checksum-offload', vxlan ? 'likely' : 'possible', { node: node.name, device: vxlan?.name })]
}

const takesNew = ({ weight }: { readonly weight: number }) => weight > 0

/** Of real servers that lack, so many are named. */
const mostNamed = 3

/** What is wrong with the virtual server itself; null while the table is not known, and where it can choose somebody. */
function virtualServerFault(scene: Scene): Cause[] | null {
  const { node, named, key, have, want, endpoints } = scene
  if (have === undefined) return null
  if (have === null) {
    const isWanted = want === undefined ? null : want !== null
    return [makeCause('virtual-server-missing', isWanted ? 'certain' : 'likely', { node: node.name, virtual: key })]
  }
  if (have.realServers.some(takesNew)) return null
  const policy = want !== undefined && !want?.realServers.length ? internalPolicy(scene, 'certain') : null
  if (policy !== null) return policy
  const isNobodyReady = !endpoints.some(({ ready }) => ready)
  const lacks = (want?.realServers ?? []).filter(
    (real) => !have.realServers.some((each) => makeRealKey(each) === makeRealKey(real)),
  )
  return [
    ...(isNobodyReady ? [makeCause('no-ready-endpoints', 'certain', { service: named.service.id })] : []),
    makeCause('no-real-servers', 'certain', { node: node.name, virtual: key }),
    ...lacks
      .slice(0, mostNamed)
      .map((real) => makeCause('real-server-missing', 'certain', { node: node.name, real: makeRealKey(real) })),
  ]
}

const internalPolicy = ({ named, node, endpoints, target }: Scene, certainty: Certainty): Cause[] | null =>
  target.role === 'cluster-ip' && isLeftToOthers(named.service.internalTrafficPolicy, endpoints, node.name)
    ? [makeCause('internal-policy-local', certainty, { node: node.name, service: named.service.id })]
    : null

/** Where there is no IPVS to read, kube-proxy's other modes follow the same policy. */
const otherModePolicy = (scene: Scene): Cause[] | null =>
  scene.node.table.is === 'absent' ? internalPolicy(scene, 'likely') : null

function refusedByNode(scene: Scene): Cause[] {
  const fault = virtualServerFault(scene) ?? otherModePolicy(scene)
  if (fault !== null) return fault
  const { node, have } = scene
  // Its connection was not looked for, or there is none: then no real server was asked.
  if (!scene.areChoicesKnown) return [makeCause('pod-refuses', 'possible', {})]
  return have ? [...notLocal(scene), makeCause('dropped-on-node', 'possible', { node: node.name })] : []
}

function refusedByReal(scene: Scene, chosen: FlowEnd): Cause[] {
  const strange = foreign(scene, chosen)
  return strange.length > 0 ? strange : [makeCause('pod-refuses', 'likely', realOf(scene, chosen))]
}

/** Silence, and no connection to any real server. */
function neverChosen(scene: Scene): Cause[] {
  const fault = virtualServerFault(scene) ?? otherModePolicy(scene)
  if (fault !== null) return [...fault, ...notLocal(scene)]
  const { node } = scene
  const unknown = scene.areChoicesKnown ? [] : onTheWay(scene, null)
  return [...full(node), ...notLocal(scene), ...unknown, makeCause('dropped-on-node', 'possible', { node: node.name })]
}

/** A real server was chosen, and nothing came back. */
function silent(scene: Scene, one: ProbeTry, chosen: FlowEnd, all: readonly ProbeTry[]): Cause[] {
  const { node } = scene
  const strange = foreign(scene, chosen)
  if (strange.length > 0) return strange
  const there = realOf(scene, chosen)
  const answering = all.flatMap((each) => (each.outcome === 'answered' && each.chosen !== null ? [each.chosen] : []))
  const isOnlyThis = answering.length > 0 && !answering.some((each) => isSame(each, chosen))
  return [
    ...onTheWay(scene, one),
    ...full(node),
    makeCause('pod-silent', isOnlyThis ? 'likely' : 'possible', there),
    makeCause('dropped-on-node', 'possible', { node: node.name, real: there.real }),
  ]
}

/** What keeps a request or its answer from passing between the node and a Pod elsewhere. */
function onTheWay(scene: Scene, one: ProbeTry | null): Cause[] {
  const { cluster, node, named, target } = scene
  const chosen = one?.chosen ?? null
  const host = chosen === null ? null : (endpointOf(scene, chosen)?.node ?? null)
  if (host === node.name) return []
  const found: Cause[] = []
  const real = chosen === null ? undefined : realOf(scene, chosen).real
  if (settingOf(cluster, node, 'vs.conntrack') === '0')
    found.push(makeCause('ipvs-without-conntrack', 'likely', { node: node.name }))
  if (one?.source && one.source.address === target.address)
    found.push(makeCause('not-masqueraded', 'certain', { node: node.name, source: one.source.address, real }))
  const podNode = host === null ? undefined : cluster.nodes.get(host)
  if (podNode !== undefined) {
    const forwards = familyOf(target.address) === 4 ? 'ipv4.ip_forward' : 'ipv6.conf.all.forwarding'
    if (settingOf(cluster, podNode, forwards) === '0')
      found.push(makeCause('forwarding-off', 'certain', { node: podNode.name }))
    found.push(...full(podNode))
  }
  if (target.role !== 'cluster-ip' && isLeftToOthers(named.service.externalTrafficPolicy, scene.endpoints, node.name))
    found.push(makeCause('local-without-endpoint', 'possible', { node: node.name }))
  return found
}

function unreachable(scene: Scene, { chosen, error }: ProbeTry): Cause[] {
  const { node } = scene
  const strange = foreign(scene, chosen)
  if (strange.length > 0) return strange
  if (chosen !== null)
    return [makeCause('route-missing', 'likely', { node: node.name, real: realOf(scene, chosen).real, error })]
  return [...(virtualServerFault(scene) ?? []), ...notLocal(scene)]
}

/** Without a virtual server or an address of its own the node sends such packets on. */
function notLocal({ cluster, node, target, have }: Scene): Cause[] {
  if (target.role === 'node-port') return []
  const told = factOf(cluster, node, 'serviceAddresses')
  if (told?.is !== 'read' || told.value.addresses.length < told.value.total) return []
  if (told.value.addresses.includes(target.address)) return []
  const certainty = have ? 'possible' : 'likely'
  return [makeCause('address-not-local', certainty, { node: node.name, address: target.address })]
}

/** Of a choice the Service has no endpoint for. */
function foreign(scene: Scene, chosen: FlowEnd | null): Cause[] {
  const { node, want } = scene
  if (chosen === null || endpointOf(scene, chosen) !== undefined) return []
  const isWanted = want?.realServers.some(({ address, port }) => isSame({ address, port }, chosen))
  if (isWanted) return []
  return [makeCause('real-server-foreign', 'likely', { node: node.name, real: realOf(scene, chosen).real })]
}

const applicationSays = (scene: Scene, { chosen, status }: ProbeTry): Cause =>
  makeCause('application-status', 'certain', { ...(chosen === null ? {} : realOf(scene, chosen)), status })

/** How full the kernel calls full: it drops new connections at the limit, and early ones are freed just before. */
const fullShare = 0.98

const full = ({ name, conntrack }: Node): Cause[] =>
  conntrack !== null && conntrack.count >= conntrack.limit * fullShare
    ? [makeCause('conntrack-full', 'likely', { node: name, ...conntrack })]
    : []

function settingOf(cluster: Cluster, node: Node, name: string): string | null {
  const told = factOf(cluster, node, 'settings')
  return told?.is === 'read' ? (told.value.values.find(([each]) => each === name)?.[1] ?? null) : null
}

const endpointOf = ({ endpoints, named }: Scene, { address, port }: FlowEnd): Endpoint | undefined =>
  endpoints.find(
    (endpoint) =>
      endpoint.address === address &&
      endpoint.ports.some((each) => each.name === named.port.name && each.port === port),
  )

const realOf = (scene: Scene, chosen: FlowEnd) => ({
  real: makeRealServerKey(chosen.address, chosen.port),
  pod: endpointOf(scene, chosen)?.pod ?? null,
})

const isSame = (a: FlowEnd, b: FlowEnd): boolean => a.address === b.address && a.port === b.port

/** What is not known is left out of the evidence. */
const makeCause = (
  id: CauseId,
  certainty: Certainty,
  evidence: Readonly<Record<string, string | number | null | undefined>>,
): Cause => ({
  id,
  certainty,
  evidence: Object.fromEntries(
    Object.entries(evidence).filter((entry): entry is [string, string | number] => entry[1] != null),
  ),
})

/** Each once, the surest first; of one thing and its evidence the surest alone. */
function inOrder(causes: readonly Cause[]): readonly Cause[] {
  const sorted = [...causes].sort((a, b) => certainties.indexOf(a.certainty) - certainties.indexOf(b.certainty))
  const seen = new Map<string, Cause>()
  for (const cause of sorted) {
    const key = `${cause.id} ${JSON.stringify(cause.evidence)}`
    if (!seen.has(key)) seen.set(key, cause)
  }
  return [...seen.values()]
}
