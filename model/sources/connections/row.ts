/**
 * One line of `/proc/net/ip_vs_conn` (Linux 6.1 ip_vs_conn.c, ip_vs_conn_seq_show). Split on blanks, never by
 * column: `SCTP` and IPv6 push the columns.
 *
 *     Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Expires PEName PEData
 *     TCP 0AF40115 BCB6 0A600064 0050 0AF4010D 1F90 ESTABLISHED     897                  a connection
 *     TCP 0AF40115 0000 0A600064 0051 0AF4010D 1F90 ASSURED         299                  a persistence template
 *     IP  0AF4010A 0000 0000004D 0000 0AF4020A 0000 ASSURED          59                  one of a firewall mark
 *     TCP 0AF4010A 0000 0A600065 FFFF 0AF4010B FFFF ASSURED          59                  one that steers no more
 */
import type { Connection, FlowEnd } from '../../flow.ts'
import type { Protocol } from '../../topology.ts'
import { asciiBytes, decimalOf, hexOf, isText, textOf } from '../bytes.ts'
import { isKernelAddress, readKernelAddress } from './kernel-address.ts'

export const protocols: readonly Protocol[] = ['TCP', 'UDP', 'SCTP']

/** Which client sticks to which real server. */
export interface PersistenceTemplate {
  /** The port is null where the kernel wrote over it when it invalidated the template; Linux 7.1 and later keep it. */
  readonly match:
    | { readonly protocol: Protocol; readonly address: string; readonly port: number | null }
    | { readonly protocol: 'FWM'; readonly mark: number }
  /** The client, or the first address of its group. */
  readonly client: string
  /** The port is null where the template is for all ports, and when it was invalidated. */
  readonly real: { readonly address: string; readonly port: number | null }
  /** `ASSURED` after a connection under it was established, before it `NONE`. */
  readonly state: string
  readonly expiresSeconds: number
  /** Its real server went or takes no more: the kernel no longer follows it. */
  readonly isInvalidated: boolean
  /** What the persistence engine tells clients apart by; null for the client's address. */
  readonly engine: { readonly name: string; readonly data: string } | null
}

export type RowKind = 'connection' | 'template' | 'mark-template'

export const fields = {
  protocol: 0,
  client: 1,
  clientPort: 2,
  virtual: 3,
  virtualPort: 4,
  real: 5,
  realPort: 6,
  state: 7,
  expires: 8,
  engine: 9,
  engineData: 10,
} as const
const fieldCount = 11
const leastFields = 9

/** Where the fields of the line looked at last lie. One of it serves for a whole file. */
export interface Row {
  readonly start: Int32Array
  readonly end: Int32Array
  count: number
  kind: RowKind
  isInvalidated: boolean
  /** Null for a protocol that has no ports: AH, ESP. Of a firewall mark's template always null. */
  protocol: Protocol | null
  expiresSeconds: number
}

export const makeRow = (): Row => ({
  start: new Int32Array(fieldCount),
  end: new Int32Array(fieldCount),
  count: 0,
  kind: 'connection',
  isInvalidated: false,
  protocol: null,
  expiresSeconds: 0,
})

const names = protocols.map((protocol) => ({ protocol, bytes: asciiBytes(protocol) }))
const otherNames = ['AH', 'ESP'].map(asciiBytes)
const markName = asciiBytes('IP')
const wornOut = 0xffff

/** Finds the fields of a line and what kind of row it is. False when it is none. */
export function scanRow(bytes: Uint8Array, start: number, end: number, row: Row): boolean {
  split(bytes, start, end, row)
  if (row.count < leastFields) return false
  const isMark = isField(bytes, row, fields.protocol, markName)
  row.protocol = isMark
    ? null
    : (names.find((name) => isField(bytes, row, fields.protocol, name.bytes))?.protocol ?? null)
  if (row.protocol === null && !isMark && !otherNames.some((name) => isField(bytes, row, fields.protocol, name)))
    return false
  const clientPort = portOf(bytes, row, fields.clientPort)
  const virtualPort = portOf(bytes, row, fields.virtualPort)
  const realPort = portOf(bytes, row, fields.realPort)
  row.expiresSeconds = decimalOf(bytes, row.start[fields.expires]!, row.end[fields.expires]!)
  if (clientPort < 0 || virtualPort < 0 || realPort < 0 || row.expiresSeconds < 0) return false
  for (const field of [fields.client, fields.virtual, fields.real])
    if (!isKernelAddress(bytes, row.start[field]!, row.end[field]!)) return false
  if (isMark && clientPort !== 0) return false
  row.kind = isMark ? 'mark-template' : clientPort === 0 && row.protocol !== null ? 'template' : 'connection'
  row.isInvalidated = row.kind !== 'connection' && realPort === wornOut
  return true
}

/** The title of the columns, which is no row and no mistake. */
export const isTitle = (bytes: Uint8Array, start: number): boolean => isText(bytes, start, start + title.length, title)
const title = asciiBytes('Pro FromIP')

function split(bytes: Uint8Array, start: number, end: number, row: Row): void {
  row.count = 0
  for (let at = start; at < end && row.count < fieldCount; ) {
    while (at < end && bytes[at] === blank) at++
    if (at === end) return
    row.start[row.count] = at
    while (at < end && bytes[at] !== blank) at++
    row.end[row.count] = at
    row.count++
  }
}
const blank = 32

const isField = (bytes: Uint8Array, row: Row, field: number, wanted: Uint8Array): boolean =>
  isText(bytes, row.start[field]!, row.end[field]!, wanted)

/** A port is four hex digits in reading order. */
const portOf = (bytes: Uint8Array, row: Row, field: number): number =>
  row.end[field]! - row.start[field]! === 4 ? hexOf(bytes, row.start[field]!, row.end[field]!) : -1

const fieldText = (bytes: Uint8Array, row: Row, field: number): string =>
  row.count > field ? textOf(bytes, row.start[field]!, row.end[field]!) : ''

const addressAt = (bytes: Uint8Array, row: Row, field: number): string =>
  readKernelAddress(bytes, row.start[field]!, row.end[field]!)

const endAt = (bytes: Uint8Array, row: Row, field: number): FlowEnd => ({
  address: addressAt(bytes, row, field),
  port: portOf(bytes, row, field + 1),
})

/** A connection as this file tells it: what conntrack adds is not known. Null for a protocol without ports. */
export function readConnection(bytes: Uint8Array, row: Row): Connection | null {
  if (row.protocol === null) return null
  return {
    protocol: row.protocol,
    client: endAt(bytes, row, fields.client),
    virtual: endAt(bytes, row, fields.virtual),
    real: endAt(bytes, row, fields.real),
    source: null,
    state: fieldText(bytes, row, fields.state),
    expiresSeconds: row.expiresSeconds,
    packets: null,
    bytes: null,
  }
}

/** The row must be a template. */
export function readTemplate(bytes: Uint8Array, row: Row): PersistenceTemplate {
  const { isInvalidated, protocol } = row
  const port = (field: number): number | null => {
    const number = portOf(bytes, row, field)
    return isInvalidated && number === wornOut ? null : number
  }
  const name = fieldText(bytes, row, fields.engine)
  return {
    match:
      protocol === null
        ? { protocol: 'FWM', mark: markAt(bytes, row) }
        : { protocol, address: addressAt(bytes, row, fields.virtual), port: port(fields.virtualPort) },
    client: addressAt(bytes, row, fields.client),
    real: { address: addressAt(bytes, row, fields.real), port: port(fields.realPort) || null },
    state: fieldText(bytes, row, fields.state),
    expiresSeconds: row.expiresSeconds,
    isInvalidated,
    engine: name === '' ? null : { name, data: fieldText(bytes, row, fields.engineData) },
  }
}

/** A mark stands where the address would: all of an IPv4 one, the first two groups of an IPv6 one. */
function markAt(bytes: Uint8Array, row: Row): number {
  const start = row.start[fields.virtual]!
  const end = row.end[fields.virtual]!
  if (end - start === 8) return hexOf(bytes, start, end)
  return hexOf(bytes, start, start + 4) * 0x10000 + hexOf(bytes, start + 5, start + 9)
}
