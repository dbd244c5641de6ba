/** Weighted failover (ip_vs_fo.c): the heaviest usable one; of equals the one earlier in the ring. */
import { isUsable, type Member } from './ring.ts'
import { stateless } from './scheduler.ts'

export const heaviest = (members: readonly Member[], mayTake: (member: Member) => boolean): Member | null =>
  members.reduce<Member | null>(
    (best, member) => (mayTake(member) && member.weight > (best?.weight ?? 0) ? member : best),
    null,
  )

export const fo = stateless((ring) => heaviest(ring.members, isUsable))
