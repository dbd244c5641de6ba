/** How much goes where. A flow knows how many of its rows had no known rate, so that "not known" never reads as zero. */
import { type Load, rowRate } from '#model/load.ts'
import type { Flow } from '#model/sums.ts'
import type { TableFact } from './tables.ts'

/** A flow being added up. */
export type Tally = { -readonly [Name in keyof Flow]: Flow[Name] }

export const newTally = (): Tally => ({ connections: 0, packets: 0, active: 0, inactive: 0, rated: 0, unrated: 0 })

export function addFlow(to: Tally, from: Flow): void {
  to.connections += from.connections
  to.packets += from.packets
  to.active += from.active
  to.inactive += from.inactive
  to.rated += from.rated
  to.unrated += from.unrated
}

/** Adds one row of a load. */
export function addRow(to: Tally, load: Load, row: number): void {
  to.active += load.active[row] ?? 0
  to.inactive += load.inactive[row] ?? 0
  const rate = rowRate(load, 'connections', row)
  if (Number.isNaN(rate)) {
    to.unrated += 1
    return
  }
  to.rated += 1
  to.connections += rate
  to.packets += rowRate(load, 'inPackets', row) || 0
}

const isUnrated = (flow: Flow | null): flow is null => flow === null || (flow.rated === 0 && flow.unrated > 0)

/** Rate of new connections; NaN when no row's is known or nobody told. A flow of no rows at all is a known zero. */
export const rateOf = (flow: Flow | null): number => (isUnrated(flow) ? NaN : flow.connections)
export const packetsOf = (flow: Flow | null): number => (isUnrated(flow) ? NaN : flow.packets)
/** Open connections; NaN when nobody told. */
export const openOf = (flow: Flow | null): number => (flow === null ? NaN : flow.active + flow.inactive)

/** A load belongs to a table; one of another table says nothing about this one's rows. */
export const loadFits = (load: Load | undefined, table: TableFact): load is Load =>
  load !== undefined && load.active.length === table.rowCount
