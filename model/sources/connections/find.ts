/** Finds known connections in a reading of `/proc/net/ip_vs_conn`: which real server the kernel chose for each. */
import type { Connection } from '../../flow.ts'
import { hexOf } from '../bytes.ts'
import { makeLineCutter } from '../lines.ts'
import { fields, makeRow, readConnection, scanRow } from './row.ts'

/** Names one connection of a node while it lasts. */
export type ConnectionEnds = Pick<Connection, 'protocol' | 'client' | 'virtual'>

export interface ConnectionSearch {
  push(piece: Uint8Array): void
  /** Whether every connection was found: nothing more can be. */
  isComplete(): boolean
  /** Whether no row was seen at all, of whatever connection. */
  isEmpty(): boolean
  /** After the last piece: the connections as the kernel holds them, in the order asked; null where there is none. */
  finish(): readonly (Connection | null)[]
}

export function makeConnectionSearch(wanted: readonly ConnectionEnds[]): ConnectionSearch {
  // The client's port tells nearly all rows apart, before any address is looked at.
  const ports = new Set(wanted.map(({ client }) => client.port))
  const places = new Map<string, number[]>()
  wanted.forEach((ends, at) => {
    const known = places.get(keyOf(ends))
    if (known) known.push(at)
    else places.set(keyOf(ends), [at])
  })
  const found: (Connection | null)[] = wanted.map(() => null)
  let missing = wanted.length
  let isEmpty = true
  const row = makeRow()

  const cutter = makeLineCutter((bytes, start, end) => {
    if (!scanRow(bytes, start, end, row)) return
    isEmpty = false
    if (row.kind !== 'connection') return
    if (!ports.has(hexOf(bytes, row.start[fields.clientPort]!, row.end[fields.clientPort]!))) return
    const connection = readConnection(bytes, row)
    for (const place of (connection && places.get(keyOf(connection))) ?? []) {
      if (found[place] === null) missing--
      found[place] = connection
    }
  })
  return {
    push: cutter.push,
    isComplete: () => missing === 0,
    isEmpty: () => isEmpty,
    finish() {
      cutter.end()
      return found
    },
  }
}

const keyOf = ({ protocol, client, virtual }: ConnectionEnds): string =>
  `${protocol} ${client.address} ${client.port} ${virtual.address} ${virtual.port}`
