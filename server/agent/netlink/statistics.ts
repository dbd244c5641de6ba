/**
 * Exact totals and the kernel's rates of every virtual and real server of a table: one dump each, so
 * only on demand, and with pauses in which other questions are answered.
 */
import { setImmediate as pause } from 'node:timers/promises'
import { makeDestsRequest, makeServicesRequest } from '#model/sources/ipvs/netlink.ts'
import { decodeService } from '#model/sources/ipvs/netlink-service.ts'
import { decodeStatistics, type StatisticsRow } from '#model/sources/ipvs/netlink-statistics.ts'
import { isRow, makeReplyView, viewReply } from '#model/sources/ipvs/netlink-totals.ts'
import { findServer, type Structure } from '#model/sources/ipvs/structure.ts'
import type { Kernel, Netlink } from '../kernel.ts'

export type ReadStatistics =
  | { readonly is: 'read'; readonly servers: StatisticsColumn; readonly rows: StatisticsColumn }
  | { readonly is: 'unreadable'; readonly why: string }

/** The values of many things, ten or five each. */
export interface StatisticsColumn {
  readonly count: number
  at(thing: number): StatisticsRow
}

/** What the kernel lists otherwise than the table was read: it is being changed right now. */
const movedOn = 'The table changed while its totals were read: ask again.'
/** Virtual servers between two pauses. */
const atOnce = 100

export async function readStatistics(kernel: Kernel, structure: Structure): Promise<ReadStatistics> {
  const netlink = kernel.openNetlink()
  if ('why' in netlink) return { is: 'unreadable', why: netlink.why }
  try {
    return await collect(netlink, structure)
  } catch (error) {
    return { is: 'unreadable', why: (error as Error).message }
  } finally {
    netlink.close()
  }
}

async function collect(netlink: Netlink, structure: Structure): Promise<ReadStatistics> {
  const servers = makeColumn(structure.servers.length)
  netlink.request(makeServicesRequest(), (bytes, from, to) => {
    const reply = bytes.subarray(from, to)
    const service = decodeService(reply)
    if (!service.ok) return
    const position = findServer(structure, service.value.match, service.value.family)
    if (position >= 0) servers.put(position, decodeStatistics(reply, 'service'))
  })
  const rows = makeColumn(structure.rows)
  for (let position = 0; position < structure.servers.length; position++) {
    readRows(netlink, structure, position, rows)
    if (position % atOnce === atOnce - 1) await pause()
  }
  if (!servers.isFull() || !rows.isFull()) throw new Error(movedOn)
  return { is: 'read', servers, rows }
}

const view = makeReplyView()

function readRows(netlink: Netlink, structure: Structure, position: number, into: Column): void {
  const { firstRow, keys } = structure
  const { head, family } = structure.servers[position]!
  if (family === null) return
  netlink.request(makeDestsRequest(head.match, family), (bytes, from, to) => {
    if (!viewReply(view, 'dest', bytes, from, to)) return
    for (let row = firstRow[position]!; row < firstRow[position + 1]!; row++)
      if (isRow(view, bytes, keys, row)) into.put(row, decodeStatistics(bytes.subarray(from, to), 'dest'))
  })
}

interface Column extends StatisticsColumn {
  put(thing: number, values: StatisticsRow | null): void
  isFull(): boolean
}

const width = 10

/** Kept as 64-bit numbers: a million texts would be ten times as large. */
function makeColumn(count: number): Column {
  const values = new BigUint64Array(count * width)
  /** How many values each has; 0 while none. */
  const widths = new Uint8Array(count)
  return {
    count,
    put(thing, row) {
      if (row === null) return
      widths[thing] = row.length
      row.forEach((value, index) => {
        values[thing * width + index] = BigInt(value)
      })
    },
    at: (thing) => Array.from(values.subarray(thing * width, thing * width + widths[thing]!), String),
    isFull: () => !widths.includes(0),
  }
}
