/**
 * Second pass over `/proc/net/ip_vs`: the lines of one virtual server to its structure. Called only
 * for lines never seen before. Grammar: Linux 6.1 ip_vs_ctl.c, ip_vs_info_seq_show; split on blanks,
 * never by column, since SCTP and IPv6 push the columns.
 */
import { formatIpv4, formatIpv6 } from '../../address.ts'
import {
  compareRealServers,
  type Forward,
  type Match,
  type Persistence,
  type RealServer,
  type VirtualServer,
} from '../../topology.ts'

export interface Block {
  readonly server: VirtualServer
  /** For each real server in canonical order: its row as counted from the block's first. */
  readonly order: readonly number[]
  /** Rows (as the scanner numbers them) that are no real server. */
  readonly rejected: readonly string[]
}

/**
 * Null when the first line is no virtual server: then none of its rows can be placed. Lines the
 * scanner refused are passed over, a last line without its newline among them. `hz`: ticks a
 * second, null when not known.
 */
export function parseBlock(text: string, hz: number | null): Block | null {
  const [head, ...lines] = text.split('\n').slice(0, -1)
  const server = parseHead(head ?? '', hz)
  if (server === null) return null
  const rejected: string[] = []
  const found: { real: RealServer; row: number }[] = []
  let row = 0
  for (const line of lines) {
    if (!countsAsRow.test(line)) continue
    const real = parseRow(line)
    if (real) found.push({ real, row })
    else rejected.push(line)
    row++
  }
  found.sort((a, b) => compareRealServers(a.real, b.real))
  return {
    server: { ...server, realServers: found.map(({ real }) => real) },
    order: found.map((entry) => entry.row),
    rejected,
  }
}

/** What the scanner numbers as a row: an arrow, something, and two counts at the end. */
const countsAsRow = /^ .->.*[^ ].* \d+ +\d+ *$/s

const protocols = ['TCP', 'UDP', 'SCTP'] as const
const forwards: readonly Forward[] = ['Masq', 'Local', 'Tunnel', 'Route', 'Bypass']

function parseHead(line: string, hz: number | null): Omit<VirtualServer, 'realServers'> | null {
  const [protocol, where = '', scheduler = '', ...rest] = line.trim().split(/ +/)
  const match = parseMatch(protocol ?? '', where)
  if (match === null || !/^[\w-]+$/.test(scheduler)) return null
  const onePacket = rest[0] === 'ops'
  if (onePacket) rest.shift()
  let persistence: Persistence | null = null
  if (rest[0] === 'persistent') {
    persistence = parsePersistence(rest[1] ?? '', rest[2] ?? '', match, hz)
    if (persistence === null) return null
    rest.splice(0, 3)
  }
  if (rest.length > 0) return null
  return { match, scheduler, schedulerFlags: null, onePacket, persistence }
}

function parseMatch(protocol: string, where: string): Match | null {
  if (protocol === 'FWM') return /^[0-9A-F]{8}$/.test(where) ? { protocol, mark: Number.parseInt(where, 16) } : null
  const known = protocols.find((name) => name === protocol)
  const target = parseTarget(where)
  return known && target ? { protocol: known, ...target } : null
}

/** `0A600014:0050` or `[fd00:0001:0000:0000:0000:0000:0000:0010]:0035`; both numbers in reading order. */
function parseTarget(text: string): { address: string; port: number } | null {
  const parts = /^(?:([0-9A-F]{8})|\[((?:[0-9a-f]{4}:){7}[0-9a-f]{4})\]):([0-9A-F]{4})$/.exec(text)
  if (!parts) return null
  const [, v4, v6, port = ''] = parts
  const address = v4
    ? formatIpv4(Number.parseInt(v4, 16))
    : formatIpv6(v6!.split(':').map((group) => Number.parseInt(group, 16)))
  return { address, port: Number.parseInt(port, 16) }
}

/**
 * The timeout is in jiffies. The mask is an IPv4 netmask, or an IPv6 prefix length whose bytes the
 * kernel swapped on the way out: 64 is printed 40000000 on little-endian machines.
 */
function parsePersistence(jiffies: string, mask: string, match: Match, hz: number | null): Persistence | null {
  if (!/^\d+$/.test(jiffies) || !/^[0-9A-F]{8}$/.test(mask)) return null
  const bits = Number.parseInt(mask, 16)
  const prefix = (match.protocol === 'FWM' ? !swappedLength(bits) : !match.address.includes(':'))
    ? prefixOf(bits)
    : bits >>> 24 || bits
  if (prefix === null || prefix > 128) return null
  return { timeoutSeconds: hz === null ? null : Number(jiffies) / hz, prefix }
}

/** A firewall mark does not tell its family: 1 to 128 in the first byte alone is an IPv6 length (or an IPv4 /1, which nobody has). */
const swappedLength = (bits: number): boolean => (bits & 0xffffff) === 0 && bits >>> 24 > 0 && bits >>> 24 <= 128

/** Length of a contiguous IPv4 netmask, else null. */
function prefixOf(mask: number): number | null {
  const length = Math.clz32(~mask)
  return (length === 0 ? 0 : (0xffffffff << (32 - length)) >>> 0) === mask ? length : null
}

function parseRow(line: string): RealServer | null {
  const [arrow, where = '', method = '', weight = ''] = line.trim().split(/ +/)
  const target = parseTarget(where)
  const forward = forwards.find((name) => name === method)
  if (arrow !== '->' || !target || !forward || !/^-?\d+$/.test(weight)) return null
  return { ...target, forward, weight: Number(weight) }
}

/** Version and connection table size from the first line; null when it is not there. */
export function parseTitle(text: string): { version: string; size: number } | null {
  const parts = /^IP Virtual Server version (\S+) \(size=(\d+)\)$/.exec(text)
  return parts ? { version: parts[1]!, size: Number(parts[2]) } : null
}
