/** The verdict, from the packets: did every one arrive, and if not, where was it last seen and what should have come next. */
import type { ProbeTry } from '../probe/question.ts'
import { type Group, wasAt } from './assemble.ts'
import { rangeOf } from './same-packet.ts'
import type { PlacedStop } from './stops.ts'
import type { StopStanding, Way } from './walk.ts'

export interface Judged {
  readonly stops: readonly PlacedStop[]
  readonly standings: readonly StopStanding[]
  readonly groups: readonly Group[]
  readonly probe: ProbeTry | null
  /** Routes lead the request to the real server, and the answer back to who asked. */
  readonly leadsThere: boolean
  readonly leadsBack: boolean
}

export type Judgement =
  | { readonly is: 'through' }
  | { readonly is: 'refused'; readonly by: 'pod' | 'node'; readonly last: number | null }
  | {
      readonly is: 'lost'
      readonly way: Way
      readonly last: number | null
      readonly next: number | null
      readonly packet: Group | null
    }

export function judge(judged: Judged): Judgement {
  const { groups } = judged
  const request = devicesOf(judged, 'request')
  const reply = devicesOf(judged, 'reply')
  const sent = groups.filter(({ found }) => found[0]!.way === 'request')
  const refusal = refusalOf(judged, reply)
  if (refusal !== null) return refusal
  const lost = firstLost(judged, sent, request)
  const answers = groups.filter(({ found }) => found[0]!.way === 'reply')
  if (answers.length === 0 || !answers.some((group) => reply.some((stop) => group.stops.has(stop)))) {
    if (sent.length === 0 || lost !== null) return lostRequest(judged, request, lost)
    if (!judged.leadsThere)
      return { is: 'lost', way: 'request', last: lastSeen(judged, 'request'), next: null, packet: null }
    return { is: 'lost', way: 'reply', last: lastSeen(judged, 'request'), next: reply[0] ?? null, packet: null }
  }
  const stuck = firstLost(judged, answers, reply)
  if (!judged.leadsBack)
    return { is: 'lost', way: 'reply', last: lastSeen(judged, 'reply'), next: null, packet: answers[0]! }
  if (stuck !== null) return { is: 'lost', way: 'reply', ...reach(stuck, reply), packet: stuck }
  if (lost !== null) return { is: 'lost', way: 'request', ...reach(lost, request), packet: lost }
  if (judged.probe?.outcome === 'timeout') {
    // Everything that was sent arrived, and the answer asked for was never sent.
    return { is: 'lost', way: 'reply', last: lastSeen(judged, 'request'), next: reply[0] ?? null, packet: null }
  }
  return { is: 'through' }
}

/** Stops at devices of one way that a capture could see, in its order. */
const devicesOf = ({ stops, standings }: Judged, way: Way): number[] =>
  stops.flatMap((stop, at) =>
    stop.way === way && stop.place.is === 'device' && standings[at] !== 'unwatched' && stop.isExpected ? [at] : [],
  )

/** The first reply is a reset from the Pod's device on, an ICMP error, or the system said so without any reply. */
function refusalOf({ groups, stops, standings, probe }: Judged, reply: readonly number[]): Judgement | null {
  const answers = groups.filter(({ found }) => found[0]!.way === 'reply')
  const first = answers[0]
  const transport = first && first.found[0]!.row.transport
  const last = first === undefined ? null : Math.min(...first.stops)
  if (transport?.is === 'icmp' && transport.kind !== 'too-big') return { is: 'refused', by: 'node', last }
  if (transport?.is === 'tcp' && transport.flags.rst && !transport.flags.syn) {
    const isFromPod = reply[0] !== undefined && first!.stops.has(reply[0])
    return { is: 'refused', by: isFromPod ? 'pod' : 'node', last }
  }
  const isSilent = answers.length === 0
  if (isSilent && (probe?.outcome === 'refused' || probe?.outcome === 'unreachable')) {
    const seen = stops.findLastIndex(
      ({ way }, at) => way === 'request' && (standings[at] === 'seen' || standings[at] === 'told'),
    )
    return { is: 'refused', by: 'node', last: seen < 0 ? null : seen }
  }
  return null
}

/**
 * The first packet that never came to the end of its way, nor its bytes in any other packet. One without bytes of its
 * own, a bare acknowledgement, is missed by nobody.
 */
function firstLost(judged: Judged, packets: readonly Group[], devices: readonly number[]): Group | null {
  const end = devices.at(-1)
  if (end === undefined) return null
  return (
    packets.find((group) => {
      const first = group.found[0]!
      const { transport } = first.row
      if (transport.is === 'icmp' || (transport.is === 'tcp' && (rangeOf(first) === null || transport.flags.rst)))
        return false
      return (
        !wasAt(group, end, judged.groups) && !packets.some((other) => isSameBytes(group, other) && other.stops.has(end))
      )
    }) ?? null
  )
}

function isSameBytes(a: Group, b: Group): boolean {
  const [left, right] = [rangeOf(a.found[0]!), rangeOf(b.found[0]!)]
  return left !== null && right !== null && left.from === right.from && left.length === right.length
}

/** Where a packet was last seen, and the next device of its way. */
function reach(group: Group, devices: readonly number[]): { last: number | null; next: number | null } {
  const last = devices.findLastIndex((stop) => group.stops.has(stop))
  return { last: devices[last] ?? null, next: devices[last + 1] ?? null }
}

function lostRequest(judged: Judged, devices: readonly number[], lost: Group | null): Judgement {
  const packet = lost && reach(lost, devices)
  const seen = packet?.last ?? lastSeen(judged, 'request')
  const next = devices.find((stop) => seen === null || stop > seen) ?? null
  return { is: 'lost', way: 'request', last: seen, next: packet?.last == null ? next : packet.next, packet: lost }
}

/** The last stop of a way that was seen, or that the kernel's tables tell. */
function lastSeen({ stops, standings }: Judged, way: Way): number | null {
  const at = stops.findLastIndex(
    (stop, place) =>
      stop.way === way && stop.place.is !== 'pod' && (standings[place] === 'seen' || standings[place] === 'told'),
  )
  return at < 0 ? null : at
}
