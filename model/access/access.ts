/** Access tests: does each node get an answer from each Service port, how fast, and from which real server? */
import type { Cause } from '../causes/cause.ts'
import type { NodeName, RealServerKey, ServicePortId } from '../ids.ts'
import type { ProbeMethod, ProbeOutcome } from '../probe/question.ts'
import type { Target } from '../service-port.ts'
import type { Role } from '../tie.ts'

/** Random, twelve hex digits. */
export type AccessTestId = string
/** `TEST NODE PORT`. */
export type AccessCellId = string
/** Random, twelve hex digits. */
export type AccessScheduleId = string

/** What is asked of every cell. */
export interface AccessAsked {
  readonly ports: readonly ServicePortId[]
  /** In the order of the rows. */
  readonly nodes: readonly NodeName[]
  /** At which of a port's addresses it is asked for; a node port at the asking node's own. */
  readonly role: Role
  /** Null for the usual one of each port (`usualMethod`). */
  readonly method: ProbeMethod | null
  readonly tries: number
  /** Of each try, milliseconds. */
  readonly timeoutMs: number
}

export interface AccessTest {
  readonly id: AccessTestId
  readonly asked: AccessAsked
  readonly by: 'person' | 'schedule'
  /** The hub's wall clock, milliseconds; `endedAt` is null while it runs. */
  readonly startedAt: number
  readonly endedAt: number | null
  readonly outcome: 'running' | 'done' | 'cancelled'
  /** Cells that have ended, and all there are. */
  readonly done: number
  readonly cells: number
  /** Of those that have ended: not every try was answered. */
  readonly failed: number
  /** Of those that have ended: no answer, and none was to be expected (`AccessStanding`: silent, by policy). */
  readonly excused: number
  /** Of those that have ended: it could not be asked. */
  readonly notAsked: number
}

/** Milliseconds over so many tries that came so far. */
export interface Spread {
  readonly tries: number
  readonly least: number
  readonly median: number
  readonly p95: number
  readonly most: number
}

/** A delay of the first connect that has a cause of its own: a first packet sent again, or dropped until offload gave up. */
export type LatencyStep = '1s' | '3s' | '63s'

/** One real server's part of the tries. */
export interface Share {
  readonly real: RealServerKey
  readonly tries: number
  /** Of them; null where that was not kept. */
  readonly answered: number | null
  /** Where it ran when it was asked; null for no endpoint of the Service, or where that is not known. */
  readonly host: NodeName | null
  /** Of all tries whose choice is known, by the scheduler and weights of the node's own table, 0 to 1; null where that cannot be said. */
  readonly expected: number | null
}

export interface AccessResult {
  readonly tries: number
  readonly answered: number
  /** How the others ended, the commonest first. */
  readonly failures: readonly {
    readonly outcome: ProbeOutcome
    readonly error: string | null
    readonly tries: number
  }[]
  /** HTTP statuses or DNS response codes, the commonest first. */
  readonly statuses: readonly { readonly status: number; readonly tries: number }[]
  readonly connectMs: Spread | null
  readonly firstByteMs: Spread | null
  readonly step: LatencyStep | null
  /** By real server, those expected and never chosen too. */
  readonly shares: readonly Share[]
  /** Tries whose real server is not known, and why where it is known why. */
  readonly unknownChoices: number
  readonly withoutConnections: string | null
  /** Addresses the real servers saw, by conntrack. */
  readonly sources: readonly string[]
  /** The surest first; empty when all was answered in good time. */
  readonly causes: readonly Cause[]
}

export type AccessState =
  | { readonly is: 'waiting' }
  | { readonly is: 'asked'; readonly since: number }
  | { readonly is: 'done'; readonly at: number; readonly result: AccessResult }
  /** It could not be asked, and why: no result, never a failed one. */
  | { readonly is: 'not-asked'; readonly why: string; readonly causes: readonly Cause[] }

export interface AccessCell {
  readonly test: AccessTestId
  readonly node: NodeName
  readonly port: ServicePortId
  /** Where it is asked; null while the Service has no address. */
  readonly target: Target | null
  /** Null where nothing can ask such a port. */
  readonly method: ProbeMethod | null
  readonly state: AccessState
}

/** Asked again and again. */
export interface AccessSchedule {
  readonly id: AccessScheduleId
  readonly asked: AccessAsked
  readonly everySeconds: number
  /** The hub's wall clock, milliseconds. */
  readonly nextAt: number
  readonly lastTest: AccessTestId | null
}

export const makeAccessCellId = (test: AccessTestId, node: NodeName, port: ServicePortId): AccessCellId =>
  `${test} ${node} ${port}`
