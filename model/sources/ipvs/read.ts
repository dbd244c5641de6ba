/**
 * The reader of `/proc/net/ip_vs`: remembers the structure it knows, so that a table whose
 * structure stayed costs one scan and two columns.
 */
import type { TableHash, VirtualServerHash, VirtualServerKey } from '../../ids.ts'
import {
  compareMatches,
  hashTable,
  hashVirtualServer,
  type KernelOrder,
  makeKey,
  type Table,
  type VirtualServer,
} from '../../topology.ts'
import { type Block, parseBlock, parseTitle } from './parse.ts'
import { makeScanner, type Scan } from './scan.ts'

/** A table's structure, in canonical order, and how the file's rows map onto it. */
export interface Structure {
  readonly version: string
  readonly size: number
  readonly hash: TableHash
  readonly table: Table
  readonly servers: readonly VirtualServer[]
  readonly kernelOrder: KernelOrder
  readonly rows: number
  readonly rejected: { readonly rows: number; readonly samples: readonly string[] }
  /** Row in the table for each row of the file; -1 for one that was rejected. */
  readonly place: Int32Array
}

export interface TableReading {
  /** The same object as long as the structure stays. */
  readonly structure: Structure
  readonly active: Uint32Array
  readonly inactive: Uint32Array
}

export type ReadOutcome =
  | { readonly is: 'read'; readonly reading: TableReading }
  | { readonly is: 'absent' }
  /** The table changed between every two looks: nothing about it is certain now. */
  | { readonly is: 'unsettled' }
  | { readonly is: 'unreadable'; readonly why: string }

/** Turns a virtual server as the file shows it into what is known of it (flags and seconds from netlink, say). */
export type Supplement = (server: VirtualServer) => VirtualServer

interface KnownBlock {
  readonly block: Block
  readonly server: VirtualServer
  readonly hash: VirtualServerHash
}

/** How often a table whose structure is new is read again until two looks agree. */
const maximumLooks = 5

/**
 * `/proc/net/ip_vs` is handed out a page at a time, and a virtual server deleted between two pages
 * can hide another, untouched one: so a new structure counts only when two looks in a row agree.
 */
export function makeTableReader() {
  const scan = makeScanner()
  let known: { structure: Structure; prints: Prints } | null = null
  let blocks = new Map<string, KnownBlock | null>()
  let supplementOf: Supplement | null = null

  return {
    /**
     * `look` gives the file's bytes now, null when it does not exist. `hz` as in `parseBlock`.
     * `makeSupplement` is asked once for each new structure.
     */
    read(look: () => Uint8Array | null, hz: number | null, makeSupplement: () => Supplement | null): ReadOutcome {
      let bytes = look()
      if (bytes === null) return { is: 'absent' }
      let scanned = scan(bytes)
      if (known && samePrints(known.prints, scanned)) return { is: 'read', reading: countsOf(known.structure, scanned) }
      let prints = takePrints(scanned)
      for (let looks = 1; ; looks++) {
        if (looks === maximumLooks) return { is: 'unsettled' }
        bytes = look()
        if (bytes === null) return { is: 'absent' }
        scanned = scan(bytes)
        if (samePrints(prints, scanned)) break
        prints = takePrints(scanned)
      }
      const title = parseTitle(lineAt(bytes, 0))
      if (title === null) {
        return {
          is: 'unreadable',
          why: '/proc/net/ip_vs does not begin with "IP Virtual Server version …": this is no IPVS table.',
        }
      }
      supplementOf = makeSupplement()
      const structure = build(bytes, scanned, title, hz)
      known = { structure, prints }
      return { is: 'read', reading: countsOf(structure, scanned) }
    },
    /** Forgets the structure, so that the next reading builds it (and asks for its supplement) anew. */
    forget(): void {
      known = null
      blocks = new Map()
    },
  }

  function build(
    bytes: Uint8Array,
    scanned: Scan,
    title: { version: string; size: number },
    hz: number | null,
  ): Structure {
    const kept = new Map<string, KnownBlock | null>()
    const samples = scanned.rejected.map(([from, to]) => decode(bytes, from, to))
    let rejectedRows = scanned.rejected.length
    // A key read twice is one virtual server seen twice during a change: the later one is newer.
    const byKey = new Map<VirtualServerKey, { known: KnownBlock; at: number }>()
    for (let i = 0; i < scanned.servers; i++) {
      const print = `${hz} ${scanned.printA[i]} ${scanned.printB[i]}`
      let entry = blocks.get(print)
      if (entry === undefined) entry = makeKnown(parseBlock(decode(bytes, scanned.start[i]!, scanned.end[i]!), hz))
      kept.set(print, entry)
      const rows = scanned.firstRow[i + 1]! - scanned.firstRow[i]!
      if (entry === null) {
        rejectedRows += 1 + rows
        samples.push(lineAt(bytes, scanned.start[i]!))
        continue
      }
      rejectedRows += entry.block.rejected.length
      samples.push(...entry.block.rejected)
      byKey.set(makeKey(entry.block.server.match), { known: entry, at: i })
    }
    blocks = kept
    return assemble([...byKey.values()], scanned, title, {
      rows: rejectedRows,
      samples: samples.slice(0, 5).map((s) => s.slice(0, 200)),
    })
  }

  function makeKnown(block: Block | null): KnownBlock | null {
    if (block === null) return null
    const server = supplementOf ? supplementOf(block.server) : block.server
    return { block, server, hash: hashVirtualServer(server) }
  }
}

function assemble(
  found: readonly { known: KnownBlock; at: number }[],
  scanned: Scan,
  title: { version: string; size: number },
  rejected: Structure['rejected'],
): Structure {
  const sorted = found.map((entry, inKernel) => ({ ...entry, inKernel }))
  sorted.sort((a, b) => compareMatches(a.known.server.match, b.known.server.match))
  const place = new Int32Array(scanned.rows).fill(-1)
  const inKernelOrder = new Array<number>(sorted.length)
  let row = 0
  sorted.forEach(({ known, at, inKernel }, position) => {
    inKernelOrder[inKernel] = position
    for (const offset of known.block.order) place[scanned.firstRow[at]! + offset] = row++
  })
  const table = sorted.map(({ known }) => known.hash)
  return {
    ...title,
    hash: hashTable(table),
    table,
    servers: sorted.map(({ known }) => known.server),
    kernelOrder: { servers: inKernelOrder, rows: [...place].filter((at) => at >= 0) },
    rows: row,
    rejected,
    place,
  }
}

function countsOf(structure: Structure, scanned: Scan): TableReading {
  const active = new Uint32Array(structure.rows)
  const inactive = new Uint32Array(structure.rows)
  for (let row = 0; row < scanned.rows; row++) {
    const place = structure.place[row]!
    if (place < 0) continue
    active[place] = scanned.active[row]!
    inactive[place] = scanned.inactive[row]!
  }
  return { structure, active, inactive }
}

interface Prints {
  readonly servers: number
  readonly rows: number
  readonly rejected: number
  readonly printA: Uint32Array
  readonly printB: Uint32Array
}

/** Copied: the scanner uses its columns again. */
const takePrints = (scanned: Scan): Prints => ({
  servers: scanned.servers,
  rows: scanned.rows,
  rejected: scanned.rejected.length,
  printA: scanned.printA.slice(0, scanned.servers),
  printB: scanned.printB.slice(0, scanned.servers),
})

function samePrints(before: Prints, scanned: Scan): boolean {
  if (before.servers !== scanned.servers || before.rows !== scanned.rows) return false
  if (before.rejected !== scanned.rejected.length) return false
  for (let i = 0; i < scanned.servers; i++) {
    if (before.printA[i] !== scanned.printA[i] || before.printB[i] !== scanned.printB[i]) return false
  }
  return true
}

const decoder = new TextDecoder()
const decode = (bytes: Uint8Array, from: number, to: number): string => decoder.decode(bytes.subarray(from, to))

function lineAt(bytes: Uint8Array, from: number): string {
  const newline = bytes.indexOf(10, from)
  return decode(bytes, from, newline < 0 ? bytes.length : newline)
}
