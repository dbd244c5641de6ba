/** Never queue (ip_vs_nq.c): the first idle one, else the shortest expected delay. */
import { activePlusOne, leastLoaded } from './least.ts'
import { isUsable } from './ring.ts'
import { stateless } from './scheduler.ts'

export const nq = stateless(
  (ring) =>
    ring.members.find((member) => isUsable(member) && member.active === 0) ??
    leastLoaded(ring.members.filter(isUsable), activePlusOne),
)
