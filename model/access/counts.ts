/** What a test says of its cells in three numbers, kept as they end. */
import type { ServicePortId } from '../ids.ts'
import type { AccessCell, AccessTest } from './access.ts'
import { standingOf } from './standing.ts'

export type AccessCounts = Pick<AccessTest, 'done' | 'failed' | 'excused' | 'notAsked'>

export const noCounts: AccessCounts = { done: 0, failed: 0, excused: 0, notAsked: 0 }

/** Takes cells that have ended, each once, and tells what there is of them so far. */
export function makeCounter(): (cell: AccessCell) => AccessCounts {
  let counts = noCounts
  const speaking = new Set<ServicePortId>()
  /** Silent ones of ports nobody got an answer from yet. */
  const silent = new Map<ServicePortId, number>()

  const take = (name: keyof AccessCounts, count = 1) => {
    counts = { ...counts, [name]: counts[name] + count }
  }
  return (cell) => {
    const { port, state } = cell
    take('done')
    if (state.is === 'done' && state.result.answered > 0 && !speaking.has(port)) {
      speaking.add(port)
      const before = silent.get(port) ?? 0
      take('excused', -before)
      take('failed', before)
    }
    const { is } = standingOf(cell, { doesSpeak: speaking.has(port) })
    if (is === 'failed' || is === 'partly') take('failed')
    else if (is === 'silent' || is === 'by-policy') take('excused')
    else if (is === 'not-asked' || is === 'no-probe') take('notAsked')
    if (is === 'silent') silent.set(port, (silent.get(port) ?? 0) + 1)
    return counts
  }
}
