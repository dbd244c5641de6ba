/** What a scheduler is asked and what it answers. One instance serves one virtual server on one node. */
import type { Member, Ring, RingChange } from './ring.ts'

export interface Request {
  /** The client's address folded to 32 bits, as IPVS sees it. */
  readonly sourceKey: number
  readonly sourcePort: number
  /** The virtual server's address folded to 32 bits. */
  readonly destinationKey: number
  /** Milliseconds of any clock that only goes forward: caches expire by it. */
  readonly nowMs: number
}

export interface Scheduler {
  /** Null refuses: the client gets ICMP port unreachable. */
  choose(request: Request): Member | null
  /** To be told after each change of the ring. */
  changed(change: RingChange): void
}

/** Flags as ipvsadm names them. */
export type SchedulerFlag = 'sh-fallback' | 'sh-port' | 'mh-fallback' | 'mh-port'

export type MakeScheduler = (ring: Ring, flags: ReadonlySet<SchedulerFlag>) => Scheduler

/** For schedulers that remember nothing. */
export const stateless = (choose: (ring: Ring) => Member | null): MakeScheduler => {
  return (ring) => ({ choose: () => choose(ring), changed: () => {} })
}

export function gcd(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b]
  return a
}
