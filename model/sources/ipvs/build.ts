/**
 * A structure from a scanned text. Virtual servers whose lines are those of before are taken over:
 * only what is new is parsed and hashed.
 */
import { familyOf } from '../../address.ts'
import { compareMatches, hashTable, hashVirtualServer, type VirtualServer } from '../../topology.ts'
import { rowsGoRound } from './format.ts'
import { parseBlock } from './parse.ts'
import { rowKeyBytes, writeRowKey } from './row-key.ts'
import type { Scan } from './scan.ts'
import { type KnownServer, type Origin, originOf, type Structure } from './structure.ts'
import { decode, lineAt } from './text.ts'

/** Turns a virtual server as the file shows it into what is known of it (flags and seconds from netlink, say). */
export type Supplement = (server: VirtualServer) => VirtualServer

export interface Built {
  readonly structure: Structure
  /** Position of each virtual server of the text; -1 for one that is not understood or was listed again. */
  readonly positions: Int32Array
  /** Which of the text each virtual server of the table is. */
  readonly indexes: Int32Array
  /** Row in the table for each row of the text; -1 for one that was rejected. */
  readonly places: Int32Array
  /** Where its parts were before; null when there was nothing. */
  readonly origin: Origin | null
}

/** What the text before had: the structure, and fingerprints of its virtual servers. */
export interface Before extends Pick<Built, 'structure' | 'positions'> {
  readonly printA: Uint32Array
  readonly printB: Uint32Array
}

export interface Source {
  readonly bytes: Uint8Array
  readonly scanned: Scan
  /** Ticks a second, null when not known. */
  readonly hz: number | null
  readonly supplement: Supplement | null
}

interface Entry {
  readonly known: KnownServer
  /** Which of the text. */
  readonly at: number
  /** Its position before; -1 when it was parsed anew. */
  readonly from: number
}

/** With `isOutdated` nothing is taken over: what the text does not show has changed. */
export function build(source: Source, before: Before | null, isOutdated: boolean): Built {
  const { scanned, bytes } = source
  const find = before === null || isOutdated ? () => -1 : makeFinder(before, scanned)
  const parsed = makeParsed(scanned.rows)
  const old: Entry[] = []
  const fresh: Entry[] = []
  let rejectedRows = scanned.rejected.length
  const samples = scanned.rejected.map(([from, to]) => decode(bytes, from, to))
  for (let at = 0; at < scanned.servers; at++) {
    const from = find(at)
    const known = from >= 0 ? before!.structure.servers[from]! : parseNew(source, at, parsed)
    if (known === null) {
      rejectedRows += 1 + scanned.firstRow[at + 1]! - scanned.firstRow[at]!
      samples.push(lineAt(bytes, scanned.start[at]!))
      continue
    }
    rejectedRows += known.rejected.length
    samples.push(...known.rejected)
    ;(from >= 0 ? old : fresh).push({ known, at, from })
  }
  const entries = merge(
    newest(
      old.sort((a, b) => a.from - b.from || a.at - b.at),
      (a, b) => a.from === b.from,
    ),
    newest(
      fresh.sort((a, b) => compareEntries(a, b) || a.at - b.at),
      (a, b) => compareEntries(a, b) === 0,
    ),
  )
  const rejected = { rows: rejectedRows, samples: samples.slice(0, 5).map((text) => text.slice(0, 200)) }
  const built = lay(entries, scanned, parsed, before, rejected)
  // Given back now and not when somebody collects: of a large table it is megabytes.
  parsed.keys.buffer.transfer(0)
  return built
}

/** Rows parsed anew, by row of the text: key, and place within their virtual server; -1 for one that is no real server. */
interface Parsed {
  readonly keys: Uint8Array<ArrayBuffer>
  readonly order: Int32Array
}

const makeParsed = (rows: number): Parsed => ({
  keys: new Uint8Array(rows * rowKeyBytes),
  order: new Int32Array(rows).fill(-1),
})

const none: readonly string[] = []

function parseNew({ bytes, scanned, hz, supplement }: Source, at: number, into: Parsed): KnownServer | null {
  const block = parseBlock(decode(bytes, scanned.start[at]!, scanned.end[at]!), hz)
  if (block === null) return null
  const server = supplement ? supplement(block.server) : block.server
  const { realServers, ...head } = server
  const first = scanned.firstRow[at]!
  block.order.forEach((row, place) => {
    into.order[first + row] = place
    writeRowKey(realServers[place]!, into.keys, first + row)
  })
  const address = head.match.protocol === 'FWM' ? realServers[0]?.address : head.match.address
  return {
    head,
    hash: hashVirtualServer(server),
    family: address === undefined ? null : familyOf(address),
    goesRound: rowsGoRound(realServers),
    rejected: block.rejected.length === 0 ? none : block.rejected,
  }
}

/** The position before of a virtual server of the text, by its fingerprint. One with rejected rows is always parsed again. */
function makeFinder({ structure, positions, printA, printB }: Before, scanned: Scan): (at: number) => number {
  const byPrint = new Map<number, number>()
  for (let index = 0; index < positions.length; index++) if (positions[index]! >= 0) byPrint.set(printA[index]!, index)
  return (at) => {
    const index = byPrint.get(scanned.printA[at]!)
    if (index === undefined || printB[index] !== scanned.printB[at]) return -1
    const position = positions[index]!
    return structure.servers[position]!.rejected.length === 0 ? position : -1
  }
}

const compareEntries = (a: Entry, b: Entry): number => compareMatches(a.known.head.match, b.known.head.match)

/** One listed twice was seen twice during a change: the later one is newer. */
const newest = (entries: readonly Entry[], isSame: (a: Entry, b: Entry) => boolean): Entry[] =>
  entries.filter((entry, index) => index + 1 === entries.length || !isSame(entry, entries[index + 1]!))

/** Two lists in order to one. */
function merge(old: readonly Entry[], fresh: readonly Entry[]): Entry[] {
  const made: Entry[] = []
  let next = 0
  for (const entry of old) {
    let order = 1
    while (next < fresh.length) {
      order = compareEntries(fresh[next]!, entry)
      if (order >= 0) break
      made.push(fresh[next++]!)
    }
    const again = next < fresh.length && order === 0 ? fresh[next++]! : entry
    made.push(again.at > entry.at ? again : entry)
  }
  return made.concat(fresh.slice(next))
}

function lay(
  entries: readonly Entry[],
  scanned: Scan,
  parsed: Parsed,
  before: Before | null,
  rejected: Structure['rejected'],
): Built {
  const old = before?.structure ?? null
  const positions = new Int32Array(scanned.servers).fill(-1)
  const places = new Int32Array(scanned.rows).fill(-1)
  const listedRows = new Uint32Array(scanned.rows)
  const keys = new Uint8Array(scanned.rows * rowKeyBytes)
  const firstRow = new Uint32Array(entries.length + 1)
  let row = 0
  for (const [position, { at, from }] of entries.entries()) {
    firstRow[position] = row
    positions[at] = position
    const first = scanned.firstRow[at]!
    const oldFirst = old && from >= 0 ? old.firstRow[from]! : -1
    let listed = row
    for (let index = first; index < scanned.firstRow[at + 1]!; index++) {
      const place = oldFirst < 0 ? parsed.order[index]! : old!.listedRows[oldFirst + index - first]! - oldFirst
      if (place < 0) continue
      places[index] = row + place
      listedRows[listed++] = row + place
      if (oldFirst < 0) keys.set(keyOf(parsed.keys, index), (row + place) * rowKeyBytes)
    }
    if (oldFirst >= 0)
      keys.set(old!.keys.subarray(oldFirst * rowKeyBytes, (oldFirst + listed - row) * rowKeyBytes), row * rowKeyBytes)
    row = listed
  }
  firstRow[entries.length] = row
  const table = entries.map(({ known }) => known.hash)
  const structure: Structure = {
    hash: hashTable(table),
    table,
    servers: entries.map(({ known }) => known),
    firstRow,
    rows: row,
    keys: keys.subarray(0, row * rowKeyBytes),
    listedServers: Uint32Array.from(positions.filter((position) => position >= 0)),
    listedRows: listedRows.subarray(0, row),
    rejected,
  }
  return {
    structure,
    positions,
    indexes: Int32Array.from(entries, ({ at }) => at),
    places,
    origin:
      old &&
      originOf(
        old,
        structure,
        Int32Array.from(entries, ({ from }) => from),
      ),
  }
}

const keyOf = (keys: Uint8Array, row: number): Uint8Array => keys.subarray(row * rowKeyBytes, (row + 1) * rowKeyBytes)
