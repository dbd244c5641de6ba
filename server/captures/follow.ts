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

/** Tells a node's agent to end a capture, by the name the agent gave it; false where that did not reach it. */
export type EndCapture = (node: NodeName, name: string) => Promise<boolean>

export interface CaptureTiming {
  /** Wall clock, milliseconds. */
  readonly now: () => number
  /** Runs once after so many milliseconds; returns what undoes it. */
  readonly after: (ms: number, run: () => void) => () => void
}
