/**
 * What two clusters differ in: what appeared, vanished and changed from `a` to `b`. Plain data that JSON can carry:
 * what is not known is null. A change that many nodes share is told once, with the nodes it is on.
 */
import type { LatencyStep } from '../access/access.ts'
import type { CauseId } from '../causes/cause.ts'
import type { Health } from '../cluster.ts'
import type {
  NodeName,
  PodId,
  RealServerKey,
  ServiceId,
  ServicePortId,
  TableHash,
  VirtualServerHash,
  VirtualServerKey,
} from '../ids.ts'
import type { KindName } from '../kube/index.ts'
import type { ProbeOutcome } from '../probe/question.ts'
import type { SettingStanding } from '../sources/settings/judge.ts'
import type { Severity } from '../standing.ts'
import type { ThingId } from '../thing.ts'
import type { Role } from '../tie.ts'
import type { WalkSource } from '../walk/walk.ts'

export interface Change<Value> {
  readonly before: Value
  readonly after: Value
}

/** Only in `b`, only in `a`, in both and not alike. */
export type Presence = 'appeared' | 'vanished' | 'changed'

/** Position in `Comparison.nodeSets`. */
export type NodeSet = number

/** A value as text; null where there is none, or it is not known. */
export interface FieldChange extends Change<string | null> {
  readonly field: string
}

/** Null on the side where it is not. */
export interface PartChange<Value> extends Change<Value | null> {
  readonly key: string
  readonly is: Presence
}

/** `serving`: terminating, but still answers. */
export type EndpointState = 'ready' | 'not-ready' | 'serving' | 'terminating'

export interface EndpointBrief {
  readonly state: EndpointState
  readonly node: NodeName | null
  readonly pod: PodId | null
  /** `8080/TCP`, in their order. */
  readonly ports: readonly string[]
}

export interface PortBrief {
  /** Empty when it has none. */
  readonly name: string
  readonly targetPort: string
  /** 0 when it has none. */
  readonly nodePort: number
}

export interface PodBrief {
  readonly node: NodeName | null
  readonly phase: string
  readonly ready: boolean
  readonly terminating: boolean
  readonly addresses: readonly string[]
}

export interface RowBrief {
  readonly weight: number
  readonly forward: string
}

export interface RowChange extends Change<RowBrief | null> {
  readonly real: RealServerKey
  readonly is: Presence
}

/** One virtual server that went from one structure to another, on every node where it went just so. */
export interface ServerChange extends Change<VirtualServerHash | null> {
  readonly key: VirtualServerKey
  readonly thing: ThingId
  readonly is: Presence
  /** `scheduler`, `flags`, `persistence`, `one-packet`. */
  readonly settings: readonly FieldChange[]
  readonly rows: readonly RowChange[]
  readonly on: NodeSet
}

/** One table that became another, on every node where it did. */
export interface TableChange extends Change<TableHash> {
  readonly on: NodeSet
  /** Rows that are others on each of these nodes. */
  readonly rows: number
  /** Positions in `Comparison.servers`. */
  readonly servers: readonly number[]
}

/**
 * A difference from what the table should be: only now, only before, or both. `first-seen` and `lost-sight` where the
 * node's table could not be compared on the other side: nobody knows whether it was so there.
 */
export type DriftIs = 'new' | 'gone' | 'still' | 'first-seen' | 'lost-sight'

export interface DriftChange {
  readonly key: VirtualServerKey
  readonly thing: ThingId
  readonly is: DriftIs
  /** On the side where it is, `b` if on both. */
  readonly severity: Severity
  /** What differs there: the whole virtual server, or rows and settings of it. */
  readonly differs: 'missing' | 'foreign' | 'differs'
  readonly rows: readonly { readonly real: RealServerKey; readonly state: string }[]
  readonly settings: readonly { readonly setting: string; readonly have: string; readonly want: string }[]
  readonly on: NodeSet
}

export interface ShareChange extends Change<number | null> {
  readonly real: RealServerKey
  /** By more than chance does (`noise.ts`), among the real servers of both sides. */
  readonly hasChanged: boolean
}

/** Over nodes that say it on both sides, and those that are on one side only. */
export interface LoadChange {
  /** New connections a second; null while not known. */
  readonly rate: Change<number | null>
  /** Connections the kernels count as active. */
  readonly active: Change<number | null>
  /** The rate changed by more than chance does. */
  readonly hasChanged: boolean
  /** 0 to 1 of the new connections to the same port; null where it has no row or nobody came. */
  readonly shares: readonly ShareChange[]
}

/** From the last answer to the first failure, and back; `other`: no answer on either side, for another reason. */
export type ProofIs = 'broke' | 'mended' | 'other'

/** What some nodes got from a port, together. */
export interface AccessBrief {
  readonly tries: number
  readonly answered: number
  /** How most of the others ended; null where all were answered. */
  readonly outcome: ProbeOutcome | null
  /** Until the first byte of the answer, the middle of the nodes' medians; null where none came. */
  readonly medianMs: number | null
  /** A first connect that had to be sent again. */
  readonly step: LatencyStep | null
}

/** What the newest access test of each side says of a port, told once for all nodes of which it says so. */
export interface AccessChange extends Change<AccessBrief> {
  readonly port: ServicePortId
  readonly role: Role
  readonly thing: ThingId
  /** `slower` and `faster` by more than from one test to the next (`noise.ts`). */
  readonly is: ProofIs | 'slower' | 'faster'
  readonly on: NodeSet
}

export interface VerdictBrief {
  readonly is: 'through' | 'refused' | 'lost'
  /** The surest. */
  readonly cause: CauseId | null
  /** Where the packet was seen last. */
  readonly last: { readonly node: NodeName | null; readonly device: string | null } | null
}

/** What the newest walk of each side from one source to one port came to. */
export interface WalkChange extends Change<VerdictBrief> {
  readonly port: ServicePortId
  readonly role: Role
  readonly thing: ThingId
  readonly source: WalkSource
  readonly is: ProofIs
}

export type ThingProblem =
  /** Drift that was not there before and is no passing one. */
  | 'drift'
  /** It had ready endpoints. */
  | 'no-endpoints'
  /** It had new connections, by more than chance; now there are none. */
  | 'silent'
  /** A node got an answer, and gets none; a walk went through, and does not. */
  | 'access'
  | 'walk'

/** A Service, or a virtual server that stands for none. */
export interface ThingChange {
  readonly thing: ThingId
  /** Null for a virtual server no Service explains. */
  readonly service: ServiceId | null
  /** Of the object itself; `same` when only tables or load differ. */
  readonly is: Presence | 'same'
  readonly fields: readonly FieldChange[]
  readonly ports: readonly PartChange<PortBrief>[]
  readonly endpoints: readonly PartChange<EndpointBrief>[]
  /** Positions in `Comparison.servers`. */
  readonly servers: readonly number[]
  /** Positions in `Comparison.drifts`. */
  readonly drifts: readonly number[]
  /** Positions in `Comparison.access` and `Comparison.walks`. */
  readonly access: readonly number[]
  readonly walks: readonly number[]
  /** Null where nothing of it carries load on either side, and where neither it nor its load is other than before. */
  readonly load: LoadChange | null
  readonly problems: readonly ThingProblem[]
}

export interface SettingChange extends Change<string | null> {
  readonly name: string
  /** What the value after is worth; null when it is not known there. */
  readonly standing: SettingStanding | null
}

/** Lines of one source: devices, routes, rules, addresses of Services, ipsets. */
export interface LinesChange {
  readonly source: string
  readonly added: number
  readonly removed: number
  /** The first of both. */
  readonly addedLines: readonly string[]
  readonly removedLines: readonly string[]
}

export type NodeProblem =
  /** Its agent answered, and does not now. */
  | 'lost'
  | 'not-ready'
  /** Its table was read, and is not there or cannot be read now. */
  | 'no-table'
  /** A setting is against what kube-proxy sets, and was not. */
  | 'setting'

/** What changed alike on some nodes. */
export interface NodeChange {
  readonly on: NodeSet
  readonly is: Presence
  /** `agent`, `ready`, `addresses`, `zone`, `role`, `kernel`, `boot`, `agent-version`, `table`, `ipvs`, `kube-proxy`, `counters`, and a source by name when it came or went. */
  readonly fields: readonly FieldChange[]
  readonly settings: readonly SettingChange[]
  readonly lines: readonly LinesChange[]
  readonly problems: readonly NodeProblem[]
}

export interface Counts {
  readonly appeared: number
  readonly vanished: number
  readonly changed: number
}

export interface Totals {
  /** Services that are others, or whose virtual servers are. */
  readonly services: Counts
  readonly nodes: Counts
  readonly pods: Counts
  /** Rows of tables that are others, counted on every node; and on how many nodes. */
  readonly rows: number
  readonly rowNodes: number
  /** Virtual servers set otherwise (scheduler, persistence), counted on every node; and on how many. */
  readonly settings: number
  readonly settingNodes: number
  /** Kernel settings that are others, counted on every node. */
  readonly sysctls: number
  /** Virtual servers that differ from what they should be, counted on every node; not those whose rows only drain. */
  readonly drift: Readonly<Record<DriftIs, number>>
  /** Of access tests, counted on every node; and walks. */
  readonly access: Readonly<Record<AccessChange['is'], number>>
  readonly walks: Readonly<Record<ProofIs, number>>
  /** Things whose rate or shares changed by more than chance does. */
  readonly loads: number
  /** Things and nodes with a problem that was not there. */
  readonly problems: number
}

export interface Side {
  /** The hub's wall clock then, milliseconds. */
  readonly at: number
  /** Of the cluster. */
  readonly name: string
  /** Its names and addresses are stand-ins. */
  readonly hasStandIns: boolean
  /** Nodes that the other side has heard and this one had not, or not yet: nothing of them is compared. */
  readonly notHeard: NodeSet | null
}

export interface Comparison {
  readonly a: Side
  readonly b: Side
  readonly health: Change<Health>
  readonly totals: Totals
  /** What was not compared, since the API had not told it on one side. */
  readonly notCompared: readonly KindName[]
  /** Names in order; what changes are `on`. */
  readonly nodeSets: readonly (readonly NodeName[])[]
  readonly servers: readonly ServerChange[]
  readonly tables: readonly TableChange[]
  readonly drifts: readonly DriftChange[]
  readonly access: readonly AccessChange[]
  readonly walks: readonly WalkChange[]
  /** By namespace and name; virtual servers no Service explains are last. */
  readonly things: readonly ThingChange[]
  readonly nodes: readonly NodeChange[]
  /** Pods that are no endpoint of a Service on either side: others are told with their Service. */
  readonly pods: readonly PartChange<PodBrief>[]
}

export const nodesOn = (comparison: Comparison, on: NodeSet): readonly NodeName[] => comparison.nodeSets[on] ?? []

/** Nothing is other than before: what was wrong may still be. */
export const isNothing = ({ totals, things, nodes }: Comparison): boolean =>
  nodes.length === 0 &&
  totals.drift['first-seen'] + totals.drift['lost-sight'] === 0 &&
  totals.drift.new + totals.drift.gone === 0 &&
  totals.pods.appeared + totals.pods.vanished + totals.pods.changed === 0 &&
  things.every(isAsBefore)

/** Neither of another structure nor under other load, and all that was asked is answered as it was. */
export const isAsBefore = (thing: ThingChange): boolean =>
  !hasOtherStructure(thing) && !hasOtherLoad(thing) && thing.access.length + thing.walks.length === 0

/** Names of one side are stand-ins and those of the other are not: nothing of the one can be found in the other. */
export const canBeMatched = ({ a, b }: Pick<Comparison, 'a' | 'b'>): boolean => a.hasStandIns === b.hasStandIns

export const hasOtherStructure = ({ is, servers }: ThingChange): boolean => is !== 'same' || servers.length > 0

export const hasOtherLoad = ({ load }: Pick<ThingChange, 'load'>): boolean =>
  load !== null && (load.hasChanged || load.shares.some(({ hasChanged }) => hasChanged))
