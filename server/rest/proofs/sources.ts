/** What the twin needs to begin, show and end tests, captures and walks. */

import type { AccessAsk, WalkAsk } from '#model/asks.ts'
import type { CaptureAsk } from '#model/capture/question.ts'
import type { Cluster } from '#model/cluster.ts'
import type { NodeName, ServicePortId } from '#model/ids.ts'
import type { Proofs } from '#model/proofs.ts'

type Begun = { readonly ok: true; readonly id: string } | { readonly ok: false; readonly why: string }
/** `isBusy`: it would be possible later. */
type BegunUnlessBusy = Begun | { readonly ok: false; readonly why: string; readonly isBusy: boolean }

/** Each is false where there is nothing of that name, or nothing left to do. `by`: address of who asks. */
export interface ProofSources {
  /** As they are now, newer than the cluster's. */
  readonly proofs: () => Proofs
  readonly access: {
    start(ask: AccessAsk, by: string): BegunUnlessBusy
    cancel(id: string, by: string): boolean
    schedule(ask: AccessAsk, everySeconds: number, by: string): BegunUnlessBusy
    unschedule(id: string, by: string): boolean
  }
  readonly captures: {
    start(what: {
      readonly port: ServicePortId
      readonly nodes: ReadonlyMap<NodeName, CaptureAsk>
      readonly by: string
    }): Begun
    stop(id: string): boolean
    forget(id: string): boolean
    file(id: string): Uint8Array | null
  }
  readonly walks: {
    start(ask: WalkAsk, by: string): Begun
    cancel(id: string): boolean
    forget(id: string): boolean
    keep(id: string, isKept: boolean): boolean
    file(id: string): Uint8Array | null
  }
  readonly cluster: () => Cluster
  /** Resolves when it is so, or after so many milliseconds. */
  readonly until: (isSo: () => boolean, ms: number) => Promise<void>
  /** Prefix of every address. */
  readonly basePath: string
}

export interface ProofRequest {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly query: URLSearchParams
  /** JSON; undefined for none. */
  readonly body: unknown
  /** Address of who asks. */
  readonly by: string
}
