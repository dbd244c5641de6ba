/** A real server as the kernel answers it over generic netlink, to and from bytes. */
import type { Family } from '../../address.ts'
import { familyOf } from '../../address.ts'
import type { Totals } from '../../load.ts'
import type { Parsed } from '../../parsed.ts'
import type { RealServer } from '../../topology.ts'
import { addressBytes, decodeAddress, decodeFamily, encodeAddress } from './netlink-address.ts'
import { addressFamilies, destAttributes, forwards, replyCommands, topLevel } from './netlink-numbers.ts'
import { decodeTotals, findAttributes } from './netlink-service.ts'
import { encodeStats, encodeStats64 } from './netlink-stats.ts'
import { readI32, readU16, readU16Network, readU32 } from './netlink-wire.ts'
import { type Attribute, encodePayload, u16, u16Network, u32 } from './netlink-write.ts'

export interface NetlinkDest extends RealServer {
  /** Connections above which the kernel sends no more, and below which it sends again; 0 is none. */
  readonly upperThreshold: number
  readonly lowerThreshold: number
  /** Counts of now. */
  readonly active: number
  readonly inactive: number
  /** Clients held by persistence. */
  readonly persistent: number
  /** Up to two seconds old. Null when the reply held none. */
  readonly totals: Totals | null
}

const a = destAttributes

/** One reply to GET_DEST, from its generic header on. Kernels before 3.18 tell no family: it is the virtual server's. */
export function decodeDest(payload: Uint8Array, serviceFamily: Family): Parsed<NetlinkDest> {
  const found = findAttributes(payload, replyCommands.dest, topLevel.dest)
  if (found === null) return { ok: false, why: 'the reply is no whole real server' }
  const at = (type: number, bytes: number): number | null => {
    const place = found.get(type)
    return place !== undefined && place[1] - place[0] >= bytes ? place[0] : null
  }
  const [address, port, method, weight, familyAt] = [
    at(a.address, addressBytes),
    at(a.port, 2),
    at(a.forward, 4),
    at(a.weight, 4),
    at(a.family, 2),
  ]
  const family = familyAt === null ? serviceFamily : decodeFamily(readU16(payload, familyAt))
  const forward = method === null ? undefined : forwards[readU32(payload, method) & 7]
  if (address === null || port === null || weight === null || family === null || forward === undefined)
    return { ok: false, why: 'the reply lacks address, port, forwarding method or weight' }
  const count = (type: number) => {
    const place = at(type, 4)
    return place === null ? 0 : readU32(payload, place)
  }
  return {
    ok: true,
    value: {
      address: decodeAddress(payload, address, family),
      port: readU16Network(payload, port),
      forward,
      weight: readI32(payload, weight),
      upperThreshold: count(a.upperThreshold),
      lowerThreshold: count(a.lowerThreshold),
      active: count(a.active),
      inactive: count(a.inactive),
      persistent: count(a.persistent),
      totals: decodeTotals(payload, found),
    },
  }
}

/** The reply a kernel would send: `decodeDest(encodeDest(x), …)` is `x`. `rates` as in `encodeService`. */
export function encodeDest(dest: NetlinkDest, rates: Totals | null = null): Uint8Array {
  const attributes: Attribute[] = [
    { type: a.address, value: encodeAddress(dest.address) },
    { type: a.port, value: u16Network(dest.port) },
    { type: a.forward, value: u32(forwards.indexOf(dest.forward)) },
    { type: a.weight, value: u32(dest.weight) },
    { type: a.upperThreshold, value: u32(dest.upperThreshold) },
    { type: a.lowerThreshold, value: u32(dest.lowerThreshold) },
    { type: a.active, value: u32(dest.active) },
    { type: a.inactive, value: u32(dest.inactive) },
    { type: a.persistent, value: u32(dest.persistent) },
    { type: a.family, value: u16(addressFamilies[familyOf(dest.address)]) },
    ...(dest.totals === null
      ? []
      : [
          { type: a.stats, value: encodeStats(dest.totals) },
          { type: a.stats64, value: encodeStats64(dest.totals, rates) },
        ]),
  ]
  return encodePayload(replyCommands.dest, [{ type: topLevel.dest, value: attributes }])
}
