/** A walk resolved: captured packets, the kernel's tables and the expected way become stops, packets and a verdict. */
import type { CaptureId, PacketRow } from '../capture/capture.ts'
import type { FlowEnd } from '../flow.ts'
import { isSameEnd } from '../flow.ts'
import type { NodeName } from '../ids.ts'
import type { ProbeTry } from '../probe/question.ts'
import { type Group, groupPackets, tellPackets } from './assemble.ts'
import { causesOfWalk } from './causes.ts'
import { expectWay } from './expect.ts'
import { factsOfWalk } from './facts.ts'
import { type Followed, type Found, makeFits } from './fits.ts'
import { type Judgement, judge } from './judge.ts'
import { estimateOffsets } from './offsets.ts'
import { questionOf, type WalkPlan } from './plan.ts'
import { standingsOf } from './standing.ts'
import { mirrorsOf, type Placed, type PlacedStop, placeStops } from './stops.ts'
import type {
  ClockOffset,
  Stop,
  StopStanding,
  Verdict,
  WalkAsked,
  WalkCapture,
  WalkDifference,
  WalkFacts,
  WalkId,
  WalkResult,
} from './walk.ts'
import type { ExpectedWay } from './way.ts'

export interface WalkEvidence {
  readonly walk: WalkId
  readonly capture: CaptureId
  readonly asked: WalkAsked
  readonly plan: WalkPlan
  /** Every packet of the captures that could be read. */
  readonly rows: readonly PacketRow[]
  /** How the captures went, by node; `packets` is worked out here. */
  readonly captures: readonly Omit<WalkCapture, 'packets'>[]
  /** What the kernel of the node that translates says of the connection; null where it has none. */
  readonly connection: {
    readonly client: FlowEnd | null
    readonly real: FlowEnd | null
    readonly source: FlowEnd | null
  }
  readonly probe: ProbeTry | null
}

export function resolveWalk(evidence: WalkEvidence): WalkResult {
  const { asked, plan, rows, connection, probe } = evidence
  const { ground } = plan
  const virtual: FlowEnd = { address: asked.target.address, port: asked.target.port }
  const followed: Followed = withSeenSource({ protocol: asked.target.protocol, virtual, ...connection }, rows, plan)
  const found = rows.map(makeFits(followed)).filter((each) => each !== null)
  const way = expectWay(questionOf(ground, asked, { ...followed }))
  const { offsets, timeOf } = putClocksRight(way, found)
  const placed = placeStops(way, found, timeOf, ground.networks.of)
  const groups = groupPackets(found, timeOf).map((each) => groupOf(each, placed))
  const counts = countsOf(found, placed)
  const watched = new Set(evidence.captures.flatMap(({ node, refused }) => (refused === null ? [node] : [])))
  const standings = standingsOf(placed.stops, {
    counts,
    isWatched: (node) => watched.has(node),
    isChosen: followed.real !== null,
    isAnswered: probe === null ? null : ['answered', 'wrong-status'].includes(probe.outcome),
  })
  const judgement = judge({
    stops: placed.stops,
    standings,
    groups,
    probe,
    leadsThere: way.deadEnd.request === null,
    leadsBack: way.deadEnd.reply === null,
  })
  const facts = factsOfWalk({
    followed,
    translator: way.translator,
    stops: placed.stops,
    found,
    stopOf: placed.stopOf,
    podAt: ground.podAt,
  })
  const causes = causesOfWalk({
    ...ground,
    followed,
    way,
    stops: placed.stops,
    judgement,
    probe,
  })
  return {
    walk: evidence.walk,
    capture: evidence.capture,
    client: followed.client,
    virtual,
    real: followed.real,
    source: followed.source,
    translator: way.translator,
    stops: tellStops(placed.stops, standings, counts),
    ...tellPackets(groups, placed, timeOf),
    captures: evidence.captures.map((each) => ({
      ...each,
      packets: found.filter(({ row }) => row.node === each.node).length,
    })),
    offsets,
    probe,
    differences: differencesOf(placed.stops, standings, followed, way),
    verdict: verdictOf(evidence, judgement, {
      facts,
      causes,
      stops: placed.stops,
      translator: way.translator,
      packets: found.length,
      watched: watched.size,
    }),
  }
}

/** Where conntrack does not tell the source, the packets do: what left the node for the real server. */
function withSeenSource(followed: Followed, rows: readonly PacketRow[], { translator }: WalkPlan): Followed {
  const { real, source, client } = followed
  if (real === null || source !== null) return followed
  const left = rows.find(
    ({ node, direction, ip, transport }) =>
      node === translator &&
      direction === 'out' &&
      ip.destination === real.address &&
      'destinationPort' in transport &&
      transport.destinationPort === real.port,
  )
  if (left === undefined || !('sourcePort' in left.transport)) return followed
  const seen = { address: left.ip.source, port: left.transport.sourcePort }
  return { ...followed, source: client !== null && isSameEnd(seen, client) ? client : seen }
}

/** The nodes of the way in its order; the clock of the first that saw anything is taken for right. */
function putClocksRight(way: ExpectedWay, found: readonly Found[]) {
  const seen = new Set(found.map(({ row }) => row.node))
  const onWay = way.request.flatMap(({ node }) => (node !== null && seen.has(node) ? [node] : []))
  const nodes = [...new Set<NodeName>([...onWay, ...seen])]
  const offsets: readonly ClockOffset[] = estimateOffsets(
    nodes,
    groupPackets(found, ({ row }) => row.atUs),
  )
  const byNode = new Map(offsets.map(({ node, us }) => [node, us ?? 0]))
  return { offsets, timeOf: ({ row }: Found) => row.atUs - (byNode.get(row.node) ?? 0) }
}

function groupOf(found: readonly Found[], { stopOf }: Placed): Group {
  return { found, stops: new Set(found.map(stopOf).filter((stop) => stop !== null)) }
}

function countsOf(found: readonly Found[], { stops, stopOf }: Placed): number[] {
  const counts = stops.map(() => 0)
  for (const each of found) {
    const stop = stopOf(each)
    if (stop !== null) counts[stop]! += 1
  }
  return counts
}

function tellStops(
  stops: readonly PlacedStop[],
  standings: readonly StopStanding[],
  counts: readonly number[],
): Stop[] {
  const mirrors = mirrorsOf(stops)
  return stops.map((stop, at) => ({
    ...stop,
    standing: standings[at]!,
    packets: stop.place.is !== 'device' || standings[at] === 'unwatched' ? null : counts[at]!,
    mirror: mirrors[at]!,
  }))
}

function differencesOf(
  stops: readonly PlacedStop[],
  standings: readonly StopStanding[],
  { real, client, source }: Followed,
  way: ExpectedWay,
): WalkDifference[] {
  const found: WalkDifference[] = []
  for (const [at, stop] of stops.entries()) {
    if (!stop.isExpected)
      found.push(stop.way === 'reply' ? { is: 'reply-by-another-way', stop: at } : { is: 'unexpected-stop', stop: at })
    else if (standings[at] === 'missing' && stop.place.is === 'device') found.push({ is: 'missing-stop', stop: at })
  }
  const isKept = client !== null && source !== null && isSameEnd(client, source)
  if (real !== null && source !== null && client !== null && isKept === way.shouldBeMasqueraded)
    found.push({ is: 'source', expected: null, seen: source.address })
  return found
}

interface Judgable {
  readonly facts: WalkFacts
  readonly causes: Verdict['causes']
  readonly stops: readonly PlacedStop[]
  readonly translator: NodeName | null
  readonly packets: number
  /** Nodes a capture ran on. */
  readonly watched: number
}

function verdictOf(
  { probe, asked, connection }: WalkEvidence,
  judgement: Judgement,
  { facts, causes, stops, translator, packets, watched }: Judgable,
): Verdict {
  if (watched === 0) return { is: 'unseen', why: 'no-captures', causes }
  if (asked.how === 'probe' && probe === null) return { is: 'unseen', why: 'no-probe', causes }
  if (asked.how === 'live' && packets === 0 && connection.real === null)
    return { is: 'unseen', why: 'no-traffic', causes }
  switch (judgement.is) {
    case 'through':
      return { is: 'through', facts, causes }
    case 'refused':
      return {
        ...judgement,
        node: refuserOf(judgement, stops, translator),
        facts,
        causes,
      }
    case 'lost': {
      const { way, last, next } = judgement
      return { is: 'lost', way, last, next, facts, causes }
    }
  }
}

/** The Pod's own node, or the one where the refusal was first seen; where none was seen, the one that translates. */
function refuserOf(
  { by, last }: Extract<Judgement, { is: 'refused' }>,
  stops: readonly PlacedStop[],
  translator: NodeName | null,
): NodeName | null {
  const pod = by === 'pod' ? stops.find(({ place, way }) => place.is === 'pod' && way === 'reply') : undefined
  const first = last === null ? undefined : stops[last]
  return pod?.node ?? first?.node ?? translator
}
