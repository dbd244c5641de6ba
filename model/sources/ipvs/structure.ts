/**
 * A table's structure as a reader keeps it: flat columns and one small object a virtual server, no
 * object a row. Real servers are told by their keys; as objects they are made from the text when
 * somebody asks for them (`read.ts`).
 */
import type { Family } from '../../address.ts'
import type { TableHash, VirtualServerHash } from '../../ids.ts'
import { compareMatches, type KernelOrder, type Match, type Table, type VirtualServer } from '../../topology.ts'
import { matchesGoRound } from './format.ts'
import { rowKeyBytes } from './row-key.ts'

/** What is known of a virtual server but for its rows. */
export interface KnownServer {
  readonly head: Omit<VirtualServer, 'realServers'>
  readonly hash: VirtualServerHash
  /** Null for a firewall mark without real servers: nothing tells. */
  readonly family: Family | null
  /** The order its rows are listed in can change what ipvsadm prints. */
  readonly goesRound: boolean
  /** Rows that are no real server. */
  readonly rejected: readonly string[]
}

/** In canonical order: virtual servers by `compareMatches`, rows by `compareRealServers`. */
export interface Structure {
  readonly hash: TableHash
  readonly table: Table
  readonly servers: readonly KnownServer[]
  /** First row of each virtual server; one more entry says how many rows there are. */
  readonly firstRow: Uint32Array
  readonly rows: number
  /** By row, `row-key.ts`. */
  readonly keys: Uint8Array
  /** Positions of virtual servers in the order the kernel lists them. */
  readonly listedServers: Uint32Array
  /** The n-th row of a virtual server as the kernel lists it is row `listedRows[firstRow + n]`. */
  readonly listedRows: Uint32Array
  readonly rejected: { readonly rows: number; readonly samples: readonly string[] }
}

/** Where a structure's parts were in the one before it; -1 what is new. */
export interface Origin {
  readonly from: Structure
  readonly servers: Int32Array
  readonly rows: Int32Array
}

/** The kernel's order of a table; null where it cannot change what ipvsadm prints. */
export function kernelOrderOf(structure: Structure): KernelOrder | null {
  const { servers, listedServers, listedRows, firstRow } = structure
  const matters = matchesGoRound(servers.map(({ head }) => head.match)) || servers.some(({ goesRound }) => goesRound)
  if (!matters) return null
  const rows: number[] = []
  for (const [position, { goesRound }] of servers.entries())
    if (goesRound) for (let row = firstRow[position]!; row < firstRow[position + 1]!; row++) rows.push(listedRows[row]!)
  return { servers: [...listedServers], rows }
}

/** Position of a virtual server by its match; -1 when the table has it not. A firewall mark is told from one of the other family. */
export function findServer({ servers }: Structure, match: Match, family: Family | null): number {
  let low = 0
  let high = servers.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const { head, family: own } = servers[middle]!
    const order = compareMatches(head.match, match)
    if (order === 0) return family === null || own === null || own === family ? middle : -1
    if (order < 0) low = middle + 1
    else high = middle - 1
  }
  return -1
}

/** Where the parts of `to` are in `from`. */
export function originOf(from: Structure, to: Structure, known: Int32Array): Origin {
  const servers = known.slice()
  const rows = new Int32Array(to.rows).fill(-1)
  for (let position = 0; position < to.servers.length; position++) {
    const isSame = known[position]! >= 0
    if (!isSame) servers[position] = findServer(from, to.servers[position]!.head.match, null)
    const there = servers[position]!
    if (there < 0) continue
    if (isSame) {
      const first = from.firstRow[there]!
      for (let row = to.firstRow[position]!, at = first; row < to.firstRow[position + 1]!; row++) rows[row] = at++
    } else alignRows(from, there, to, position, rows)
  }
  return { from, servers, rows }
}

function alignRows(from: Structure, there: number, to: Structure, position: number, rows: Int32Array): void {
  const first = from.firstRow[there]!
  const end = from.firstRow[there + 1]!
  // Both are in order: what is sought is most often the next one.
  let next = first
  for (let row = to.firstRow[position]!; row < to.firstRow[position + 1]!; row++) {
    for (let tries = 0; tries < end - first; tries++, next++) {
      if (next === end) next = first
      if (!sameKeys(from.keys, next, to.keys, row)) continue
      rows[row] = next++
      break
    }
  }
}

function sameKeys(a: Uint8Array, rowA: number, b: Uint8Array, rowB: number): boolean {
  for (let index = 0; index < rowKeyBytes; index++)
    if (a[rowA * rowKeyBytes + index] !== b[rowB * rowKeyBytes + index]) return false
  return true
}
