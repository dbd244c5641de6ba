/** What the rest of the hub asks of walks. */
import type { WalkAsk } from '#model/asks.ts'
import type { Walk, WalkId, WalkResult } from '#model/walk/walk.ts'

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
