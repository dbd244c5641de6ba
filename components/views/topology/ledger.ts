/** Many flows as columns of numbers, by slot: what a tick adds to a million times must not make objects. */
import type { Flow } from './traffic.ts'

export interface Ledger {
  readonly connections: Float64Array
  readonly packets: Float64Array
  readonly active: Float64Array
  readonly inactive: Float64Array
  /** Rows without a known rate. */
  readonly unrated: Float64Array
}

export const makeLedger = (slots: number): Ledger => ({
  connections: new Float64Array(slots),
  packets: new Float64Array(slots),
  active: new Float64Array(slots),
  inactive: new Float64Array(slots),
  unrated: new Float64Array(slots),
})

/** Adds to a slot; below zero there is none. */
export function enter(
  ledger: Ledger,
  slot: number,
  { connections, packets, active, inactive, unrated }: Omit<Flow, 'rated'>,
): void {
  if (slot < 0) return
  ledger.connections[slot]! += connections
  ledger.packets[slot]! += packets
  ledger.active[slot]! += active
  ledger.inactive[slot]! += inactive
  ledger.unrated[slot]! += unrated
}

/** The flow of a slot that stands for so many rows. */
export const flowOf = (ledger: Ledger, slot: number, rows: number): Flow => ({
  connections: ledger.connections[slot]!,
  packets: ledger.packets[slot]!,
  active: ledger.active[slot]!,
  inactive: ledger.inactive[slot]!,
  unrated: ledger.unrated[slot]!,
  rated: rows - ledger.unrated[slot]!,
})
