/** What captures need of the fleet. */
import type { NodeName } from '#model/ids.ts'
import type { Parsed } from '#model/parsed.ts'

export interface LinesQuestion<T> {
  readonly path: string
  readonly body: unknown
  readonly parse: (value: unknown) => Parsed<T>
  readonly onLine: (line: T) => void
  readonly maxBytes: number
  readonly deadlineMs: number
}

/** Asks a node's agent, and takes lines until one of the two ends it. */
export type Follow = <T>(
  node: NodeName,
  question: LinesQuestion<T>,
) => {
  readonly cancel: () => void
  readonly ended: Promise<{ readonly ok: true } | { readonly ok: false; readonly why: string }>
}
