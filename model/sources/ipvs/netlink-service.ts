/** A virtual server as the kernel answers it over generic netlink, to and from bytes. */
import type { Family } from '../../address.ts'
import type { Totals } from '../../load.ts'
import type { Parsed } from '../../parsed.ts'
import type { Match, Persistence, Protocol } from '../../topology.ts'
import { addressBytes, decodeAddress, decodeFamily, encodeAddress } from './netlink-address.ts'
import { decodeSchedulerFlags, encodeSchedulerFlags } from './netlink-flags.ts'
import {
  addressFamilies,
  protocolNumbers,
  replyCommands,
  serviceAttributes,
  serviceFlags,
  topLevel,
} from './netlink-numbers.ts'
import { decodeStats, encodeStats, encodeStats64 } from './netlink-stats.ts'
import { eachAttribute, genericHeaderBytes, readText, readU16, readU16Network, readU32 } from './netlink-wire.ts'
import { type Attribute, encodePayload, text, u16, u16Network, u32 } from './netlink-write.ts'

export interface NetlinkService {
  readonly match: Match
  /** Told for firewall marks too: an IPv4 and an IPv6 one may share a mark. */
  readonly family: Family
  readonly scheduler: string
  readonly schedulerFlags: readonly string[]
  readonly onePacket: boolean
  readonly persistence: (Persistence & { readonly timeoutSeconds: number }) | null
  /** `sip`, or null. */
  readonly persistenceEngine: string | null
  /** Up to two seconds old. Null when the reply held none. */
  readonly totals: Totals | null
}

const a = serviceAttributes
const no = (why: string) => ({ ok: false, why }) as const

/** Attribute values by type, as offsets; null when the reply is cut short or not of this command. */
export function findAttributes(
  payload: Uint8Array,
  command: number,
  nested: number,
): Map<number, readonly [from: number, to: number]> | null {
  if (payload.length < genericHeaderBytes || payload[0] !== command) return null
  const found = new Map<number, readonly [number, number]>()
  let inside: boolean | null = null
  const whole = eachAttribute(payload, genericHeaderBytes, payload.length, (type, from, to) => {
    if (type === nested) inside = eachAttribute(payload, from, to, (inner, at, end) => void found.set(inner, [at, end]))
  })
  return whole && inside ? found : null
}

/** One reply to GET_SERVICE, from its generic header on. */
export function decodeService(payload: Uint8Array): Parsed<NetlinkService> {
  const found = findAttributes(payload, replyCommands.service, topLevel.service)
  if (found === null) return no('the reply is no whole virtual server')
  const at = (type: number, bytes: number): number | null => {
    const place = found.get(type)
    return place !== undefined && place[1] - place[0] >= bytes ? place[0] : null
  }
  const familyAt = at(a.family, 2)
  const family = familyAt === null ? null : decodeFamily(readU16(payload, familyAt))
  if (family === null) return no('the reply names no address family we know')
  const match = decodeMatch(payload, at, family)
  if (match === null) return no('the reply names neither protocol, address and port nor a firewall mark')
  const scheduler = found.get(a.scheduler)
  const flagsAt = at(a.flags, 4)
  if (scheduler === undefined || flagsAt === null) return no('the reply lacks scheduler or flags')
  const schedulerName = readText(payload, ...scheduler)
  const flags = readU32(payload, flagsAt)
  const engine = found.get(a.persistenceEngine)
  return {
    ok: true,
    value: {
      match,
      family,
      scheduler: schedulerName,
      schedulerFlags: decodeSchedulerFlags(schedulerName, flags),
      onePacket: (flags & serviceFlags.onePacket) !== 0,
      persistence: (flags & serviceFlags.persistent) === 0 ? null : decodePersistence(payload, at, family),
      persistenceEngine: engine === undefined ? null : readText(payload, ...engine),
      totals: decodeTotals(payload, found),
    },
  }
}

type Place = (type: number, bytes: number) => number | null

/** Also of a request for one virtual server's real servers. */
export function decodeMatch(payload: Uint8Array, at: Place, family: Family): Match | null {
  const mark = at(a.mark, 4)
  if (mark !== null) return { protocol: 'FWM', mark: readU32(payload, mark) }
  const [protocolAt, address, port] = [at(a.protocol, 2), at(a.address, addressBytes), at(a.port, 2)]
  if (protocolAt === null || address === null || port === null) return null
  const number = readU16(payload, protocolAt)
  const protocol = (Object.keys(protocolNumbers) as Protocol[]).find((name) => protocolNumbers[name] === number)
  if (protocol === undefined) return null
  return { protocol, address: decodeAddress(payload, address, family), port: readU16Network(payload, port) }
}

/** The mask of IPv4 is in network order, the prefix length of IPv6 in host order. A missing one is one client. */
function decodePersistence(payload: Uint8Array, at: Place, family: Family) {
  const timeout = at(a.timeout, 4)
  const mask = at(a.netmask, 4)
  const widest = family === 4 ? 32 : 128
  const clients = () => {
    if (mask === null) return widest
    if (family === 6) return Math.min(readU32(payload, mask), widest)
    const value = (readU16Network(payload, mask) << 16) | readU16Network(payload, mask + 2)
    return Math.clz32(~value)
  }
  return { timeoutSeconds: timeout === null ? 0 : readU32(payload, timeout), prefix: clients() }
}

export function decodeTotals(payload: Uint8Array, found: ReturnType<typeof findAttributes>): Totals | null {
  for (const type of [a.stats64, a.stats]) {
    const place = found?.get(type)
    const totals = place === undefined ? null : decodeStats(payload, ...place)
    if (totals !== null) return totals
  }
  return null
}

/** Which virtual server: the attributes that name it, in the kernel's order. */
export function encodeMatch(match: Match, family: Family): Attribute[] {
  const familyAttribute = { type: a.family, value: u16(addressFamilies[family]) }
  if (match.protocol === 'FWM') return [familyAttribute, { type: a.mark, value: u32(match.mark) }]
  return [
    familyAttribute,
    { type: a.protocol, value: u16(protocolNumbers[match.protocol]) },
    { type: a.address, value: encodeAddress(match.address) },
    { type: a.port, value: u16Network(match.port) },
  ]
}

/** The reply a kernel would send: `decodeService(encodeService(x))` is `x`. `rates` are only for whoever reads statistics. */
export function encodeService(service: NetlinkService, rates: Totals | null = null): Uint8Array {
  const { family, persistence, persistenceEngine, totals } = service
  const flags =
    serviceFlags.hashed |
    (persistence ? serviceFlags.persistent : 0) |
    (service.onePacket ? serviceFlags.onePacket : 0) |
    encodeSchedulerFlags(service.scheduler, service.schedulerFlags)
  const prefix = persistence?.prefix ?? (family === 4 ? 32 : 128)
  const mask = prefix === 0 ? 0 : (0xffff_ffff << (32 - prefix)) >>> 0
  const attributes: Attribute[] = [
    ...encodeMatch(service.match, family),
    { type: a.scheduler, value: text(service.scheduler) },
    ...(persistenceEngine === null ? [] : [{ type: a.persistenceEngine, value: text(persistenceEngine) }]),
    { type: a.flags, value: Uint8Array.of(...u32(flags), 0xff, 0xff, 0xff, 0xff) },
    { type: a.timeout, value: u32(persistence?.timeoutSeconds ?? 0) },
    { type: a.netmask, value: family === 6 ? u32(prefix) : u32(mask).toReversed() },
    ...(totals === null
      ? []
      : [
          { type: a.stats, value: encodeStats(totals) },
          { type: a.stats64, value: encodeStats64(totals, rates) },
        ]),
  ]
  return encodePayload(replyCommands.service, [{ type: topLevel.service, value: attributes }])
}
