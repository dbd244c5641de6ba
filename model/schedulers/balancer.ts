/** One virtual server's balancing on one node: its ring, its scheduler, and the ways to alter both. */
import { schedulers } from './index.ts'
import type { Member, Ring, RingChange } from './ring.ts'
import type { Request, Scheduler, SchedulerFlag } from './scheduler.ts'

export interface BalancerConfig {
  /** The kernel's name. One it does not have refuses every connection, as `none` does. */
  readonly scheduler: string
  readonly flags?: readonly SchedulerFlag[]
  /**
   * False: load is 256 x active + inactive (kernels up to 2025). True: 256 x active + all bound
   * (mainline 7.x and stable updates of 2026).
   */
  readonly totalconns?: boolean
}

export interface Balancer {
  /** Newest first, as the kernel lists them. */
  readonly members: readonly Member[]
  /** To the front of the ring. */
  add(member: Member): void
  remove(member: Member): void
  setWeight(member: Member, weight: number): void
  choose(request: Request): Member | null
}

const refuse: Scheduler = { choose: () => null, changed: () => {} }

export function makeBalancer({ scheduler, flags = [], totalconns = false }: BalancerConfig): Balancer {
  const members: Member[] = []
  const ring: Ring = {
    members,
    load: totalconns
      ? ({ active, inactive }) => 257 * active + inactive
      : ({ active, inactive }) => 256 * active + inactive,
  }
  const made = schedulers[scheduler]?.(ring, new Set(flags)) ?? refuse
  const tell = (change: RingChange) => made.changed(change)
  return {
    members,
    add(member) {
      members.unshift(member)
      tell({ is: 'added', member })
    },
    remove(member) {
      const index = members.indexOf(member)
      if (index < 0) return
      members.splice(index, 1)
      tell({ is: 'removed', member, before: members[index - 1] ?? null })
    },
    setWeight(member, weight) {
      member.weight = weight
      if (weight > 0) member.lastWeight = weight
      tell({ is: 'weight', member })
    },
    choose: (request) => made.choose(request),
  }
}
