/**
 * Requests to the generic netlink family `IPVS`, and the small replies. A message here is the
 * generic part only, command and attributes: the socket puts the netlink header before it. What a
 * reader may send is exactly what these functions make.
 *
 * Replies to the two dumps: `netlink-service.ts`, `netlink-dest.ts`; without objects, for many rows
 * a second: `netlink-totals.ts`.
 */
import type { Family } from '../../address.ts'
import type { Parsed } from '../../parsed.ts'
import type { Match } from '../../topology.ts'
import { decodeFamily } from './netlink-address.ts'
import {
  commands,
  controller,
  familyName,
  infoAttributes,
  replyCommands,
  serviceAttributes,
  topLevel,
} from './netlink-numbers.ts'
import { decodeMatch, encodeMatch, findAttributes } from './netlink-service.ts'
import { eachAttribute, genericHeaderBytes, messageFlags, nestedBit, readU16, readU32 } from './netlink-wire.ts'
import { encodePayload, text, u16, u32 } from './netlink-write.ts'

/** To the controller (type 0x10): which id has the family? */
export const makeFamilyRequest = (): Uint8Array =>
  encodePayload(controller.getFamily, [{ type: controller.attributes.familyName, value: text(familyName) }])

export const makeInfoRequest = (): Uint8Array => encodePayload(commands.getInfo, [])

/** The connection timeouts that can be set. */
export const makeConfigRequest = (): Uint8Array => encodePayload(commands.getConfig, [])

/** All virtual servers. */
export const makeServicesRequest = (): Uint8Array => encodePayload(commands.getService, [])

/** All real servers of one virtual server: there is no call for all of all. */
export const makeDestsRequest = (match: Match, family: Family): Uint8Array =>
  encodePayload(commands.getDest, [{ type: topLevel.service | nestedBit, value: encodeMatch(match, family) }])

/** The two lists are dumps: many replies and an end; the others are answered once. */
export const flagsOf = (message: Uint8Array): number =>
  message[0] === commands.getService || message[0] === commands.getDest
    ? messageFlags.request | messageFlags.dump
    : messageFlags.request

/** The family's id, or null when the reply names none. */
export function decodeFamilyId(payload: Uint8Array): number | null {
  let id: number | null = null
  if (payload.length < genericHeaderBytes || payload[0] !== replyCommands.family) return null
  eachAttribute(payload, genericHeaderBytes, payload.length, (type, from, to) => {
    if (type === controller.attributes.familyId && to - from >= 2) id = readU16(payload, from)
  })
  return id
}

export interface NetlinkInfo {
  /** `1.2.1` */
  readonly version: string
  readonly connectionTableSize: number
}

export function decodeInfo(payload: Uint8Array): Parsed<NetlinkInfo> {
  const values: (number | undefined)[] = []
  const whole =
    payload.length >= genericHeaderBytes &&
    payload[0] === replyCommands.info &&
    eachAttribute(payload, genericHeaderBytes, payload.length, (type, from, to) => {
      if (to - from >= 4) values[type] = readU32(payload, from)
    })
  const version = values[infoAttributes.version]
  const connectionTableSize = values[infoAttributes.connectionTableSize]
  if (!whole || version === undefined || connectionTableSize === undefined)
    return { ok: false, why: 'the reply is no whole IPVS information' }
  return { ok: true, value: { version: [16, 8, 0].map((by) => (version >>> by) & 255).join('.'), connectionTableSize } }
}

export const encodeInfo = (info: NetlinkInfo): Uint8Array =>
  encodePayload(replyCommands.info, [
    {
      type: infoAttributes.version,
      value: u32(info.version.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)),
    },
    { type: infoAttributes.connectionTableSize, value: u32(info.connectionTableSize) },
  ])

/** Seconds a connection of TCP in ESTABLISHED, in FIN_WAIT, and of UDP is kept without a packet. */
export interface Timeouts {
  readonly tcp: number
  readonly tcpFin: number
  readonly udp: number
}

export function decodeConfig(payload: Uint8Array): Parsed<Timeouts> {
  const values: (number | undefined)[] = []
  const whole =
    payload.length >= genericHeaderBytes &&
    payload[0] === replyCommands.config &&
    eachAttribute(payload, genericHeaderBytes, payload.length, (type, from, to) => {
      if (to - from >= 4) values[type] = readU32(payload, from)
    })
  const [tcp, tcpFin, udp] = [values[topLevel.timeoutTcp], values[topLevel.timeoutTcpFin], values[topLevel.timeoutUdp]]
  if (!whole || tcp === undefined || tcpFin === undefined || udp === undefined)
    return { ok: false, why: 'the reply tells no IPVS timeouts' }
  return { ok: true, value: { tcp, tcpFin, udp } }
}

export const encodeConfig = ({ tcp, tcpFin, udp }: Timeouts): Uint8Array =>
  encodePayload(replyCommands.config, [
    { type: topLevel.timeoutTcp, value: u32(tcp) },
    { type: topLevel.timeoutTcpFin, value: u32(tcpFin) },
    { type: topLevel.timeoutUdp, value: u32(udp) },
  ])

export const encodeFamilyId = (id: number): Uint8Array =>
  encodePayload(replyCommands.family, [{ type: controller.attributes.familyId, value: u16(id) }])

/** Takes one reply, from its generic header on; the bytes hold only until it returns. */
export type TakeReply = (bytes: Uint8Array, from: number, to: number) => void

export type NetlinkRequest =
  | { readonly is: 'info' }
  | { readonly is: 'config' }
  | { readonly is: 'services' }
  | { readonly is: 'dests'; readonly match: Match; readonly family: Family }

/** What a request asks, for whoever plays the kernel; null when it is none of ours. */
export function decodeRequest(message: Uint8Array): NetlinkRequest | null {
  switch (message[0]) {
    case commands.getInfo:
      return { is: 'info' }
    case commands.getConfig:
      return { is: 'config' }
    case commands.getService:
      return { is: 'services' }
    case commands.getDest:
      return decodeDestsRequest(message)
    default:
      return null
  }
}

function decodeDestsRequest(message: Uint8Array): NetlinkRequest | null {
  const found = findAttributes(message, commands.getDest, topLevel.service)
  const at = (type: number, bytes: number) => {
    const place = found?.get(type)
    return place !== undefined && place[1] - place[0] >= bytes ? place[0] : null
  }
  const familyAt = at(serviceAttributes.family, 2)
  const family = familyAt === null ? null : decodeFamily(readU16(message, familyAt))
  const match = family === null ? null : decodeMatch(message, at, family)
  return match === null || family === null ? null : { is: 'dests', match, family }
}
