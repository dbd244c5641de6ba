/** What a system's error says of a try. */
import type { ProbeOutcome } from '#model/probe/question.ts'

const outcomes: Readonly<Record<string, ProbeOutcome>> = {
  // A reset to a SYN and an ICMP port unreachable are one to a socket.
  ECONNREFUSED: 'refused',
  // ICMP host, network or protocol unreachable, or prohibited; no route, and routes of the kinds unreachable and throw.
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENONET: 'unreachable',
  ENOPROTOOPT: 'unreachable',
  // Routes of the kinds blackhole and prohibit.
  EINVAL: 'unreachable',
  EACCES: 'unreachable',
  ETIMEDOUT: 'timeout',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
}

export interface Ended {
  readonly outcome: ProbeOutcome
  /** The system's word; null where it has none. */
  readonly error: string | null
  /** Null where the answer has none. */
  readonly status: number | null
}

export const ended = (outcome: ProbeOutcome, status: number | null = null): Ended => ({ outcome, error: null, status })

/** An error without a system call is TLS's own: the other side ended the handshake, or speaks no TLS. */
export function endedBy({ code = 'unknown error', syscall }: NodeJS.ErrnoException): Ended {
  const outcome = syscall === undefined ? 'closed' : (outcomes[code] ?? 'failed')
  return { outcome, error: code, status: null }
}
