/** The rates of the quarter of an hour before a moment, from history to a snapshot. */
import type { Moments } from '#model/history/moments.ts'
import type { Series } from '#model/snapshot/format.ts'

const points = 90
const stepMs = 10_000

/** Null where nothing is remembered, or it cannot be read now: a snapshot is made without. */
export const recentSeries =
  (history: Moments | null) =>
  async (before: number): Promise<Series | null> => {
    const from = before - points * stepMs
    const marks = await history?.marks(from, before, points).catch(() => null)
    return marks ? { stepMs, from, connections: marks.map(({ connections }) => connections) } : null
  }
