/**
 * Structure: what a node's kernel would do with a packet, without how much it did. A virtual
 * server is the blob, a table is the sorted list of its blobs' hashes, like a git tree; equal
 * structure has an equal hash wherever it was read or computed.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'
import { compareAddresses } from './address.ts'
import {
  makeFirewallMarkKey,
  makeRealServerKey,
  makeTableHash,
  makeVirtualServerHash,
  makeVirtualServerKey,
  type RealServerKey,
  type TableHash,
  type VirtualServerHash,
  type VirtualServerKey,
} from './ids.ts'

export type Protocol = 'TCP' | 'UDP' | 'SCTP'
/** How packets reach the real server; the kernel's own words. kube-proxy only uses Masq. */
export type Forward = 'Masq' | 'Local' | 'Tunnel' | 'Route' | 'Bypass'

/** Which packets: an address and port, or a firewall mark put on them by a rule. */
export type Match =
  | { readonly protocol: Protocol; readonly address: string; readonly port: number }
  | { readonly protocol: 'FWM'; readonly mark: number }

export interface Persistence {
  /** Seconds a client sticks; null when the source told only jiffies and the node's HZ is not known. */
  readonly timeoutSeconds: number | null
  /** Prefix length of the client group: 32 or 128 is one client. */
  readonly prefix: number
}

export interface RealServer {
  readonly address: string
  readonly port: number
  readonly forward: Forward
  /** 0 takes no new connections. */
  readonly weight: number
}

export interface VirtualServer {
  readonly match: Match
  /** The kernel's name of the scheduler; `none` when it lost it. */
  readonly scheduler: string
  /** `mh-port`, `sh-fallback`, … in ipvsadm's words and order; null when the source cannot tell. */
  readonly schedulerFlags: readonly string[] | null
  /** One-packet scheduling. */
  readonly onePacket: boolean
  readonly persistence: Persistence | null
  /** Sorted by address, then port. */
  readonly realServers: readonly RealServer[]
}

/** The order the kernel lists a table in, as places in the canonical one. */
export interface KernelOrder {
  readonly servers: readonly number[]
  /** Rows numbered through the whole table: those of virtual servers whose order can matter, one after the other. */
  readonly rows: readonly number[]
}

/** A node's table: the hashes of its virtual servers, sorted by `compareMatches`. */
export type Table = readonly VirtualServerHash[]

export const makeKey = (match: Match): VirtualServerKey =>
  match.protocol === 'FWM'
    ? makeFirewallMarkKey(match.mark)
    : makeVirtualServerKey(match.protocol, match.address, match.port)

export const makeRealKey = (real: RealServer): RealServerKey => makeRealServerKey(real.address, real.port)

const protocolNumber = { TCP: 6, UDP: 17, SCTP: 132 } as const

/**
 * The canonical order: addresses before firewall marks, IPv4 before IPv6, then protocol number,
 * address by value, port. ipvsadm's own order differs (`sources/ipvs/format.ts`).
 */
export function compareMatches(a: Match, b: Match): number {
  if (a.protocol === 'FWM' || b.protocol === 'FWM') {
    if (a.protocol !== 'FWM') return -1
    if (b.protocol !== 'FWM') return 1
    return a.mark - b.mark
  }
  if (a.address === b.address) return protocolNumber[a.protocol] - protocolNumber[b.protocol] || a.port - b.port
  const family = Number(a.address.includes(':')) - Number(b.address.includes(':'))
  return (
    family ||
    protocolNumber[a.protocol] - protocolNumber[b.protocol] ||
    compareAddresses(a.address, b.address) ||
    a.port - b.port
  )
}

export const compareRealServers = (a: RealServer, b: RealServer): number =>
  compareAddresses(a.address, b.address) || a.port - b.port

/**
 * The canonical form: one text per structure, whatever the order it was read in. The first line is
 * the virtual server, then a line a real server. Changing this text changes every hash: it is a
 * format, with a version of its own in the first word.
 *
 *     v1 TCP 10.104.197.218:80 rr flags=? persistent=10800/32
 *     100.66.209.194:80 Masq 1
 */
export function formatCanonical(server: VirtualServer): string {
  const head = [
    'v1',
    makeKey(server.match),
    server.scheduler,
    `flags=${server.schedulerFlags === null ? '?' : server.schedulerFlags.join(',')}`,
  ]
  if (server.onePacket) head.push('ops')
  if (server.persistence)
    head.push(`persistent=${server.persistence.timeoutSeconds ?? '?'}/${server.persistence.prefix}`)
  const lines = [head.join(' ')]
  for (const real of server.realServers) lines.push(`${makeRealKey(real)} ${real.forward} ${real.weight}`)
  return lines.join('\n')
}

/** 128 bits of SHA-256 in hex: collisions are out of reach even for an agent that tries. */
const hashText = (text: string): string => hexOf(sha256(utf8ToBytes(text)).subarray(0, 16))

const hexDigits = utf8ToBytes('0123456789abcdef')
const ascii = new TextDecoder()
/** In one piece: a text put together digit by digit takes ten times the memory, and there are many hashes. */
function hexOf(bytes: Uint8Array): string {
  const hex = new Uint8Array(bytes.length * 2)
  bytes.forEach((byte, at) => {
    hex[at * 2] = hexDigits[byte >> 4]!
    hex[at * 2 + 1] = hexDigits[byte & 15]!
  })
  return ascii.decode(hex)
}

export const hashVirtualServer = (server: VirtualServer): VirtualServerHash =>
  makeVirtualServerHash(hashText(formatCanonical(server)))

/** Hash of a table; its entries must be in `compareMatches` order. */
export const hashTable = (table: Table): TableHash => makeTableHash(hashText(`v1 table\n${table.join('\n')}`))

/** Sorts virtual servers into a table with its hash, and gives the blobs by hash. */
export function makeTable(servers: readonly VirtualServer[]): {
  hash: TableHash
  table: Table
  blobs: Map<VirtualServerHash, VirtualServer>
} {
  const blobs = new Map<VirtualServerHash, VirtualServer>()
  const table = [...servers]
    .sort((a, b) => compareMatches(a.match, b.match))
    .map((server) => {
      const hash = hashVirtualServer(server)
      blobs.set(hash, server)
      return hash
    })
  return { hash: hashTable(table), table, blobs }
}

export interface TableDiff {
  readonly removed: readonly VirtualServerHash[]
  readonly added: readonly VirtualServerHash[]
}

/** Which blobs to drop and which to add to come from one table to the other. */
export function diffTables(from: Table, to: Table): TableDiff {
  const had = new Set(from)
  const has = new Set(to)
  return { removed: from.filter((hash) => !has.has(hash)), added: to.filter((hash) => !had.has(hash)) }
}

/** The other half: `applyTable(a, diffTables(a, b), …)` is `b`. Needs every blob of the result to find its place. */
export function applyTable(
  table: Table,
  diff: TableDiff,
  blob: (hash: VirtualServerHash) => VirtualServer | undefined,
): Table | null {
  const removed = new Set(diff.removed)
  const next = [...table.filter((hash) => !removed.has(hash)), ...diff.added].map((hash) => ({
    hash,
    server: blob(hash),
  }))
  if (next.some((entry) => entry.server === undefined)) return null
  return next.sort((a, b) => compareMatches(a.server!.match, b.server!.match)).map((entry) => entry.hash)
}

/**
 * First row of each virtual server when the rows of a table are numbered through in order; one
 * more entry at the end says how many rows there are. Load columns are aligned with this.
 */
export function makeRowOffsets(servers: readonly VirtualServer[]): Uint32Array {
  const offsets = new Uint32Array(servers.length + 1)
  servers.forEach((server, index) => {
    offsets[index + 1] = offsets[index]! + server.realServers.length
  })
  return offsets
}
