/**
 * Locality-based least connections (ip_vs_lblc.c): a destination address keeps its member until
 * that is overworked while another idles; then the least loaded by weight takes over.
 */
import { leastLoaded } from './least.ts'
import type { Member, Ring } from './ring.ts'
import type { MakeScheduler } from './scheduler.ts'

/** More active connections than its weight, and some member has less than half of its own. */
export const isOverworked = (member: Member, ring: Ring): boolean =>
  member.active > member.weight && ring.members.some((other) => other.active * 2 < other.weight)

/** Default of net.ipv4.vs.lblc_expiration and lblcr_expiration, in milliseconds. */
export const expirationMs = 86_400_000

export const lblc: MakeScheduler = (ring) => {
  const cache = new Map<number, { member: Member; usedMs: number }>()
  return {
    choose({ destinationKey, nowMs }) {
      const known = cache.get(destinationKey)
      if (known && nowMs - known.usedMs <= expirationMs) {
        known.usedMs = nowMs
        if (known.member.weight > 0 && !isOverworked(known.member, ring)) return known.member
      }
      const member = leastLoaded(ring.members, ring.load)
      if (member) cache.set(destinationKey, { member, usedMs: nowMs })
      return member
    },
    changed(change) {
      if (change.is !== 'removed') return
      for (const [key, { member }] of cache) if (member === change.member) cache.delete(key)
    },
  }
}
