/**
 * Totals per real server, at a cost that follows what moved. There is no call for all real servers,
 * only one dump a virtual server; but one dump lists all virtual servers with their own totals. So
 * each reading takes that one, and asks for the real servers only of virtual servers whose totals
 * differ from the last.
 *
 * Totals are snapshots the kernel refreshes every two seconds; since Linux 6.2 a virtual server's
 * and its real servers' are refreshed at different moments of those two. So a virtual server that
 * moved is asked about for two more refreshes.
 */
import { makeDestsRequest, makeServicesRequest } from '#model/sources/ipvs/netlink.ts'
import { makeReplyView } from '#model/sources/ipvs/netlink-totals.ts'
import type { Origin, Structure } from '#model/sources/ipvs/structure.ts'
import type { Growth } from '../growth.ts'
import type { Netlink } from '../kernel.ts'
import { type Into, makeDestReader } from './dests.ts'
import { type Held, holdTotals, services } from './held.ts'
import { takeService } from './services.ts'

/** A little more than two refreshes. */
export const trailNs = 4_500_000_000n

export interface NetlinkTotals {
  /**
   * Looks at all virtual servers and at the real servers of those that moved. `origin` tells where the rows
   * of a structure that is new were in that of the last reading. Throws with the kernel's error.
   */
  read(structure: Structure, origin: Origin | null, nowNs: bigint): Growth
  /** A virtual server is set otherwise than it was, though `/proc` may show the same: said once. */
  takeNews(): boolean
}

export function makeNetlinkTotals(netlink: Netlink): NetlinkTotals {
  const servicesRequest = makeServicesRequest()
  const view = makeReplyView()
  const dests = makeDestReader(view)
  let held: Held | null = null
  let dump = 0
  let hasNews = false

  const lookAtServices = (now: Held, nowNs: number) => {
    dump++
    let next = 0
    netlink.request(servicesRequest, (bytes, from, to) => {
      const taken = takeService(now, view, bytes, from, to, next)
      if (taken === null) return
      next = now.listedAt[taken.position]! + 1
      now.seenIn[taken.position] = dump
      if (taken.hasNews) hasNews = true
      if (taken.isMoved) now.movedNs[taken.position] = nowNs
    })
  }

  /** Whether the real servers of a virtual server need not be asked for, or were found as the table has them. */
  const lookAtRows = (now: Held, position: number, nowNs: number, into: Into): boolean => {
    if (now.seenIn[position] !== dump) return false
    const { structure } = now
    if (now.state[position] === services.found && nowNs - now.movedNs[position]! >= Number(trailNs)) return true
    const { head, family } = structure.servers[position]!
    if (family === null) return false
    dests.begin(structure, position)
    netlink.request(makeDestsRequest(head.match, family), dests.take)
    return dests.end(now, into)
  }

  return {
    read(structure, origin, now) {
      const nowNs = Number(now)
      if (held?.structure !== structure) held = holdTotals(structure, held, origin)
      lookAtServices(held, nowNs)
      const growth: Into = { increments: [], unknown: [] }
      for (let position = 0; position < structure.servers.length; position++) {
        const first = structure.firstRow[position]!
        const end = structure.firstRow[position + 1]!
        if (first === end) continue
        const isFound = lookAtRows(held, position, nowNs, growth)
        held.state[position] = isFound ? services.found : services.lost
        if (isFound) continue
        held.isKnown.fill(0, first, end)
        for (let row = first; row < end; row++) growth.unknown.push(row)
      }
      return growth
    },
    takeNews() {
      const had = hasNews
      hasNews = false
      return had
    },
  }
}
