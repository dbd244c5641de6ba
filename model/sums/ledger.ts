/**
 * Many flows as numbers, by slot: what a tick adds to a million times must not make objects. The figures of
 * one slot lie side by side, as a line of the processor's cache.
 */
import type { Flow } from '../sums.ts'
import { makeFlow } from './round.ts'

export interface Ledger {
  /** The slot of a key, for good. */
  slot(key: string): number
  /** Something with so many rows, so many of them without a known rate, now counts here; negative: no longer. */
  enter(slot: number, uses: number, rows: number, unrated: number): void
  /** Adds to present counts. */
  count(slot: number, active: number, inactive: number): void
  /** Adds to rates, in whole hundredths, and to the rows without one. */
  rate(slot: number, connections: number, packets: number, unrated: number): void
  /** Tells every slot whose flow is another than when last asked; null: nothing counts there any more. */
  settle(tell: (key: string, flow: Flow | null) => void): void
  /** Slots in all, and those in which nothing counts. */
  size(): { readonly slots: number; readonly empty: number }
}

/** Numbers to a slot, and the place of each. */
const width = 8
const [connectionsAt, packetsAt, activeAt, inactiveAt, rowsAt, unratedAt, usesAt, movedAt] = [0, 1, 2, 3, 4, 5, 6, 7]

export function makeLedger(exact: boolean): Ledger {
  const slots = new Map<string, number>()
  const keys: string[] = []
  const flows: (Flow | null)[] = []
  let moved: number[] = []
  let figures = new Float64Array(64 * width)
  let empty = 0

  const grow = () => {
    const wider = new Float64Array(figures.length * 2)
    wider.set(figures)
    figures = wider
  }
  /** The place of its first figure. */
  const touch = (slot: number): number => {
    const at = slot * width
    if (figures[at + movedAt] === 0) {
      figures[at + movedAt] = 1
      moved.push(slot)
    }
    return at
  }
  const flowOf = (slot: number): Flow | null => {
    const at = slot * width
    if (figures[at + usesAt] === 0) return null
    return makeFlow(
      {
        connections: figures[at + connectionsAt]!,
        packets: figures[at + packetsAt]!,
        active: figures[at + activeAt]!,
        inactive: figures[at + inactiveAt]!,
        rows: figures[at + rowsAt]!,
        unrated: figures[at + unratedAt]!,
      },
      exact,
    )
  }
  return {
    slot(key) {
      const known = slots.get(key)
      if (known !== undefined) return known
      const slot = keys.length
      if (slot * width === figures.length) grow()
      slots.set(key, slot)
      keys.push(key)
      flows.push(null)
      empty++
      return slot
    },
    enter(slot, uses, rows, unrated) {
      const at = touch(slot)
      figures[at + usesAt]! += uses
      figures[at + rowsAt]! += rows
      figures[at + unratedAt]! += unrated
    },
    count(slot, active, inactive) {
      const at = touch(slot)
      figures[at + activeAt]! += active
      figures[at + inactiveAt]! += inactive
    },
    rate(slot, connections, packets, unrated) {
      const at = touch(slot)
      figures[at + connectionsAt]! += connections
      figures[at + packetsAt]! += packets
      figures[at + unratedAt]! += unrated
    },
    settle(tell) {
      for (const slot of moved) {
        figures[slot * width + movedAt] = 0
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

const sameFlow = (a: Flow, b: Flow): boolean =>
  a.connections === b.connections &&
  a.packets === b.packets &&
  a.active === b.active &&
  a.inactive === b.inactive &&
  a.rated === b.rated &&
  a.unrated === b.unrated
