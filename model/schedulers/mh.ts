/**
 * Maglev hashing (ip_vs_mh.c): a table of 4093 places filled by each member's own permutation in
 * turn, so that a change of members moves few clients. A member set to weight 0 keeps its places:
 * its clients are refused, unless `mh-fallback` looks further.
 */
import { maglevHash1, maglevHash2 } from './hashes.ts'
import { isUsable, type Member } from './ring.ts'
import { gcd, type MakeScheduler } from './scheduler.ts'

const places = 4093

/** How many places a member takes at each of its turns. */
function turnsOf(members: readonly Member[]): (member: Member) => number {
  const divisor = members.reduce((found, { lastWeight }) => (lastWeight > 0 ? gcd(lastWeight, found) : found), 0) || 1
  const heaviest = Math.max(0, ...members.map(({ lastWeight }) => lastWeight)) / divisor
  const shift = Math.max(0, 32 - Math.clz32(heaviest) - 6)
  return ({ lastWeight }) => (lastWeight > 0 ? Math.max(1, Math.floor(lastWeight / divisor) >> shift) : 0)
}

export function fillMaglev(members: readonly Member[]): Member[] {
  const turns = turnsOf(members)
  const dealt = members
    .map((member) => {
      const key = (member.key + member.port) >>> 0
      return {
        member,
        turns: turns(member),
        place: maglevHash1(key) % places,
        skip: (maglevHash2(key) % (places - 1)) + 1,
      }
    })
    .filter((entry) => entry.turns > 0)
  const table = new Array<Member>(places)
  let filled = 0
  while (dealt.length > 0 && filled < places) {
    for (const entry of dealt) {
      for (let turn = 0; turn < entry.turns && filled < places; turn++) {
        while (table[entry.place] !== undefined) entry.place = (entry.place + entry.skip) % places
        table[entry.place] = entry.member
        filled++
      }
    }
  }
  return filled === 0 ? [] : table
}

export const mh: MakeScheduler = (ring, flags) => {
  let table: readonly Member[] = []
  return {
    choose({ sourceKey, sourcePort }) {
      const key = sourceKey + (flags.has('mh-port') ? sourcePort : 0)
      const place = maglevHash1(key >>> 0) % places
      const own = table[place] ?? null
      if (own === null || isUsable(own)) return own
      if (!flags.has('mh-fallback')) return null
      for (let offset = 0; offset < places; offset++) {
        const moved = (offset + place) % places
        const other = table[maglevHash1((moved + key) >>> 0) % places]!
        if (isUsable(other)) return other
      }
      return null
    },
    changed() {
      table = fillMaglev(ring.members)
    },
  }
}
