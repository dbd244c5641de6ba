/**
 * How much goes where: rows of load summed to what is drawn. A sum knows how many of its rows had
 * no known rate, so that "not known" never reads as zero.
 */
import type { Load } from '#model/load.ts'
import type { TableFact } from './tables.ts'

export interface Flow {
  /** New connections a second, of the rows whose rate is known. */
  connections: number
  /** Packets a second towards the Pods, of the rows whose rate is known. */
  packets: number
  active: number
  inactive: number
  /** Rows with a known rate, and without. */
  rated: number
  unrated: number
}

export const noFlow = (): Flow => ({ connections: 0, packets: 0, active: 0, inactive: 0, rated: 0, unrated: 0 })

export function addFlow(to: Flow, from: Flow): void {
  to.connections += from.connections
  to.packets += from.packets
  to.active += from.active
  to.inactive += from.inactive
  to.rated += from.rated
  to.unrated += from.unrated
}

/** Adds one row of a load. */
export function addRow(to: Flow, load: Load, row: number): void {
  to.active += load.active[row] ?? 0
  to.inactive += load.inactive[row] ?? 0
  const rate = load.rates?.connections[row] ?? NaN
  if (Number.isNaN(rate)) {
    to.unrated += 1
    return
  }
  to.rated += 1
  to.connections += rate
  to.packets += load.rates?.inPackets[row] || 0
}

/** Rate of new connections; NaN when no row's is known. A flow of no rows at all is a known zero. */
export const rateOf = (flow: Flow): number => (flow.rated === 0 && flow.unrated > 0 ? NaN : flow.connections)
export const packetsOf = (flow: Flow): number => (flow.rated === 0 && flow.unrated > 0 ? NaN : flow.packets)
export const openOf = (flow: Flow): number => flow.active + flow.inactive

/** A load belongs to a table; one of another table says nothing about this one's rows. */
export const loadFits = (load: Load | undefined, table: TableFact): load is Load =>
  load !== undefined && load.active.length === table.rowCount
