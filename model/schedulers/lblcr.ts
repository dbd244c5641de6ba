/**
 * Locality-based least connections with replication (ip_vs_lblcr.c): a destination address keeps a
 * set of members. When the best of them is overworked the least loaded of all joins the set; a set
 * unchanged for long loses its most loaded.
 */
import { expirationMs, isOverworked } from './lblc.ts'
import { leastLoaded } from './least.ts'
import type { Member } from './ring.ts'
import type { MakeScheduler } from './scheduler.ts'

interface Entry {
  /** Newest first. */
  readonly set: Member[]
  changedMs: number
}

export const lblcr: MakeScheduler = (ring) => {
  const cache = new Map<number, Entry>()
  const mostLoaded = (set: readonly Member[]): Member | undefined =>
    set
      .filter((member) => member.weight > 0)
      .reduce<Member | undefined>(
        (most, member) =>
          most === undefined || ring.load(most) * member.weight < ring.load(member) * most.weight ? member : most,
        undefined,
      )

  return {
    choose({ destinationKey, nowMs }) {
      const entry = cache.get(destinationKey)
      if (entry) {
        const best = leastLoaded(entry.set, ring.load)
        if (entry.set.length > 1 && nowMs - entry.changedMs > expirationMs) {
          const most = mostLoaded(entry.set)
          if (most) entry.set.splice(entry.set.indexOf(most), 1)
          entry.changedMs = nowMs
        }
        if (best && !isOverworked(best, ring)) return best
      }
      const member = leastLoaded(ring.members, ring.load)
      if (member === null) return null
      if (entry === undefined) cache.set(destinationKey, { set: [member], changedMs: nowMs })
      else if (!entry.set.includes(member)) {
        entry.set.unshift(member)
        entry.changedMs = nowMs
      }
      return member
    },
    changed(change) {
      if (change.is !== 'removed') return
      for (const { set } of cache.values()) {
        const index = set.indexOf(change.member)
        if (index >= 0) set.splice(index, 1)
      }
    },
  }
}
