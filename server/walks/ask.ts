/** What the rest of the hub asks of walks. */
import type { NodeName } from '#model/ids.ts'
import type { ProbeMethod } from '#model/probe/question.ts'
import type { Role } from '#model/tie.ts'
import type { Walk, WalkId, WalkResult, WalkSource } from '#model/walk/walk.ts'

/** A walk as somebody wants it; what is null is chosen by the hub. */
export interface WalkAsk {
  readonly source: WalkSource
  /** `NAMESPACE/NAME:PORT/PROTOCOL`, as it came from outside: it may name nothing. */
  readonly port: string
  /** Which of the port's addresses; null for its ClusterIP. */
  readonly role: Role | null
  /** Of a node port the node whose address is asked; null for the source's own. */
  readonly node: NodeName | null
  readonly method: ProbeMethod | null
  readonly how: 'probe' | 'live' | null
  /** Seconds the captures run at most. */
  readonly seconds: number | null
}

export interface Walks {
  /** `by`: address of who asks, for the log. `why` is one sentence. */
  start(
    ask: WalkAsk,
    by: string,
  ): { readonly ok: true; readonly id: WalkId } | { readonly ok: false; readonly why: string }
  /** False where there is no such walk, or it has ended. */
  cancel(id: WalkId): boolean
  /** False where there is no such walk. */
  forget(id: WalkId): boolean
  keep(id: WalkId, isKept: boolean): boolean
  walks(): ReadonlyMap<WalkId, Walk>
  results(): ReadonlyMap<WalkId, WalkResult>
  /** Its packets as pcapng; null where they are forgotten. */
  file(id: WalkId): Uint8Array | null
}
