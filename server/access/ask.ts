/** What access tests answer, and what they ask of agents. */
import type { AccessScheduleId, AccessTestId } from '#model/access/access.ts'
import type { NodeName } from '#model/ids.ts'
import type { ProbeAnswer, ProbeAsk } from '#model/probe/question.ts'

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
