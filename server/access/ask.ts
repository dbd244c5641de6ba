/** What is asked of access tests from outside, and of agents by them. */
import type { AccessScheduleId, AccessTestId } from '#model/access/access.ts'
import type { NodeName } from '#model/ids.ts'
import type { ProbeAnswer, ProbeAsk, ProbeMethod } from '#model/probe/question.ts'
import type { Role } from '#model/tie.ts'

/** A test as somebody wants it; what is null is chosen by the hub. Never an address: a port's own are looked up. */
export interface AccessAsk {
  /** `NAMESPACE/NAME:PORT/PROTOCOL`, as they came from outside: they may name nothing. */
  readonly ports: readonly string[]
  /** Null for every node. */
  readonly nodes: readonly string[] | null
  readonly role: Role | null
  readonly method: ProbeMethod | null
  readonly tries: number | null
  readonly timeoutMs: number | null
}

/** `isBusy`: it would be possible later. */
export type Refused = { readonly ok: false; readonly why: string; readonly isBusy: boolean }
export type TestStarted = { readonly ok: true; readonly id: AccessTestId } | Refused
export type ScheduleStarted = { readonly ok: true; readonly id: AccessScheduleId } | Refused

/** `status` is the agent's; null where it did not answer at all. */
export type AskProbe = (
  node: NodeName,
  question: ProbeAsk,
  deadlineMs: number,
) => Promise<
  | { readonly ok: true; readonly value: ProbeAnswer }
  | { readonly ok: false; readonly why: string; readonly status: number | null }
>

export interface Timing {
  /** Wall clock, milliseconds. */
  readonly now: () => number
  /** Runs once after so many milliseconds; returns what undoes it. */
  readonly after: (ms: number, run: () => void) => () => void
}
