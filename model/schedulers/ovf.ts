/** Weighted overflow (ip_vs_ovf.c): the heaviest with no more active connections than its weight, else refuses. */
import { heaviest } from './fo.ts'
import { isUsable } from './ring.ts'
import { stateless } from './scheduler.ts'

export const ovf = stateless((ring) =>
  heaviest(ring.members, (member) => isUsable(member) && member.active <= member.weight),
)
