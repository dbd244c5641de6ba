/** Walks: what was asked, each stop, each packet, and the verdict. */
import * as v from 'valibot'
import type { ProbeTry } from '../../probe/question.ts'
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
import { captureEnd, causes, end, method, outcome, target } from './asked.ts'
import { flag, leaves as is, list, number, one, oneOf, orElse, orNull, record, whole } from './leaves.ts'

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
  rule: v.optional(orNull(is.words)),
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
      isLeftOut: orElse(flag, false),
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
