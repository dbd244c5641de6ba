/**
 * Destination hashing (ip_vs_dh.c): 256 buckets dealt out in turn, chosen by the virtual server's
 * own address, so that one member gets everything. Weights do not matter but for 0, which refuses.
 */
import { hash32 } from './hashes.ts'
import { isUsable } from './ring.ts'
import type { MakeScheduler } from './scheduler.ts'

export const dh: MakeScheduler = (ring) => ({
  choose({ destinationKey }) {
    const { members } = ring
    if (members.length === 0) return null
    const member = members[hash32(destinationKey) % members.length]!
    return isUsable(member) ? member : null
  },
  changed() {},
})
