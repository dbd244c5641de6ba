/** A walk: one request followed from where it begins to the Pod and back, by packets captured at every hop. */
import type { CaptureId, PacketId } from '../capture/capture.ts'
import type { CaptureEnd } from '../capture/question.ts'
import type { Cause } from '../causes/cause.ts'
import type { FlowEnd } from '../flow.ts'
import type { NodeName, PodId, ServicePortId } from '../ids.ts'
import type { Tunnel } from '../packets/packet.ts'
import type { ProbeMethod, ProbeTry } from '../probe/question.ts'
import type { Target } from '../service-port.ts'

/** Random, twelve hex digits. */
export type WalkId = string

/** Where the request begins. A Pod's or an outside client's is waited for; nothing is ever run inside a Pod. */
export type WalkSource =
  | { readonly is: 'node'; readonly node: NodeName }
  | { readonly is: 'pod'; readonly pod: PodId }
  /** An address outside of the cluster that asks the given node's address. */
  | { readonly is: 'client'; readonly address: string }

export interface WalkAsked {
  readonly source: WalkSource
  readonly port: ServicePortId
  readonly target: Target
  /** `probe`: the source's node sends one request. `live`: the next connection of the source is followed. */
  readonly how: 'probe' | 'live'
  readonly method: ProbeMethod
  /** Seconds the captures run at most. */
  readonly seconds: number
}

export type WalkStage =
  | 'starting-captures'
  | 'probing'
  | 'waiting-for-traffic'
  | 'gathering'
  | 'done'
  | 'cancelled'
  | 'failed'

/** What lists show of a walk. */
export interface Walk {
  readonly id: WalkId
  readonly asked: WalkAsked
  /** The hub's wall clock, milliseconds; `endedAt` is null while it runs. */
  readonly startedAt: number
  readonly endedAt: number | null
  readonly stage: WalkStage
  /** Why it failed; null otherwise. */
  readonly why: string | null
  /** Packets so far. */
  readonly packets: number
  /** Null until it is done. */
  readonly verdict: Verdict | null
  /** Kept until somebody lets it go. */
  readonly isKept: boolean
}

export type Way = 'request' | 'reply'

/** Both ends of a packet, as it travels: of a reply `from` is the real server's side. */
export interface Tuple {
  readonly from: FlowEnd
  readonly to: FlowEnd
}

/**
 * What the kernel does to a packet that no device shows: IPVS writes another destination, masquerade another
 * source, and both are undone for the reply.
 */
export type KernelWork = 'ipvs' | 'masquerade' | 'undo-masquerade' | 'undo-ipvs'
/** Netfilter's hooks. */
export type Hook = 'prerouting' | 'local-in' | 'forward' | 'local-out' | 'postrouting'

export type Place =
  /** A process of the node itself. */
  | { readonly is: 'process' }
  /** Outside of the cluster. */
  | { readonly is: 'outside' }
  | { readonly is: 'pod'; readonly pod: PodId | null }
  | { readonly is: 'device'; readonly device: string; readonly kind: DeviceKind; readonly direction: 'in' | 'out' }
  | { readonly is: 'kernel'; readonly work: KernelWork; readonly hook: Hook }

/** `lan`: of the network between nodes · `pod`: the host's end of a Pod's link. */
export type DeviceKind = 'lan' | 'tunnel' | 'pod' | 'other'

/**
 * `seen`: packets were captured here · `told`: no packet shows it, but the kernel's connection tables or the packets
 * on both sides of it do · `missing`: the first place where they should have been and were not · `not-reached`: beyond
 * that · `unwatched`: nothing was captured on this node, so nothing can be said.
 */
export type StopStanding = 'seen' | 'told' | 'missing' | 'not-reached' | 'unwatched'

/** One place on the way, in the order of the way: the request's stops, then the reply's. */
export interface Stop {
  /** Null outside of the cluster. */
  readonly node: NodeName | null
  readonly place: Place
  readonly way: Way
  /** The packet's ends here, of kernel work after it; null where they are not known. */
  readonly tuple: Tuple | null
  /** Of kernel work: before it. Null elsewhere. */
  readonly before: Tuple | null
  /** Addresses of the outer header where it travels inside a tunnel; null otherwise. */
  readonly outer: { readonly from: string; readonly to: string; readonly tunnel: Tunnel['is'] } | null
  /** Of a device it should leave by: the rule that chose its route, as `ip rule` prints it. Null, or not there, for the usual one. */
  readonly rule?: string | null
  /** Whether tables and routes say that it comes by here. */
  readonly isExpected: boolean
  readonly standing: StopStanding
  /** Packets captured here; null where no packet can be (kernel work, processes) or none was looked for. */
  readonly packets: number | null
  /** Place in the list of the stop of the other way at the same place; null where there is none. */
  readonly mirror: number | null
}

export interface Sighting {
  /** Place in `WalkResult.stops`. */
  readonly stop: number
  /** Microseconds since the first sighting of the walk, clocks of nodes put right. */
  readonly atUs: number
  readonly ttl: number
  /** As tcpdump words it there. */
  readonly line: string
  /** The record it is in the capture's file. */
  readonly packet: PacketId
}

/** One packet of the connection, however many devices it was seen at. */
export interface WalkPacket {
  readonly number: number
  readonly way: Way
  /** What stays the same on its way: `Flags [S], seq 1823, win 64240, length 0`. */
  readonly words: string
  /** Bytes of payload. */
  readonly payload: number
  /** Sent again: the same bytes were seen before. */
  readonly isRepeated: boolean
  readonly sightings: readonly Sighting[]
}

export interface WalkCapture {
  readonly node: NodeName
  /** Packets of this connection, and all that were captured. */
  readonly packets: number
  readonly captured: number
  readonly dropped: number | null
  readonly why: CaptureEnd | null
  /** Why there was no capture on this node; null when there was. */
  readonly refused: string | null
  /** None was wanted: the walk concerns more nodes than it captures on (`mostWalkNodes`). */
  readonly isLeftOut: boolean
}

/** How far a node's clock is ahead of the first node's, worked out from packets both saw. */
export interface ClockOffset {
  readonly node: NodeName
  /** Microseconds; null where no pair of packets tells. */
  readonly us: number | null
  /** Uncertain by so much: half of the shortest round trip between the two. */
  readonly withinUs: number | null
}

/** What the packets show, whatever the verdict. */
export interface WalkFacts {
  /** At the Pod's device: how many packets of this connection, and how many of them carried the Service's address. */
  readonly atPod: {
    readonly node: NodeName
    readonly device: string
    readonly pod: PodId | null
    readonly packets: number
    readonly carryingVirtual: number
  } | null
  /** Who wrote the real server into the destination; null where nothing shows it. */
  readonly destination: {
    readonly node: NodeName
    readonly hook: Hook
    readonly from: FlowEnd
    readonly to: FlowEnd
    readonly before: string | null
  } | null
  /** Who wrote another source; null where it stayed, or nothing shows it. */
  readonly source: { readonly node: NodeName; readonly from: FlowEnd; readonly to: FlowEnd } | null
  /** True when the real server saw the client's own address, false when another; null when unknown. */
  readonly isSourceKept: boolean | null
  /** Devices on the way that show the Service's address: before the translation, and after it for the reply. */
  readonly virtualSeenAt: readonly { readonly node: NodeName; readonly device: string; readonly packets: number }[]
}

export type Verdict =
  /** Request and reply were seen all the way. */
  | { readonly is: 'through'; readonly facts: WalkFacts; readonly causes: readonly Cause[] }
  /** Somebody said no: the Pod by a reset, or a node by an ICMP error. */
  | {
      readonly is: 'refused'
      readonly by: 'pod' | 'node'
      readonly node: NodeName | null
      readonly last: number | null
      readonly facts: WalkFacts
      readonly causes: readonly Cause[]
    }
  /** Places in the list of stops: where a packet was last seen, and where it should have come next. */
  | {
      readonly is: 'lost'
      readonly way: Way
      readonly last: number | null
      readonly next: number | null
      readonly facts: WalkFacts
      readonly causes: readonly Cause[]
    }
  /** There is nothing to judge: no capture ran where it matters, or nobody asked in the time. */
  | {
      readonly is: 'unseen'
      readonly why: 'no-captures' | 'no-traffic' | 'no-probe'
      readonly causes: readonly Cause[]
    }

/** Where what was seen is not what tables and routes say. */
export type WalkDifference =
  | { readonly is: 'unexpected-stop'; readonly stop: number }
  | { readonly is: 'missing-stop'; readonly stop: number }
  /** Another real server than the table has. */
  | { readonly is: 'real-server'; readonly real: FlowEnd }
  | { readonly is: 'source'; readonly expected: string | null; readonly seen: string }
  | { readonly is: 'reply-by-another-way'; readonly stop: number }

/** All there is to say of a walk that has ended. */
export interface WalkResult {
  readonly walk: WalkId
  readonly capture: CaptureId
  /** The connection: the client before translation, what it asked for, who was chosen, and what the real server saw. */
  readonly client: FlowEnd | null
  readonly virtual: FlowEnd
  readonly real: FlowEnd | null
  readonly source: FlowEnd | null
  /** The node that translates. */
  readonly translator: NodeName | null
  readonly stops: readonly Stop[]
  readonly packets: readonly WalkPacket[]
  /** Packets beyond the first `mostWalkPackets`. */
  readonly leftOut: number
  readonly captures: readonly WalkCapture[]
  readonly offsets: readonly ClockOffset[]
  readonly probe: ProbeTry | null
  readonly differences: readonly WalkDifference[]
  readonly verdict: Verdict
}

export const mostWalkPackets = 60

/**
 * Nodes captured on at once: the one that translates, and those of as many real servers. Each is a tcpdump that looks at every
 * packet of its node, and one click must not start hundreds. A request that is sent goes to one real server alone: it is sent
 * again, a few times, until that runs where packets are captured; so only live traffic can be lost sight of.
 */
export const mostWalkNodes = 24
