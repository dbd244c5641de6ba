/** The dump of all virtual servers, remembered byte for byte: which moved, and when. */
import { decodeService, type NetlinkService } from '#model/sources/ipvs/netlink-service.ts'
import { makeServiceKey, type ServiceFacts } from '#model/sources/ipvs/netlink-supplement.ts'

interface Seen {
  readonly key: string
  readonly service: NetlinkService
  readonly bytes: Uint8Array
  readonly movedNs: bigint
}

export interface ServiceMemory {
  /** Takes the replies of one dump. Those not understood are left out: their rows will have no totals. */
  take(replies: readonly Uint8Array[], nowNs: bigint): ServiceFacts
  /** As of the last dump; the same object while only totals changed. */
  facts(): ServiceFacts
  /** When its answer was last seen to differ, its first time included; null when the last dump had it not. */
  movedNs(key: string): bigint | null
}

export function makeServiceMemory(): ServiceMemory {
  let seen: Seen[] = []
  let byKey = new Map<string, Seen>()
  let facts: ServiceFacts = new Map()

  const look = (reply: Uint8Array, nowNs: bigint): Seen | null => {
    const decoded = decodeService(reply)
    if (!decoded.ok) return null
    const key = makeServiceKey(decoded.value.match, decoded.value.family)
    const before = byKey.get(key)
    // The same virtual server at another place of the dump.
    if (before && equalBytes(before.bytes, reply)) return before
    return { key, service: decoded.value, bytes: reply.slice(), movedNs: nowNs }
  }

  return {
    take(replies, nowNs) {
      const next: Seen[] = []
      let isSame = true
      let isMoved = false
      for (const reply of replies) {
        const before = seen[next.length]
        if (before && equalBytes(before.bytes, reply)) {
          next.push(before)
          continue
        }
        const now = look(reply, nowNs)
        if (now === null) continue
        isMoved = true
        if (before?.key !== now.key || !equalFacts(before.service, now.service)) isSame = false
        next.push(now)
      }
      if (next.length !== seen.length) isSame = false
      if (isMoved || !isSame) {
        seen = next
        byKey = new Map(next.map((entry) => [entry.key, entry]))
      }
      if (!isSame) facts = new Map(next.map((entry) => [entry.key, entry.service]))
      return facts
    },
    facts: () => facts,
    movedNs: (key) => byKey.get(key)?.movedNs ?? null,
  }
}

const equalBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && Buffer.compare(a, b) === 0

/** Equal but for totals. */
const equalFacts = (a: NetlinkService, b: NetlinkService): boolean =>
  a.scheduler === b.scheduler &&
  a.onePacket === b.onePacket &&
  a.persistence?.timeoutSeconds === b.persistence?.timeoutSeconds &&
  a.persistence?.prefix === b.persistence?.prefix &&
  a.persistenceEngine === b.persistenceEngine &&
  a.schedulerFlags.join() === b.schedulerFlags.join()
