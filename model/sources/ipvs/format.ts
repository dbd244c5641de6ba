/**
 * A table in ipvsadm's words, to the byte: `ipvsadm -Ln` and its `--stats` and `--rate` (both
 * `--exact`) of ipvsadm 1.31. Lines end without a newline; the caller joins them.
 */
import { parseIpv4, parseIpv6 } from '../../address.ts'
import { type CounterName, counterNames } from '../../load.ts'
import {
  type KernelOrder,
  type Match,
  makeKey,
  makeRealKey,
  type RealServer,
  type VirtualServer,
} from '../../topology.ts'

export interface Printable {
  readonly version: string
  readonly size: number
  /** In canonical order; rows are numbered through in it. */
  readonly servers: readonly VirtualServer[]
  /** Null where it cannot matter. */
  readonly kernelOrder: KernelOrder | null
}

export const plainHeader = (version: string, size: number): string[] => [
  `IP Virtual Server version ${version} (size=${size})`,
  'Prot LocalAddress:Port Scheduler Flags',
  '  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn',
]

/** `TCP  10.96.0.20:80 wlc persistent 10800`. A timeout in jiffies of an unknown clock is written `?`. */
export function formatVirtualServer(server: VirtualServer): string {
  const parts = [formatMatch(server), server.scheduler]
  if (server.schedulerFlags?.length) parts.push(`(${server.schedulerFlags.join(',')})`)
  if (server.persistence) {
    const { timeoutSeconds, prefix } = server.persistence
    parts.push(`persistent ${timeoutSeconds ?? '?'}`)
    const isIpv6 = hasIpv6(server)
    if (prefix !== (isIpv6 ? 128 : 32)) parts.push(`mask ${isIpv6 ? prefix : netmask(prefix)}`)
  }
  if (server.onePacket) parts.push('ops')
  return parts.join(' ')
}

/** `  -> 10.0.0.1:80                  Masq    1      0          4         `, trailing blanks included. */
export const formatRealServer = (real: RealServer, active: number, inactive: number): string =>
  `  -> ${makeRealKey(real).padEnd(28)} ${real.forward.padEnd(7)} ${pad(real.weight, 6)} ${pad(active, 10)} ${pad(inactive, 10)}`

/** `ipvsadm -Ln`. */
export function formatTable(table: Printable, active: ArrayLike<number>, inactive: ArrayLike<number>): string {
  const lines = plainHeader(table.version, table.size)
  for (const { server, rows } of inPrintedOrder(table)) {
    lines.push(formatVirtualServer(server))
    for (const { real, row } of rows) lines.push(formatRealServer(real, active[row] ?? 0, inactive[row] ?? 0))
  }
  return `${lines.join('\n')}\n`
}

const columnTitles = {
  stats: ['Conns', 'InPkts', 'OutPkts', 'InBytes', 'OutBytes'],
  rate: ['CPS', 'InPPS', 'OutPPS', 'InBPS', 'OutBPS'],
} as const

/**
 * `ipvsadm -Ln --stats --exact` or `--rate --exact`. `row` and `server` give the five values of a
 * row and of a virtual server by its canonical position.
 */
export function formatCounters(
  table: Printable,
  kind: keyof typeof columnTitles,
  row: (row: number, name: CounterName) => bigint | number,
  total: (server: number, name: CounterName) => bigint | number,
): string {
  const columns = (values: readonly unknown[]) => values.map((value) => ` ${String(value).padStart(8)}`).join('')
  const lines = [
    `IP Virtual Server version ${table.version} (size=${table.size})`,
    `${'Prot LocalAddress:Port'.padEnd(33)}${columns(columnTitles[kind])}`,
    '  -> RemoteAddress:Port',
  ]
  for (const { server, rows, position } of inPrintedOrder(table)) {
    lines.push(`${formatMatch(server).padEnd(33)}${columns(counterNames.map((name) => total(position, name)))}`)
    for (const { real, row: index } of rows) {
      lines.push(`  -> ${makeRealKey(real).padEnd(28)}${columns(counterNames.map((name) => row(index, name)))}`)
    }
  }
  return `${lines.join('\n')}\n`
}

export interface PrintedServer {
  readonly server: VirtualServer
  /** Position in the canonical table. */
  readonly position: number
  readonly rows: readonly { readonly real: RealServer; readonly row: number }[]
}

/** Virtual servers and their rows in the order ipvsadm prints them. */
export function inPrintedOrder(table: Printable): PrintedServer[] {
  const { kernelOrder } = table
  const rank = new Map(kernelOrder?.rows.map((row, index) => [row, index]))
  const listing = (a: { row: number }, b: { row: number }) => (rank.get(a.row) ?? a.row) - (rank.get(b.row) ?? b.row)
  let row = 0
  const entries = table.servers.map((server, position) => ({
    server,
    position,
    rows: mergeSort(server.realServers.map((real) => ({ real, row: row++ })).sort(listing), (a, b) =>
      compareAsIpvsadm(a.real, b.real),
    ),
  }))
  const read = kernelOrder ? kernelOrder.servers.flatMap((position) => entries[position] ?? []) : entries
  return mergeSort(read, (a, b) => compareMatchesAsIpvsadm(a.server.match, b.server.match))
}

const protocolNumber = { TCP: 6, UDP: 17, SCTP: 132 } as const

function compareMatchesAsIpvsadm(a: Match, b: Match): number {
  if (a.protocol === 'FWM' || b.protocol === 'FWM') {
    return ((a.protocol === 'FWM' ? a.mark : 0) - (b.protocol === 'FWM' ? b.mark : 0)) | 0
  }
  const family = Number(a.address.includes(':')) - Number(b.address.includes(':'))
  return family || protocolNumber[a.protocol] - protocolNumber[b.protocol] || compareAsIpvsadm(a, b)
}

type Target = { readonly address: string; readonly port: number }

/**
 * ipvsadm subtracts addresses as 32-bit numbers and takes the sign of what is left after overflow,
 * so 172.31.77.2 comes before 10.96.0.1. Around the circle of addresses this is no order at all
 * when three of them span more than half of it; then its result also depends on the order read.
 */
function compareAsIpvsadm(a: Target, b: Target): number {
  const left = words(a.address)
  const right = words(b.address)
  if (left.length !== right.length) return left.length - right.length
  for (let i = 0; i < left.length; i++) {
    const difference = (left[i]! - right[i]!) | 0
    if (difference !== 0) return difference
  }
  return a.port - b.port
}

function words(address: string): number[] {
  if (!address.includes(':')) return [parseIpv4(address) ?? 0]
  const groups = parseIpv6(address) ?? []
  return [0, 2, 4, 6].map((i) => (groups[i] ?? 0) * 65_536 + (groups[i + 1] ?? 0))
}

/**
 * Whether the order the kernel lists the rows of one virtual server in can change what ipvsadm prints: its
 * comparison is a true order as long as the addresses of a protocol lie within half of the circle.
 */
export const rowsGoRound = (rows: readonly RealServer[]): boolean =>
  !fitsHalfCircle(rows.map(({ address }) => words(address)[0] ?? 0))

/** The same of virtual servers among themselves. */
export function matchesGoRound(matches: readonly Match[]): boolean {
  const byProtocol = new Map<string, number[]>()
  // To ipvsadm an address has mark 0, and marks go around a circle too.
  byProtocol.set('FWM', [0, ...matches.flatMap((match) => (match.protocol === 'FWM' ? [match.mark] : []))])
  for (const match of matches) {
    if (match.protocol === 'FWM') continue
    const [first = 0, ...rest] = words(match.address)
    const known = byProtocol.get(`${match.protocol} ${rest.length}`)
    if (known) known.push(first)
    else byProtocol.set(`${match.protocol} ${rest.length}`, [first])
  }
  return [...byProtocol.values()].some((values) => !fitsHalfCircle(values))
}

function fitsHalfCircle(values: number[]): boolean {
  const sorted = [...new Set(values)].sort((a, b) => a - b)
  if (sorted.length < 3) return true
  const largestGap = sorted.reduce((gap, value, index) => {
    const next = sorted[index + 1] ?? sorted[0]! + 2 ** 32
    return Math.max(gap, next - value)
  }, 0)
  return largestGap > 2 ** 31
}

/** The merge sort of glibc's qsort: where the comparison is no true order, only the same algorithm gives the same result. */
function mergeSort<T>(entries: readonly T[], compare: (a: T, b: T) => number): T[] {
  if (entries.length <= 1) return [...entries]
  const half = entries.length >> 1
  const left = mergeSort(entries.slice(0, half), compare)
  const right = mergeSort(entries.slice(half), compare)
  const merged: T[] = []
  let i = 0
  let j = 0
  while (i < left.length && j < right.length) merged.push(compare(left[i]!, right[j]!) <= 0 ? left[i++]! : right[j++]!)
  return merged.concat(left.slice(i), right.slice(j))
}

/** `TCP  10.0.0.1:80`, protocol padded to four; `FWM  79 IPv6`, the mark as a signed number. */
function formatMatch(server: VirtualServer): string {
  const { match } = server
  if (match.protocol === 'FWM') return `FWM  ${match.mark | 0}${hasIpv6(server) ? ' IPv6' : ''}`
  const [protocol = '', where = ''] = makeKey(match).split(' ')
  return `${protocol.padEnd(4)} ${where}`
}

/** A firewall mark does not say its family: its real servers do, or a client group no IPv4 address has. */
const hasIpv6 = (server: VirtualServer): boolean =>
  server.match.protocol === 'FWM'
    ? server.realServers.some((real) => real.address.includes(':')) || (server.persistence?.prefix ?? 0) > 32
    : server.match.address.includes(':')

const netmask = (prefix: number): string => {
  const bits = prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0
  return [bits >>> 24, (bits >>> 16) & 255, (bits >>> 8) & 255, bits & 255].join('.')
}

const pad = (value: number, width: number): string => String(value).padEnd(width)
