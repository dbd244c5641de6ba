/**
 * Rows from one table to another: which row of the one is the same real server of the same virtual
 * server as a row of the other. One walk over both, no names made: it runs for every change of a
 * table, on the agent and on the hub.
 */
import { compareMatches, compareRealServers, type Table, type VirtualServer } from './topology.ts'

/** A table with its virtual servers, in its order. */
export interface AlignedTable {
  readonly table: Table
  readonly servers: readonly VirtualServer[]
}

/** For each row of `to` the same row in `from`; -1 where it is new. */
export function alignRows(from: AlignedTable, to: AlignedTable): Int32Array {
  const places = new Int32Array(rowsOf(to.servers))
  let there = 0
  let thereRow = 0
  let row = 0
  for (const [position, server] of to.servers.entries()) {
    let order = 1
    while (there < from.servers.length) {
      const other = from.servers[there]!
      order = from.table[there] === to.table[position] ? 0 : compareMatches(other.match, server.match)
      if (order >= 0) break
      thereRow += other.realServers.length
      there++
    }
    const other = order === 0 ? from.servers[there]! : null
    if (other === null) places.fill(-1, row, row + server.realServers.length)
    else if (from.table[there] === to.table[position])
      for (let at = 0; at < server.realServers.length; at++) places[row + at] = thereRow + at
    else alignReals(other, server, thereRow, places, row)
    row += server.realServers.length
    if (other === null) continue
    thereRow += other.realServers.length
    there++
  }
  return places
}

function alignReals(from: VirtualServer, to: VirtualServer, fromRow: number, places: Int32Array, row: number): void {
  let there = 0
  for (const [at, real] of to.realServers.entries()) {
    let order = 1
    while (there < from.realServers.length) {
      order = compareRealServers(from.realServers[there]!, real)
      if (order >= 0) break
      there++
    }
    places[row + at] = order === 0 ? fromRow + there : -1
    if (order === 0) there++
  }
}

const rowsOf = (servers: readonly VirtualServer[]): number =>
  servers.reduce((sum, server) => sum + server.realServers.length, 0)

/** A column on the rows of another table; what is new there is zero. */
export function carryOver(column: Uint32Array, places: Int32Array): Uint32Array {
  const made = new Uint32Array(places.length)
  for (let row = 0; row < places.length; row++) if (places[row]! >= 0) made[row] = column[places[row]!]!
  return made
}
