/**
 * The way a connection should take, from tables, routes and devices alone (domain: the packet's path): through which
 * devices of which nodes, where the kernel writes other addresses, and back.
 *
 *     zmaster0: process · IPVS · masquerade · tunl0 out · enp4s4 out ═ IPIP ═ znode2: enp4s4 in · tunl0 in · cali… out · Pod
 */
import { familyOf } from '../address.ts'
import { type FlowEnd, isSameEnd } from '../flow.ts'
import type { NodeName } from '../ids.ts'
import { deviceStop, deviceStops, makeTracer, type Traced, type Tracer } from './trace.ts'
import type { Hook, KernelWork, Place, Tuple, Way } from './walk.ts'
import type { ExpectedStop, ExpectedWay, Origin, WayQuestion } from './way.ts'

export function expectWay(ask: WayQuestion): ExpectedWay {
  const { origin, connection } = ask
  const { virtual, real } = connection
  const translator = translatorOf(ask)
  const shouldBeMasqueraded = rulesMasquerade(ask)
  const isMasqueraded =
    connection.source === null || connection.client === null
      ? shouldBeMasqueraded
      : !isSameEnd(connection.source, connection.client)
  const request: ExpectedStop[] = []
  const reply: ExpectedStop[] = []
  const none = { request: null, reply: null }
  const toVirtual = tupleOf(connection.client, virtual)
  const source = isMasqueraded ? connection.source : (connection.source ?? connection.client)
  const toReal = tupleOf(source, real)
  const tracer = makeTracer(ask)

  request.push(beginning(origin, toVirtual))
  if (translator === null) return { translator, request, reply, deadEnd: none, isMasqueraded, shouldBeMasqueraded }
  const arrival = arrive(ask, translator, toVirtual, tracer)
  request.push(...arrival.stops)
  if (arrival.deadEnd)
    return {
      translator,
      request,
      reply,
      deadEnd: { ...none, request: arrival.deadEnd },
      isMasqueraded,
      shouldBeMasqueraded,
    }

  const local = origin.is === 'process' && origin.node === translator
  const afterIpvs = tupleOf(connection.client, real)
  request.push(kernelStop(translator, 'ipvs', local ? 'local-out' : 'local-in', 'request', toVirtual, afterIpvs))
  if (isMasqueraded) request.push(kernelStop(translator, 'masquerade', 'postrouting', 'request', afterIpvs, toReal))
  if (real === null) return { translator, request, reply, deadEnd: none, isMasqueraded, shouldBeMasqueraded }
  const onward = tracer.trace(unsourced(translator), real.address, toReal, 'request')
  request.push(...onward.stops)
  if (onward.deadEnd)
    return {
      translator,
      request,
      reply,
      deadEnd: { ...none, request: onward.deadEnd },
      isMasqueraded,
      shouldBeMasqueraded,
    }

  const host = onward.end
  const back = flip(toReal)
  const begin = request.at(-1)!
  reply.push({ ...begin, way: 'reply', tuple: back })
  const inner = request.at(-2)!
  const podDevice = begin.place.is === 'pod' && inner.place.is === 'device' ? inner.place : null
  if (podDevice !== null)
    reply.push({ ...inner, way: 'reply', tuple: back, place: { ...podDevice, direction: 'in' }, rule: null })
  const returned = replyToTranslator(
    host,
    real,
    podDevice?.device ?? null,
    translator,
    back?.to.address ?? borrowed(ask, translator),
    back,
    tracer,
  )
  reply.push(...returned.stops)
  if (returned.deadEnd)
    return {
      translator,
      request,
      reply,
      deadEnd: { ...none, reply: returned.deadEnd },
      isMasqueraded,
      shouldBeMasqueraded,
    }

  const beforeUndo = tupleOf(real, connection.client)
  if (isMasqueraded) reply.push(kernelStop(translator, 'undo-masquerade', 'prerouting', 'reply', back, beforeUndo))
  const toClient = flip(toVirtual)
  reply.push(kernelStop(translator, 'undo-ipvs', local ? 'local-in' : 'forward', 'reply', beforeUndo, toClient))
  const home = goHome(ask, translator, toClient, tracer)
  reply.push(...home.stops, { ...beginning(origin, toClient), way: 'reply' })
  return { translator, request, reply, deadEnd: { ...none, reply: home.deadEnd }, isMasqueraded, shouldBeMasqueraded }
}

const tupleOf = (from: FlowEnd | null, to: FlowEnd | null): Tuple | null => from && to && { from, to }
const flip = (tuple: Tuple | null): Tuple | null => tuple && { from: tuple.to, to: tuple.from }

const plain = { before: null, outer: null, rule: null }
function beginning(origin: Origin, tuple: Tuple | null): ExpectedStop {
  if (origin.is === 'outside') return { ...plain, node: null, place: { is: 'outside' }, way: 'request', tuple }
  const place: Place = origin.is === 'process' ? { is: 'process' } : { is: 'pod', pod: origin.pod }
  return { ...plain, node: origin.node, place, way: 'request', tuple }
}

const kernelStop = (
  node: NodeName,
  work: KernelWork,
  hook: Hook,
  way: Way,
  before: Tuple | null,
  tuple: Tuple | null,
): ExpectedStop => ({ node, place: { is: 'kernel', work, hook }, way, tuple, before, outer: null, rule: null })

/**
 * The node whose kernel chooses: the one that sends, when the address is one every node answers for; of a node port
 * the node that has the address.
 */
function translatorOf({ networks, origin, role, connection: { virtual } }: WayQuestion): NodeName | null {
  const owner = networks.ownerOf(virtual.address)
  if (origin.is === 'outside') return owner
  if (role === 'node-port') return owner
  return origin.node
}

/**
 * Whether kube-proxy's rules give it another source: what comes from no Pod does (KUBE-SERVICES: not from the cluster's
 * Pods), a Pod that is answered by itself does (KUBE-LOOP-BACK). With policy Local nothing to a node port or external address
 * does, a node's own requests neither (KUBE-NODE-PORT returns before it marks).
 */
const rulesMasquerade = ({ origin, role, connection, isLocalPolicy }: WayQuestion): boolean =>
  origin.is === 'pod' && role === 'cluster-ip' ? origin.address === connection.real?.address : !isLocalPolicy

/** From the beginning to the node that translates. */
function arrive(ask: WayQuestion, translator: NodeName, tuple: Tuple | null, tracer: Tracer): Traced {
  const { networks, origin, connection } = ask
  const there = networks.of(translator)
  const at = (device: string | null): readonly ExpectedStop[] =>
    device === null || there === null ? [] : [deviceStop(there, device, 'in', 'request', tuple, null)]
  if (origin.is === 'outside')
    return { stops: at(there?.deviceOf(connection.virtual.address) ?? null), end: translator, deadEnd: null }
  const own = networks.of(origin.node)
  const first =
    origin.is === 'pod' && own !== null
      ? deviceStops(own, own.lookUp({ to: origin.address, from: null, device: null }), 'in', 'request', tuple)
      : []
  if (origin.node === translator) return { stops: first, end: translator, deadEnd: null }
  const device = first[0]?.place.is === 'device' ? first[0].place.device : null
  const departure = { node: origin.node, from: tuple?.from.address ?? null, device }
  const traced = tracer.trace(departure, connection.virtual.address, tuple, 'request')
  return { ...traced, stops: [...first, ...traced.stops.filter(({ place }) => place.is === 'device')] }
}

/**
 * The address masquerade will write: that of the device the packet leaves by, or where that has none the node's own
 * (inet_select_addr); null where neither is known.
 */
function borrowed({ networks, connection: { real } }: WayQuestion, translator: NodeName): string | null {
  const network = networks.of(translator)
  const device = real === null ? null : (network?.routeTo(real.address)?.device ?? null)
  const own = real === null || device === null ? null : network?.addressOf(device, familyOf(real.address))
  return own ?? network?.lanAddress ?? null
}

/** From the real server's node back to the one that translated. */
function replyToTranslator(
  host: NodeName,
  from: FlowEnd,
  device: string | null,
  translator: NodeName,
  to: string | null,
  tuple: Tuple | null,
  tracer: Tracer,
): Traced {
  const nothing: Traced = { stops: [], end: host, deadEnd: null }
  if (host === translator) return nothing
  if (to === null) return { ...nothing, deadEnd: { is: 'not-known', node: translator } }
  const traced = tracer.trace({ node: host, from: from.address, device }, to, tuple, 'reply', translator)
  return { ...traced, stops: traced.stops.filter(({ place }) => place.is === 'device') }
}

/** IPVS looks the real server up by its address alone. */
const unsourced = (node: NodeName) => ({ node, from: null, device: null })

/** From the translator to who asked: looked up anew, as if the node itself answered from the address that was asked (`snat_reroute`). */
function goHome(
  { networks, origin, connection }: WayQuestion,
  translator: NodeName,
  tuple: Tuple | null,
  tracer: Tracer,
): Traced {
  const nothing: Traced = { stops: [], end: translator, deadEnd: null }
  const there = networks.of(translator)
  if (there === null) return nothing
  const answering = { from: connection.virtual.address, device: null }
  if (origin.is === 'outside') {
    return {
      ...nothing,
      stops: deviceStops(there, there.lookUp({ ...answering, to: origin.address }), 'out', 'reply', tuple),
    }
  }
  if (origin.node !== translator) {
    const to = tuple?.to.address ?? networks.of(origin.node)?.lanAddress
    const traced = to ? tracer.trace({ ...answering, node: translator }, to, tuple, 'reply', origin.node) : nothing
    return { ...traced, stops: traced.stops.filter(({ place }) => place.is === 'device') }
  }
  return origin.is === 'pod'
    ? {
        ...nothing,
        stops: deviceStops(there, there.lookUp({ ...answering, to: origin.address }), 'out', 'reply', tuple),
      }
    : nothing
}
