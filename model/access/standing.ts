/** How a cell of an access test stands, in one word and the figures beside it. */
import type { ProbeOutcome } from '../probe/question.ts'
import type { AccessCell, LatencyStep, Spread } from './access.ts'

export type AccessStanding =
  /** Not yet begun. */
  | { readonly is: 'waiting' }
  /** Being asked. */
  | { readonly is: 'asked' }
  /** Its test was cancelled before it came to this one. */
  | { readonly is: 'left-out' }
  /** The node could not be asked: nothing is known. */
  | { readonly is: 'not-asked'; readonly why: string }
  | ({ readonly is: 'answered' } & Told)
  /** Some tries were answered; `outcome` is how most of the others ended. */
  | ({ readonly is: 'partly'; readonly outcome: ProbeOutcome } & Told)
  | ({ readonly is: 'failed'; readonly outcome: ProbeOutcome } & Told)

interface Told {
  readonly tries: number
  readonly answered: number
  /** The commonest HTTP status or DNS code; null for none. */
  readonly status: number | null
  /** Until the first byte of the answer, or until the connection where nothing more was asked; null where neither came. */
  readonly time: Spread | null
  readonly step: LatencyStep | null
}

/** `isOver`: its test has ended, so that nothing is waited for any more. */
export function standingOf({ state }: Pick<AccessCell, 'state'>, isOver = false): AccessStanding {
  switch (state.is) {
    case 'waiting':
    case 'asked':
      return { is: isOver ? 'left-out' : state.is }
    case 'not-asked':
      return { is: 'not-asked', why: state.why }
    case 'done': {
      const { tries, answered, failures, statuses, firstByteMs, connectMs, step } = state.result
      const told = { tries, answered, status: statuses[0]?.status ?? null, time: firstByteMs ?? connectMs, step }
      if (answered === tries) return { is: 'answered', ...told }
      const outcome = failures[0]?.outcome ?? 'failed'
      return answered === 0 ? { is: 'failed', outcome, ...told } : { is: 'partly', outcome, ...told }
    }
  }
}

/** Worst first: no answer at all, some, a slow first connect, not known, and then what needs no look. */
export function rankOf(standing: AccessStanding): number {
  switch (standing.is) {
    case 'failed':
      return 0
    case 'partly':
      return 1
    case 'not-asked':
      return 3
    case 'answered':
      return standing.step === null ? 4 : 2
    case 'asked':
    case 'waiting':
    case 'left-out':
      return 5
  }
}

/** Whether somebody should look. */
export const isTrouble = (standing: AccessStanding): boolean => rankOf(standing) <= 3
