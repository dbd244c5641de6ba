/**
 * Finds the conntrack entries of known connections in a stream of lines. A connection of IPVS is the entry with
 * the same protocol, client and virtual server in the original direction whose replies come from the real
 * server; the client the real server sees is where the replies go. Without IPVS, who was chosen is told by the entry alone.
 */
import { type Connection, type FlowEnd, isSameEnd } from '../../flow.ts'
import type { ConnectionEnds } from '../connections/find.ts'
import { makeLineCutter } from '../lines.ts'
import { type ConntrackEntry, makeMarks, portsOf, readEntry, scanEntry } from './entry.ts'

export const protocolNumbers = { TCP: 6, UDP: 17, SCTP: 132 } as const

export interface WantedEntry extends ConnectionEnds {
  /** Null for whoever answers. */
  readonly real: FlowEnd | null
}

export interface ConntrackSearch {
  push(piece: Uint8Array): void
  /** Whether every connection has its entry: nothing more can be found. */
  isComplete(): boolean
  /** After the last piece: the entry of each connection, in their order; null where there is none. */
  finish(): readonly (ConntrackEntry | null)[]
}

export function makeConntrackSearch(connections: readonly WantedEntry[]): ConntrackSearch {
  // Ports tell nearly all lines apart, before any address is looked at.
  const ports = new Set(connections.map(({ client, virtual }) => client.port * 0x10000 + virtual.port))
  const places = new Map<string, number[]>()
  connections.forEach((connection, at) => {
    const key = keyOfConnection(connection)
    const known = places.get(key)
    if (known) known.push(at)
    else places.set(key, [at])
  })
  const found: (ConntrackEntry | null)[] = connections.map(() => null)
  let missing = connections.length
  const marks = makeMarks()

  const cutter = makeLineCutter((bytes, start, end) => {
    if (!scanEntry(bytes, start, end, marks) || !ports.has(portsOf(bytes, marks))) return
    const entry = readEntry(bytes, start, end, marks)
    if (entry === null) return
    for (const real of [entry.reply.from, null])
      for (const place of places.get(keyOfEntry(entry, real)) ?? []) {
        if (found[place] === null) missing--
        found[place] = entry
      }
  })
  return {
    push: cutter.push,
    isComplete: () => missing === 0,
    finish() {
      cutter.end()
      return found
    },
  }
}

const keyOfConnection = ({ protocol, client, virtual, real }: WantedEntry): string =>
  keyOf(protocolNumbers[protocol], client, virtual, real)

const keyOfEntry = ({ protocol, original }: ConntrackEntry, real: FlowEnd | null): string =>
  keyOf(protocol, original.from, original.to, real)

const keyOf = (protocol: number, ...ends: readonly (FlowEnd | null)[]): string =>
  `${protocol} ${ends.map((end) => (end === null ? '*' : `${end.address} ${end.port}`)).join(' ')}`

/**
 * The connection an entry tells by itself, where iptables or nftables choose: whoever answers is who was chosen. Null where
 * the destination was not translated.
 */
export function connectionOf(ends: ConnectionEnds, entry: ConntrackEntry | null): Connection | null {
  if (entry === null || isSameEnd(entry.original.to, entry.reply.from)) return null
  const { protocol, client, virtual } = ends
  const state = entry.state ?? protocol
  const expiresSeconds = entry.expiresSeconds ?? 0
  const alone = { protocol, client, virtual, real: entry.reply.from, state, expiresSeconds }
  return withConntrack({ ...alone, source: null, packets: null, bytes: null }, entry)
}

/** A connection with what its entry tells. */
export function withConntrack(connection: Connection, entry: ConntrackEntry | null): Connection {
  if (entry === null) return connection
  const { original, reply } = entry
  const both = (out: number | null, back: number | null) => (out === null || back === null ? null : { out, back })
  return {
    ...connection,
    source: reply.to,
    packets: both(original.packets, reply.packets),
    bytes: both(original.bytes, reply.bytes),
  }
}
