/** What is held of the totals of one structure: columns, by virtual server and by row. */
import { halvesOfTotals } from '#model/sources/ipvs/netlink-totals.ts'
import type { Origin, Structure } from '#model/sources/ipvs/structure.ts'

/** Whether the rows of a virtual server were there, when they were last asked for. */
export const services = { unasked: 0, found: 1, lost: 2 } as const

export interface Held {
  readonly structure: Structure
  /** By virtual server: fingerprint of its settings, 0 while none was seen. */
  readonly print: Uint32Array
  readonly totals: Uint32Array
  /** When its totals were last seen to differ, the first time included. */
  readonly movedNs: Float64Array
  /** Number of the dump it was last seen in. */
  readonly seenIn: Uint32Array
  readonly state: Uint8Array
  /** Where the kernel lists it among all. */
  readonly listedAt: Uint32Array
  /** By row. */
  readonly rowTotals: Uint32Array
  /** 1 where `rowTotals` tells of the last reading. */
  readonly isKnown: Uint8Array
}

/** Columns for a structure. Virtual servers and rows that were in the one before keep what is held of them. */
export function holdTotals(structure: Structure, before: Held | null, origin: Origin | null): Held {
  const count = structure.servers.length
  const listedAt = new Uint32Array(count)
  structure.listedServers.forEach((position, index) => {
    listedAt[position] = index
  })
  const made: Held = {
    structure,
    print: new Uint32Array(count),
    totals: new Uint32Array(count * halvesOfTotals),
    movedNs: new Float64Array(count),
    seenIn: new Uint32Array(count),
    state: new Uint8Array(count),
    listedAt,
    rowTotals: new Uint32Array(structure.rows * halvesOfTotals),
    isKnown: new Uint8Array(structure.rows),
  }
  if (before === null || origin?.from !== before.structure) return made
  origin.servers.forEach((there, position) => {
    if (there < 0) return
    made.print[position] = before.print[there]!
    made.movedNs[position] = before.movedNs[there]!
    copyHalves(before.totals, there, made.totals, position)
    // Rows of a virtual server that changed are asked for in any case.
    if (structure.table[position] === before.structure.table[there]) made.state[position] = before.state[there]!
  })
  origin.rows.forEach((there, row) => {
    if (there < 0) return
    made.isKnown[row] = before.isKnown[there]!
    copyHalves(before.rowTotals, there, made.rowTotals, row)
  })
  return made
}

function copyHalves(from: Uint32Array, there: number, to: Uint32Array, thing: number): void {
  for (let half = 0; half < halvesOfTotals; half++)
    to[thing * halvesOfTotals + half] = from[there * halvesOfTotals + half]!
}
