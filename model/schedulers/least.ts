/** The shared walk of the schedulers that take the least loaded by weight; of equals the one earlier in the ring. */
import { isUsable, type Member } from './ring.ts'

/** The member with the least `load / weight`; null when none is usable. Weights are compared by products, as in the kernel. */
export function leastLoaded(members: Iterable<Member>, load: (member: Member) => number): Member | null {
  let best: Member | null = null
  let bestLoad = 0
  for (const member of members) {
    if (best === null) {
      if (!isUsable(member)) continue
      best = member
      bestLoad = load(member)
    } else if (!member.overloaded) {
      const own = load(member)
      // A weight of 0 never wins this comparison.
      if (bestLoad * member.weight > own * best.weight) {
        best = member
        bestLoad = own
      }
    }
  }
  return best
}

/** Expected load of sed and nq: active connections if one more came. */
export const activePlusOne = (member: Member): number => member.active + 1
