/** Least connections (ip_vs_lc.c): smallest load, whatever the weights. */
import { isUsable, type Member } from './ring.ts'
import { stateless } from './scheduler.ts'

export const lc = stateless((ring) => {
  let best: Member | null = null
  for (const member of ring.members) {
    if (isUsable(member) && (best === null || ring.load(member) < ring.load(best))) best = member
  }
  return best
})
