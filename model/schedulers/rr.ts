/** Round robin (ip_vs_rr.c): the next usable one after the last chosen. */
import { isUsable, type Member } from './ring.ts'
import type { MakeScheduler } from './scheduler.ts'

export const rr: MakeScheduler = (ring) => {
  /** The last chosen; null stands for the ring's sentinel. */
  let last: Member | null = null
  return {
    choose() {
      const { members } = ring
      const start = last === null ? -1 : members.indexOf(last)
      for (let step = 1; step <= members.length; step++) {
        const member = members[(start + step) % members.length]!
        if (isUsable(member)) {
          last = member
          return member
        }
      }
      return null
    },
    changed(change) {
      if (change.is === 'removed' && change.member === last) last = change.before
    },
  }
}
