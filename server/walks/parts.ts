/** What walks are given by the rest of the hub. */
import type { Capture, CaptureId } from '#model/capture/capture.ts'
import type { CaptureAsk } from '#model/capture/question.ts'
import type { Cluster } from '#model/cluster.ts'
import type { NodeName, ServicePortId } from '#model/ids.ts'
import type { Packet } from '#model/packets/packet.ts'
import type { ProbeAnswer, ProbeAsk } from '#model/probe/question.ts'
import type { ConnectionsAnswer, ConnectionsQuestion } from '#model/sources/connections/report.ts'

export type Asked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string }

export interface WalkCaptures {
  start(what: {
    readonly port: ServicePortId
    readonly nodes: ReadonlyMap<NodeName, CaptureAsk>
    readonly by: string
    readonly isOfWalk: true
  }):
    | { readonly ok: true; readonly id: CaptureId; readonly started: Promise<void> }
    | { readonly ok: false; readonly why: string }
  stop(id: CaptureId): boolean
  /** Resolves when it has ended. */
  ended(id: CaptureId): Promise<void>
  forget(id: CaptureId): boolean
  captures(): ReadonlyMap<CaptureId, Capture>
  rowsOf(id: CaptureId): readonly {
    readonly node: NodeName
    readonly packet: Packet | null
    readonly device: string | null
  }[]
  file(id: CaptureId): Uint8Array | null
}

export interface WalksOptions {
  readonly cluster: () => Cluster
  /** Has facts of nodes read anew; resolves when `cluster` has them, or they cannot be had now. */
  refresh(nodes: Iterable<NodeName>): Promise<void>
  readonly captures: WalkCaptures
  probe(node: NodeName, ask: ProbeAsk): Promise<Asked<ProbeAnswer>>
  connections(node: NodeName, question: ConnectionsQuestion): Promise<Asked<ConnectionsAnswer>>
  /** A walk is other than before. */
  readonly changed: () => void
  readonly timing: {
    /** Wall clock, milliseconds. */
    readonly now: () => number
    /** Runs once after so many milliseconds; returns what undoes it. */
    readonly after: (ms: number, run: () => void) => () => void
  }
  readonly randomId: () => string
  /** What a port is usually asked (`model/access`). */
  readonly log: (sentence: string) => void
}
