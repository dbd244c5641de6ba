/**
 * The reader of `/proc/net/ip_vs`: remembers the structure it knows and where its lines were, so that
 * a reading costs what moved since the last one.
 */
import type { VirtualServer } from '../../topology.ts'
import { type Built, build, type Supplement } from './build.ts'
import { parseBlock, parseTitle } from './parse.ts'
import { recount } from './recount.ts'
import { makeScanner, type Scan } from './scan.ts'
import type { Origin, Structure } from './structure.ts'
import { decode, lineAt, type Text } from './text.ts'

/** Columns hold until the next reading, which writes into them. */
export interface TableReading {
  readonly version: string
  readonly size: number
  /** The same object as long as the structure stays. */
  readonly structure: Structure
  readonly active: Uint32Array
  readonly inactive: Uint32Array
  /** Rows whose counts differ from the last reading's, ascending; a row that is new was zero. */
  readonly moved: readonly number[]
  /** Where a new structure's parts were in the last reading's; null while it stays, and where there was none. */
  readonly origin: Origin | null
  readonly isFirst: boolean
}

export type ReadOutcome =
  | { readonly is: 'read'; readonly reading: TableReading }
  | { readonly is: 'absent' }
  /** The table changed between every two looks: nothing about it is certain now. */
  | { readonly is: 'unsettled' }
  | { readonly is: 'unreadable'; readonly why: string }

/** Where the parts of a text are, and fingerprints of its virtual servers. */
export interface Layout {
  /** Byte at which each virtual server begins; one more entry says where the text ends. */
  readonly start: Uint32Array
  /** Its first row in the text; one more entry says how many there are. */
  readonly firstRow: Uint32Array
  readonly printA: Uint32Array
  readonly printB: Uint32Array
  /** Lines not understood. */
  readonly rejected: number
}

export interface Known extends Omit<Built, 'origin'> {
  readonly version: string
  readonly size: number
  readonly title: string
  readonly layout: Layout
  readonly active: Uint32Array
  readonly inactive: Uint32Array
  readonly hz: number | null
}

/** How often a table whose structure is new is read again until two looks agree. */
const maximumLooks = 5

/**
 * `/proc/net/ip_vs` is handed out a page at a time, and a virtual server deleted between two pages
 * can hide another, untouched one: so a new structure counts only when two looks in a row agree.
 */
export function makeTableReader() {
  const scan = makeScanner()
  const scanPart = makeScanner()
  let known: Known | null = null
  let isOutdated = false
  /** The text last looked at when it is the one `known` tells of, else null. */
  let text: Uint8Array | null = null

  const given = (moved: readonly number[], origin: Origin | null, isFirst: boolean): ReadOutcome => {
    const { version, size, structure, active, inactive } = known!
    return { is: 'read', reading: { version, size, structure, active, inactive, moved, origin, isFirst } }
  }

  const gone = (): ReadOutcome => {
    known = null
    return { is: 'absent' }
  }

  return {
    /**
     * `look` gives the file now, null when it does not exist. `hz` as in `parseBlock`.
     * `makeSupplement` is asked once for each new structure.
     */
    read(look: () => Text | null, hz: number | null, makeSupplement: () => Supplement | null): ReadOutcome {
      const wasText = text
      text = null
      let seen = look()
      if (seen === null) return gone()
      const isKnown = known !== null && !isOutdated && (known.hz === hz || !waitsForHz(known))
      if (isKnown && wasText !== null && seen.moved !== null) {
        const moved = recount(known!, { bytes: seen.bytes, moved: seen.moved }, scanPart)
        if (moved !== null) {
          text = seen.bytes
          return given(moved, null, false)
        }
      }
      let scanned = scan(seen.bytes)
      const title = lineAt(seen.bytes, 0)
      if (isKnown && known!.title === title && sameLayout(known!.layout, scanned)) {
        known = { ...known!, layout: layoutOf(scanned) }
        text = seen.bytes
        return given(countAll(known, scanned), null, false)
      }
      for (let looks = 1; ; looks++) {
        if (looks === maximumLooks) return { is: 'unsettled' }
        const before = layoutOf(scanned)
        seen = look()
        if (seen === null) return gone()
        if (seen.moved?.length === 0) break
        scanned = scan(seen.bytes)
        if (sameLayout(before, scanned)) break
      }
      const parts = parseTitle(lineAt(seen.bytes, 0))
      if (parts === null) {
        return {
          is: 'unreadable',
          why: '/proc/net/ip_vs does not begin with "IP Virtual Server version …": this is no IPVS table.',
        }
      }
      const last = known
      const source = { bytes: seen.bytes, scanned, hz, supplement: makeSupplement() }
      const { origin, ...built } = build(source, last && { ...last, ...last.layout }, isOutdated || last?.hz !== hz)
      known = {
        ...parts,
        title,
        layout: layoutOf(scanned),
        ...built,
        active: new Uint32Array(built.structure.rows),
        inactive: new Uint32Array(built.structure.rows),
        hz,
      }
      isOutdated = false
      text = seen.bytes
      if (last && origin) carryCounts(last, known, origin)
      return given(countAll(known, scanned), origin, last === null)
    },
    /** A virtual server of the present structure, by position; null while its text is being read anew. */
    server(position: number): VirtualServer | null {
      if (known === null || text === null) return null
      const { layout, indexes, structure } = known
      const at = indexes[position]!
      const block = parseBlock(decode(text, layout.start[at]!, layout.start[at + 1]!), known.hz)
      return block && { ...structure.servers[position]!.head, realServers: block.server.realServers }
    },
    /** The next reading builds the structure (and asks for its supplement) anew, though the file shows the same. */
    outdate(): void {
      isOutdated = true
    },
  }
}

const waitsForHz = ({ structure }: Known): boolean =>
  structure.servers.some(({ head }) => head.persistence !== null && head.persistence.timeoutSeconds === null)

/** Copied: the scanner uses its columns again. */
function layoutOf(scanned: Scan): Layout {
  const start = new Uint32Array(scanned.servers + 1)
  start.set(scanned.start.subarray(0, scanned.servers))
  start[scanned.servers] = scanned.servers === 0 ? 0 : scanned.end[scanned.servers - 1]!
  return {
    start,
    firstRow: scanned.firstRow.slice(0, scanned.servers + 1),
    printA: scanned.printA.slice(0, scanned.servers),
    printB: scanned.printB.slice(0, scanned.servers),
    rejected: scanned.rejected.length,
  }
}

function sameLayout(before: Layout, scanned: Scan): boolean {
  if (before.printA.length !== scanned.servers || before.firstRow[scanned.servers] !== scanned.rows) return false
  if (before.rejected !== scanned.rejected.length) return false
  for (let i = 0; i < scanned.servers; i++) {
    if (before.printA[i] !== scanned.printA[i] || before.printB[i] !== scanned.printB[i]) return false
  }
  return true
}

/** Takes all counts of a scan; which rows moved. */
function countAll({ places, active, inactive }: Known, scanned: Scan): number[] {
  const moved: number[] = []
  for (let index = 0; index < scanned.rows; index++) {
    const row = places[index]!
    if (row < 0 || (active[row] === scanned.active[index] && inactive[row] === scanned.inactive[index])) continue
    active[row] = scanned.active[index]!
    inactive[row] = scanned.inactive[index]!
    moved.push(row)
  }
  return moved.sort((a, b) => a - b)
}

/** Rows that stay keep their counts. */
function carryCounts(from: Known, to: Known, { rows }: Origin): void {
  for (let row = 0; row < rows.length; row++) {
    const there = rows[row]!
    if (there < 0) continue
    to.active[row] = from.active[there]!
    to.inactive[row] = from.inactive[there]!
  }
}
