/**
 * Source hashing (ip_vs_sh.c): 256 buckets, a member takes as many in a row as it weighs (a weight
 * of 0 still one); a client always falls into the same bucket. Unusable there: refused, unless
 * `sh-fallback` looks further.
 */
import { hash32 } from './hashes.ts'
import { isUsable, type Member } from './ring.ts'
import type { MakeScheduler } from './scheduler.ts'

const buckets = 256

function fill(members: readonly Member[]): Member[] {
  const table: Member[] = []
  while (members.length > 0 && table.length < buckets) {
    for (const member of members) {
      for (let count = Math.max(1, member.weight); count > 0 && table.length < buckets; count--) table.push(member)
    }
  }
  return table
}

export const sh: MakeScheduler = (ring, flags) => {
  let table: readonly Member[] = []
  return {
    choose({ sourceKey, sourcePort }) {
      const bucket = hash32(sourceKey + (flags.has('sh-port') ? sourcePort : 0))
      const own = table[bucket] ?? null
      if (own === null || isUsable(own)) return own
      if (!flags.has('sh-fallback')) return null
      for (let offset = 0; offset < buckets; offset++) {
        const moved = (offset + bucket) % buckets
        const other = table[(moved + bucket) % buckets]!
        if (isUsable(other)) return other
      }
      return null
    },
    changed() {
      table = fill(ring.members)
    },
  }
}
