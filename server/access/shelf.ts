/** The tests there are and their cells: the newest, as views get them. */
import {
  type AccessAsked,
  type AccessCell,
  type AccessCellId,
  type AccessState,
  type AccessTest,
  type AccessTestId,
  makeAccessCellId,
} from '#model/access/access.ts'
import { makeCounter, noCounts } from '#model/access/counts.ts'

export const shelfLimits = { tests: 20, cells: 20_000 } as const

export interface Shelf {
  /** Makes place by dropping the oldest that have ended; false where those that run leave none. */
  put(test: AccessTest, cells: readonly AccessCell[]): boolean
  isRunning(id: AccessTestId): boolean
  has(id: AccessTestId): boolean
  /** How a cell of a running test stands from now on; the last one ends the test. */
  setState(cell: AccessCell, state: AccessState, now: number): void
  /** False where it does not run. Cells that were being asked were never answered. */
  cancel(id: AccessTestId, now: number): boolean
  /** The same map while nothing changed. */
  tests(): ReadonlyMap<AccessTestId, AccessTest>
  cells(): ReadonlyMap<AccessCellId, AccessCell>
}

interface Held {
  test: AccessTest
  readonly count: ReturnType<typeof makeCounter>
  readonly cells: Map<AccessCellId, AccessCell>
}

export function makeShelf(limits: { readonly tests: number; readonly cells: number } = shelfLimits): Shelf {
  const held = new Map<AccessTestId, Held>()
  let tests: ReadonlyMap<AccessTestId, AccessTest> | null = null
  let cells: ReadonlyMap<AccessCellId, AccessCell> | null = null

  const set = (entry: Held, test: AccessTest) => {
    entry.test = test
    tests = null
  }
  const setCell = (entry: Held, cell: AccessCell, state: AccessState) => {
    entry.cells.set(idOf(cell), { ...cell, state })
    cells = null
  }
  const makePlace = (count: number): boolean => {
    const isFull = () =>
      held.size >= limits.tests ||
      [...held.values()].reduce((sum, entry) => sum + entry.cells.size, count) > limits.cells
    for (const [id, { test }] of [...held]) {
      if (!isFull()) return true
      if (test.outcome !== 'running') held.delete(id)
    }
    return !isFull()
  }

  return {
    put(test, list) {
      if (!makePlace(list.length)) return false
      held.set(test.id, { test, count: makeCounter(), cells: new Map(list.map((cell) => [idOf(cell), cell])) })
      tests = null
      cells = null
      return true
    },
    isRunning: (id) => held.get(id)?.test.outcome === 'running',
    has: (id) => held.has(id),
    setState(cell, state, now) {
      const entry = held.get(cell.test)
      if (entry?.test.outcome !== 'running') return
      setCell(entry, cell, state)
      if (state.is !== 'done' && state.is !== 'not-asked') return
      const { test } = entry
      const counts = entry.count({ ...cell, state })
      set(entry, { ...test, ...counts, ...(counts.done === test.cells ? { outcome: 'done', endedAt: now } : {}) })
    },
    cancel(id, now) {
      const entry = held.get(id)
      if (entry?.test.outcome !== 'running') return false
      for (const cell of entry.cells.values()) if (cell.state.is === 'asked') setCell(entry, cell, { is: 'waiting' })
      set(entry, { ...entry.test, outcome: 'cancelled', endedAt: now })
      return true
    },
    tests: () => {
      tests ??= new Map([...held].map(([id, { test }]) => [id, test]))
      return tests
    },
    cells: () => {
      cells ??= new Map([...held.values()].flatMap((entry) => [...entry.cells]))
      return cells
    },
  }
}

export const newTest = (id: AccessTestId, asked: AccessAsked, by: AccessTest['by'], startedAt: number): AccessTest => ({
  id,
  asked,
  by,
  startedAt,
  endedAt: null,
  outcome: 'running',
  cells: asked.nodes.length * asked.ports.length,
  ...noCounts,
})

const idOf = ({ test, node, port }: AccessCell): AccessCellId => makeAccessCellId(test, node, port)
