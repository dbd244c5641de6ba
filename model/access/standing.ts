/** How a cell of an access test stands, in one word and the figures beside it. */
import type { ServicePortId } from '../ids.ts'
import type { ProbeOutcome } from '../probe/question.ts'
import type { AccessCell, AccessResult, LatencyStep, Spread } from './access.ts'

export type AccessStanding =
  /** Not yet begun. */
  | { readonly is: 'waiting' }
  /** Being asked. */
  | { readonly is: 'asked' }
  /** Its test was cancelled before it came to this one. */
  | { readonly is: 'left-out' }
  /** The node could not be asked: nothing is known. */
  | { readonly is: 'not-asked'; readonly why: string }
  /** Nothing here asks such a port: nothing is known, and no look helps. */
  | { readonly is: 'no-probe' }
  | ({ readonly is: 'answered' } & Told)
  /** Some tries were answered; `outcome` is how most of the others ended. */
  | ({ readonly is: 'partly'; readonly outcome: ProbeOutcome } & Told)
  | ({ readonly is: 'failed'; readonly outcome: ProbeOutcome } & Told)
  /** No datagram came back, and no error either: over UDP that does not tell whether ours arrived. */
  | ({ readonly is: 'silent' } & Told)
  /** Nobody answers on this node because the Service's traffic policy says so. */
  | ({ readonly is: 'by-policy' } & Told)

interface Told {
  readonly tries: number
  readonly answered: number
  /** The commonest HTTP status or DNS code; null for none. */
  readonly status: number | null
  /** Until the first byte of the answer, or until the connection where nothing more was asked; null where neither came. */
  readonly time: Spread | null
  readonly step: LatencyStep | null
}

export interface StandingOptions {
  /** Its test has ended, so that nothing is waited for any more. */
  readonly isOver?: boolean
  /** Another node got an answer from the same port (`portsThatSpeak`), so that one was to be expected here. */
  readonly doesSpeak?: boolean
}

export function standingOf(
  { state, method }: Pick<AccessCell, 'state' | 'method'>,
  { isOver = false, doesSpeak = false }: StandingOptions = {},
): AccessStanding {
  switch (state.is) {
    case 'waiting':
    case 'asked':
      return { is: isOver ? 'left-out' : state.is }
    case 'not-asked':
      return method === null ? { is: 'no-probe' } : { is: 'not-asked', why: state.why }
    case 'done': {
      const { tries, answered, failures, statuses, firstByteMs, connectMs, step } = state.result
      const told = { tries, answered, status: statuses[0]?.status ?? null, time: firstByteMs ?? connectMs, step }
      if (answered === tries) return { is: 'answered', ...told }
      const outcome = failures[0]?.outcome ?? 'failed'
      if (answered > 0) return { is: 'partly', outcome, ...told }
      if (isByPolicy(state.result)) return { is: 'by-policy', ...told }
      if (!doesSpeak && isSilence(state.result, method)) return { is: 'silent', ...told }
      return { is: 'failed', outcome, ...told }
    }
  }
}

/**
 * The internal policy is the likeliest cause. The external one is never: a node's own requests to a node port, load
 * balancer or external IP go to all endpoints in every mode of kube-proxy, so that silence there is a failure.
 */
const isByPolicy = ({ causes: [first] }: AccessResult): boolean => first?.id === 'internal-policy-local'

/**
 * A datagram of no protocol we know: an application may take it and say nothing. A DNS query has an answer, and where the
 * node's own table or settings are wrong it is a failure after all.
 */
const isSilence = ({ failures, causes }: AccessResult, method: AccessCell['method']): boolean =>
  method?.is === 'udp' &&
  failures.every(({ outcome }) => outcome === 'timeout') &&
  causes.every(({ certainty }) => certainty === 'possible')

/** Ports that somebody got an answer from. */
export function portsThatSpeak(cells: Iterable<Pick<AccessCell, 'port' | 'state'>>): ReadonlySet<ServicePortId> {
  const ports = new Set<ServicePortId>()
  for (const { port, state } of cells) if (state.is === 'done' && state.result.answered > 0) ports.add(port)
  return ports
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
    case 'silent':
    case 'by-policy':
      return 4
    case 'answered':
      return standing.step === null ? 5 : 2
    case 'asked':
    case 'waiting':
    case 'left-out':
    case 'no-probe':
      return 6
  }
}

/** An answer was to be expected, and it came or not. */
export const isJudged = ({ is }: AccessStanding): boolean => is === 'answered' || is === 'partly' || is === 'failed'

/** It has ended, and no answer was to be expected. */
export const isExcused = ({ is }: AccessStanding): boolean => is === 'silent' || is === 'by-policy' || is === 'no-probe'

/** Whether somebody should look. */
export const isTrouble = (standing: AccessStanding): boolean => rankOf(standing) <= 3
