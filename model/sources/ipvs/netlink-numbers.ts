/**
 * The numbers of the kernel's generic netlink family `IPVS`, version 1 (Linux `uapi/linux/ip_vs.h`),
 * and of the controller that tells the family's id.
 */
import type { Protocol } from '../../topology.ts'

export const familyName = 'IPVS'

export const controller = { getFamily: 3, attributes: { familyId: 1, familyName: 2 } } as const

/** What a reader may ask, and the numbers replies carry. */
export const commands = { getService: 4, getDest: 8, getConfig: 13, getInfo: 15 } as const
export const replyCommands = { family: 1, service: 1, dest: 5, config: 12, info: 14 } as const

export const topLevel = { service: 1, dest: 2, timeoutTcp: 4, timeoutTcpFin: 5, timeoutUdp: 6 } as const
export const infoAttributes = { version: 1, connectionTableSize: 2 } as const

export const serviceAttributes = {
  family: 1,
  protocol: 2,
  address: 3,
  port: 4,
  mark: 5,
  scheduler: 6,
  flags: 7,
  timeout: 8,
  netmask: 9,
  stats: 10,
  persistenceEngine: 11,
  stats64: 12,
} as const

export const destAttributes = {
  address: 1,
  port: 2,
  forward: 3,
  weight: 4,
  upperThreshold: 5,
  lowerThreshold: 6,
  active: 7,
  inactive: 8,
  persistent: 9,
  stats: 10,
  family: 11,
  stats64: 12,
} as const

/** Totals, in `counterNames` order. */
export const statsAttributes = { connections: 1, inPackets: 2, outPackets: 3, inBytes: 4, outBytes: 5 } as const
/** The kernel's own rates a second, a mean over about eight seconds. */
export const rateAttributes = { connections: 6, inPackets: 7, outPackets: 8, inBytes: 9, outBytes: 10 } as const

export const serviceFlags = {
  persistent: 0x1,
  hashed: 0x2,
  onePacket: 0x4,
  first: 0x8,
  second: 0x10,
  third: 0x20,
} as const

/** AF_INET and AF_INET6. */
export const addressFamilies = { 4: 2, 6: 10 } as const
export const protocolNumbers: Readonly<Record<Protocol, number>> = { TCP: 6, UDP: 17, SCTP: 132 }
/** Low three bits of the forwarding method. */
export const forwards = ['Masq', 'Local', 'Tunnel', 'Route', 'Bypass'] as const
