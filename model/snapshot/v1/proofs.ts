/** Connections, access tests, captures and walks, as they are kept. */
import * as v from 'valibot'
import type {
  AccessAsked,
  AccessCell,
  AccessResult,
  AccessSchedule,
  AccessState,
  AccessTest,
  Share,
  Spread,
} from '../../access/access.ts'
import type { Capture, CaptureFeed, CaptureOnNode, PacketRow } from '../../capture/capture.ts'
import { captureEnds } from '../../capture/question.ts'
import { type Cause, causeIds, certainties } from '../../causes/cause.ts'
import type { FlowCount, FlowEnd, FlowFeed, FlowRow } from '../../flow.ts'
import type { Dns, IpHeader, Quoted, Tcp, Transport, Tunnel } from '../../packets/packet.ts'
import { type ProbeMethod, type ProbeTry, probeOutcomes } from '../../probe/question.ts'
import type { Target } from '../../service-port.ts'
import type {
  ClockOffset,
  Place,
  Sighting,
  Stop,
  Tuple,
  Verdict,
  Walk,
  WalkAsked,
  WalkCapture,
  WalkDifference,
  WalkFacts,
  WalkPacket,
  WalkResult,
  WalkSource,
} from '../../walk/walk.ts'
import { byText, flag, leaves as is, list, number, one, oneOf, orElse, orNull, record, whole } from './leaves.ts'

const protocol = one('TCP', 'UDP', 'SCTP')
const end = record<FlowEnd>({ address: is.address, port: whole })
const passed = record({ out: number, back: number })

export const flow = record<FlowRow>({
  protocol,
  client: end,
  virtual: end,
  real: end,
  source: orNull(end),
  state: is.plain,
  expiresSeconds: number,
  packets: orNull(passed),
  bytes: orNull(passed),
  node: is.nodeName,
  firstSeenAt: number,
  readAt: number,
  goneAt: orNull(number),
})

export const flowFeed = oneOf<FlowFeed>({
  waiting: {},
  read: {
    at: number,
    connections: number,
    counts: byText(is.words, record<FlowCount>({ fitting: number, shown: number })),
    cut: orNull(is.words),
    withoutConntrack: orNull(is.words),
  },
  unreadable: { at: number, why: is.words },
})

const role = one('cluster-ip', 'external-ip', 'load-balancer', 'node-port')
const target = record<Target>({ role, protocol, address: is.address, port: whole, node: orNull(is.nodeName) })

const httpMethod = { path: is.foreign, host: is.foreign, statuses: list(whole) }
const method = v.variant('is', [
  v.object({ is: v.literal('tcp') }),
  v.object({ is: v.picklist(['http', 'https']), ...httpMethod }),
  v.object({ is: v.literal('dns'), name: is.foreign }),
  v.object({ is: v.literal('udp'), payload: is.raw }),
]) as v.GenericSchema<unknown, ProbeMethod>

const cause = record<Cause>({
  id: one(...causeIds),
  certainty: one(...certainties),
  evidence: byText(is.plain, v.union([is.words, number])),
})
const causes = list(cause)

const asked = record<AccessAsked>({
  ports: list(is.servicePortId),
  nodes: list(is.nodeName),
  role,
  method: orNull(method),
  tries: whole,
  timeoutMs: number,
})

export const accessTest = record<AccessTest>({
  id: is.plain,
  asked,
  by: one('person', 'schedule'),
  startedAt: number,
  endedAt: orNull(number),
  outcome: one('running', 'done', 'cancelled'),
  done: whole,
  cells: whole,
  failed: whole,
  excused: orElse(whole, 0),
  notAsked: whole,
})

const spread = record<Spread>({ tries: whole, least: number, median: number, p95: number, most: number })
const share = record<Share>({
  real: is.realKey,
  tries: whole,
  answered: orElse(orNull(whole), null),
  host: orElse(orNull(is.nodeName), null),
  expected: orNull(number),
})
const outcome = one(...probeOutcomes)

const result = record<AccessResult>({
  tries: whole,
  answered: whole,
  failures: list(record({ outcome, error: orNull(is.words), tries: whole })),
  statuses: list(record({ status: whole, tries: whole })),
  connectMs: orNull(spread),
  firstByteMs: orNull(spread),
  step: orNull(one('1s', '3s', '63s')),
  shares: list(share),
  unknownChoices: whole,
  withoutConnections: orNull(is.words),
  sources: list(is.address),
  causes,
})

export const accessCell = record<AccessCell>({
  test: is.plain,
  node: is.nodeName,
  port: is.servicePortId,
  target: orNull(target),
  method: orNull(method),
  state: oneOf<AccessState>({
    waiting: {},
    asked: { since: number },
    done: { at: number, result },
    'not-asked': { why: is.words, causes },
  }),
})

export const accessSchedule = record<AccessSchedule>({
  id: is.plain,
  asked,
  everySeconds: number,
  nextAt: number,
  lastTest: orNull(is.plain),
})

const captureEnd = one(...captureEnds)

export const capture = record<Capture>({
  id: is.plain,
  port: is.servicePortId,
  startedAt: number,
  endedAt: orNull(number),
  seconds: number,
  keptUntil: number,
  nodes: list(
    record<CaptureOnNode>({
      node: is.nodeName,
      feed: oneOf<CaptureFeed>({
        starting: {},
        running: { since: number },
        ended: { why: captureEnd, sentence: orNull(is.words), dropped: orNull(number) },
        refused: { why: is.words },
      }),
      packets: whole,
      bytes: number,
    }),
  ),
  packets: whole,
})

const ip = record<IpHeader>({
  version: v.picklist([4, 6]) as v.GenericSchema<unknown, 4 | 6>,
  source: is.address,
  destination: is.address,
  protocol: whole,
  id: orNull(whole),
  ttl: whole,
  length: orNull(whole),
  fragment: orNull(record({ offset: whole, isLast: flag })),
  mayNotFragment: flag,
})
const tunnel = oneOf<Tunnel>({ ipip: {}, vxlan: { id: whole, port: whole } })
const ports = { sourcePort: whole, destinationPort: whole }
const dns = record<Dns>({ id: whole, isResponse: flag, name: orNull(is.foreign), type: orNull(is.plain), code: whole })

const transport = oneOf<Transport>({
  tcp: {
    ...ports,
    sequence: number,
    acknowledgement: number,
    flags: record<Tcp['flags']>({ syn: flag, ack: flag, fin: flag, rst: flag, psh: flag, urg: flag }),
    window: number,
    payload: number,
    timestamps: orNull(record({ value: number, echo: number })),
    mss: orNull(number),
  },
  udp: { ...ports, payload: number, dns: orNull(dns) },
  icmp: {
    version: v.picklist([4, 6]) as v.GenericSchema<unknown, 4 | 6>,
    type: whole,
    code: whole,
    kind: one(
      'echo-request',
      'echo-reply',
      'network-unreachable',
      'host-unreachable',
      'port-unreachable',
      'prohibited',
      'too-big',
      'time-exceeded',
      'neighbour',
      'other',
    ),
    mtu: orNull(number),
    echo: orNull(record({ id: whole, sequence: whole })),
    about: orNull(record<Quoted>({ protocol: whole, source: end, destination: end })),
  },
  sctp: { ...ports, tag: number, chunks: list(is.plain), sequence: orNull(number) },
  other: { why: one('protocol', 'cut', 'fragment') },
})

export const packet = record<PacketRow>({
  atUs: number,
  length: whole,
  captured: whole,
  deviceIndex: orNull(whole),
  direction: orNull(one('in', 'out', 'other')),
  outer: orNull(record({ ip, tunnel })),
  ip,
  transport,
  headerBytes: whole,
  capture: is.plain,
  number: whole,
  node: is.nodeName,
  device: orNull(is.plain),
})

const way = one('request', 'reply')
const hook = one('prerouting', 'local-in', 'forward', 'local-out', 'postrouting')
const tuple = record<Tuple>({ from: end, to: end })

const place = oneOf<Place>({
  process: {},
  outside: {},
  pod: { pod: orNull(is.podId) },
  device: { device: is.plain, kind: one('lan', 'tunnel', 'pod', 'other'), direction: one('in', 'out') },
  kernel: { work: one('ipvs', 'masquerade', 'undo-masquerade', 'undo-ipvs'), hook },
})

const stop = record<Stop>({
  node: orNull(is.nodeName),
  place,
  way,
  tuple: orNull(tuple),
  before: orNull(tuple),
  outer: orNull(record({ from: is.address, to: is.address, tunnel: one('ipip', 'vxlan') })),
  isExpected: flag,
  standing: one('seen', 'told', 'missing', 'not-reached', 'unwatched'),
  packets: orNull(whole),
  mirror: orNull(whole),
})

const facts = record<WalkFacts>({
  atPod: orNull(
    record({ node: is.nodeName, device: is.plain, pod: orNull(is.podId), packets: whole, carryingVirtual: whole }),
  ),
  destination: orNull(record({ node: is.nodeName, hook, from: end, to: end, before: orNull(is.plain) })),
  source: orNull(record({ node: is.nodeName, from: end, to: end })),
  isSourceKept: orNull(flag),
  virtualSeenAt: list(record({ node: is.nodeName, device: is.plain, packets: whole })),
})

const verdict = oneOf<Verdict>({
  through: { facts, causes },
  refused: { by: one('pod', 'node'), node: orNull(is.nodeName), last: orNull(whole), facts, causes },
  lost: { way, last: orNull(whole), next: orNull(whole), facts, causes },
  unseen: { why: one('no-captures', 'no-traffic', 'no-probe'), causes },
})

export const walk = record<Walk>({
  id: is.plain,
  asked: record<WalkAsked>({
    source: oneOf<WalkSource>({ node: { node: is.nodeName }, pod: { pod: is.podId }, client: { address: is.address } }),
    port: is.servicePortId,
    target,
    how: one('probe', 'live'),
    method,
    seconds: number,
  }),
  startedAt: number,
  endedAt: orNull(number),
  stage: one('starting-captures', 'probing', 'waiting-for-traffic', 'gathering', 'done', 'cancelled', 'failed'),
  why: orNull(is.words),
  packets: whole,
  verdict: orNull(verdict),
  isKept: flag,
})

const walkPacket = record<WalkPacket>({
  number: whole,
  way,
  words: is.words,
  payload: number,
  isRepeated: flag,
  sightings: list(record<Sighting>({ stop: whole, atUs: number, ttl: whole, line: is.words, packet: is.plain })),
})

const probeTry = record<ProbeTry>({
  outcome,
  error: orNull(is.words),
  status: orNull(whole),
  connectMs: orNull(number),
  firstByteMs: orNull(number),
  local: orNull(end),
  startedAtMs: number,
  chosen: orNull(end),
  state: orNull(is.plain),
  source: orNull(end),
})

export const walkResult = record<WalkResult>({
  walk: is.plain,
  capture: is.plain,
  client: orNull(end),
  virtual: end,
  real: orNull(end),
  source: orNull(end),
  translator: orNull(is.nodeName),
  stops: list(stop),
  packets: list(walkPacket),
  leftOut: whole,
  captures: list(
    record<WalkCapture>({
      node: is.nodeName,
      packets: whole,
      captured: whole,
      dropped: orNull(number),
      why: orNull(captureEnd),
      refused: orNull(is.words),
    }),
  ),
  offsets: list(record<ClockOffset>({ node: is.nodeName, us: orNull(number), withinUs: orNull(number) })),
  probe: orNull(probeTry),
  differences: list(
    oneOf<WalkDifference>({
      'unexpected-stop': { stop: whole },
      'missing-stop': { stop: whole },
      'real-server': { real: end },
      source: { expected: orNull(is.address), seen: is.address },
      'reply-by-another-way': { stop: whole },
    }),
  ),
  verdict,
})
