/** One virtual server of the dump of all, laid beside the table. */
import { decodeService } from '#model/sources/ipvs/netlink-service.ts'
import { copyTotals, printOf, type ReplyView, viewReply } from '#model/sources/ipvs/netlink-totals.ts'
import { findServer } from '#model/sources/ipvs/structure.ts'
import type { Held } from './held.ts'

export interface TakenService {
  readonly position: number
  readonly isMoved: boolean
  /** It is set otherwise than when it was last seen. */
  readonly hasNews: boolean
}

/** `next`: its likely place in the kernel's order, which is that of `/proc`. Null for one the table has not, or that is not understood. */
export function takeService(
  held: Held,
  view: ReplyView,
  bytes: Uint8Array,
  from: number,
  to: number,
  next: number,
): TakenService | null {
  if (!viewReply(view, 'service', bytes, from, to)) return null
  const print = printOf(view, bytes)
  const likely = held.structure.listedServers[next]
  const isLikely = likely !== undefined && held.print[likely] === print
  const position = isLikely ? likely : positionOf(held, bytes.subarray(from, to))
  if (position < 0) return null
  const before = held.print[position]!
  held.print[position] = print
  const isMoved = copyTotals(view, bytes, held.totals, position)
  return { position, isMoved: isMoved || before === 0, hasNews: before !== 0 && before !== print }
}

function positionOf({ structure }: Held, reply: Uint8Array): number {
  const service = decodeService(reply)
  return service.ok ? findServer(structure, service.value.match, service.value.family) : -1
}
