/**
 * What `/proc/net/ip_vs` cannot tell about a virtual server and netlink can: scheduler flags, and
 * persistence in seconds. `/proc` stays the truth for everything else.
 */
import { type Family, familyOf } from '../../address.ts'
import { type Match, makeKey, type VirtualServer } from '../../topology.ts'
import type { TakeReply } from './netlink.ts'
import { decodeService, type NetlinkService } from './netlink-service.ts'

/** The kernel's virtual servers by `makeServiceKey`. */
export type ServiceFacts = ReadonlyMap<string, ServiceFact>
export type ServiceFact = Pick<NetlinkService, 'scheduler' | 'schedulerFlags' | 'persistence'>

/** Facts from the replies of a dump of all virtual servers. Those not understood are left out. Equal ones are one object. */
export function collectFacts(dump: (take: TakeReply) => void): ServiceFacts {
  const facts = new Map<string, ServiceFact>()
  const equal = new Map<string, ServiceFact>()
  dump((bytes, from, to) => {
    const decoded = decodeService(bytes.subarray(from, to))
    if (!decoded.ok) return
    const { match, family, scheduler, schedulerFlags, persistence } = decoded.value
    const text = `${scheduler} ${schedulerFlags.join()} ${persistence?.timeoutSeconds} ${persistence?.prefix}`
    const fact = equal.get(text) ?? { scheduler, schedulerFlags, persistence }
    equal.set(text, fact)
    facts.set(makeServiceKey(match, family), fact)
  })
  return facts
}

/** `TCP 10.0.0.1:80`; marks carry their family, since an IPv4 and an IPv6 one may be equal. */
export const makeServiceKey = (match: Match, family: Family): string =>
  match.protocol === 'FWM' ? `${makeKey(match)} ${family}` : makeKey(match)

/**
 * The kernel's own word on a virtual server of the table, or null. `/proc` shows no family for a
 * firewall mark: its real servers tell; one without any is looked up in both.
 */
function findService(services: ServiceFacts, server: VirtualServer): ServiceFact | null {
  if (server.match.protocol !== 'FWM') return services.get(makeKey(server.match)) ?? null
  const real = server.realServers[0]
  if (real !== undefined) return services.get(makeServiceKey(server.match, familyOf(real.address))) ?? null
  const both = ([4, 6] as const).flatMap((family) => services.get(makeServiceKey(server.match, family)) ?? [])
  return both.length === 1 ? both[0]! : null
}

/** Adds what netlink knows to a virtual server of the table; one it does not name, or names otherwise, stays as it is. */
export const makeSupplement =
  (services: ServiceFacts) =>
  (server: VirtualServer): VirtualServer => {
    const service = findService(services, server)
    if (service === null || service.scheduler !== server.scheduler) return server
    const persistence =
      server.persistence && service.persistence
        ? { ...server.persistence, timeoutSeconds: service.persistence.timeoutSeconds }
        : server.persistence
    return { ...server, schedulerFlags: service.schedulerFlags, persistence }
  }
