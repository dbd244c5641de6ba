/** Many flows as columns of numbers, by slot: what a tick adds to a million times must not make objects. */
import type { Flow } from '../sums.ts'
import { makeFlow } from './round.ts'

export interface Ledger {
  /** The slot of a key, for good. */
  slot(key: string): number
  /** Something with so many rows, so many of them without a known rate, now counts here; negative: no longer. */
  enter(slot: number, uses: number, rows: number, unrated: number): void
  /** Adds to the figures; rates in whole hundredths. */
  add(slot: number, connections: number, packets: number, active: number, inactive: number, unrated: number): void
  /** Tells every slot whose flow is another than when last asked; null: nothing counts there any more. */
  settle(tell: (key: string, flow: Flow | null) => void): void
  /** Slots in all, and those in which nothing counts. */
  size(): { readonly slots: number; readonly empty: number }
}

const columns = ['connections', 'packets', 'active', 'inactive', 'rows', 'unrated', 'uses'] as const

export function makeLedger(exact: boolean): Ledger {
  const slots = new Map<string, number>()
  const keys: string[] = []
  const flows: (Flow | null)[] = []
  let moved: number[] = []
  let isMoved = new Uint8Array(64)
  let sums = makeColumns(64)
  let empty = 0

  const grow = () => {
    const wider = makeColumns(isMoved.length * 2)
    for (const name of columns) wider[name].set(sums[name])
    sums = wider
    const flags = new Uint8Array(isMoved.length * 2)
    flags.set(isMoved)
    isMoved = flags
  }
  const touch = (slot: number) => {
    if (isMoved[slot] === 1) return
    isMoved[slot] = 1
    moved.push(slot)
  }
  const flowOf = (slot: number): Flow | null => {
    if (sums.uses[slot] === 0) return null
    return makeFlow(
      {
        connections: sums.connections[slot]!,
        packets: sums.packets[slot]!,
        active: sums.active[slot]!,
        inactive: sums.inactive[slot]!,
        rows: sums.rows[slot]!,
        unrated: sums.unrated[slot]!,
      },
      exact,
    )
  }
  return {
    slot(key) {
      const known = slots.get(key)
      if (known !== undefined) return known
      const slot = keys.length
      if (slot === isMoved.length) grow()
      slots.set(key, slot)
      keys.push(key)
      flows.push(null)
      empty++
      return slot
    },
    enter(slot, uses, rows, unrated) {
      touch(slot)
      sums.uses[slot]! += uses
      sums.rows[slot]! += rows
      sums.unrated[slot]! += unrated
    },
    add(slot, connections, packets, active, inactive, unrated) {
      touch(slot)
      sums.connections[slot]! += connections
      sums.packets[slot]! += packets
      sums.active[slot]! += active
      sums.inactive[slot]! += inactive
      sums.unrated[slot]! += unrated
    },
    settle(tell) {
      for (const slot of moved) {
        isMoved[slot] = 0
        const flow = flowOf(slot)
        const before = flows[slot]!
        if (flow === before || (flow !== null && before !== null && sameFlow(flow, before))) continue
        if (flow === null) empty++
        if (before === null) empty--
        flows[slot] = flow
        tell(keys[slot]!, flow)
      }
      moved = []
    },
    size: () => ({ slots: keys.length, empty }),
  }
}

type Columns = Readonly<Record<(typeof columns)[number], Float64Array>>

const makeColumns = (length: number): Columns =>
  Object.fromEntries(columns.map((name) => [name, new Float64Array(length)])) as unknown as Columns

const sameFlow = (a: Flow, b: Flow): boolean =>
  a.connections === b.connections &&
  a.packets === b.packets &&
  a.active === b.active &&
  a.inactive === b.inactive &&
  a.rated === b.rated &&
  a.unrated === b.unrated
