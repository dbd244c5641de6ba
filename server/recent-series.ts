/** The quarter of an hour before a moment as a time strip shows it, from history to a snapshot. */
import type { Moments } from '#model/history/moments.ts'
import type { Series } from '#model/snapshot/format.ts'

const points = 180
const stepMs = 5_000

/** Null where nothing is remembered, or it cannot be read now: a snapshot is made without. */
export const recentSeries =
  (history: Moments | null) =>
  async (before: number): Promise<Series | null> => {
    const from = before - points * stepMs
    const marks = await history?.marks(from, before, points).catch(() => null)
    if (!marks) return null
    return {
      stepMs,
      from,
      connections: marks.map(({ connections }) => connections),
      wrong: marks.map(({ wrong }) => wrong),
      settling: marks.map(({ settling }) => settling),
      changes: marks.map(({ changes }) => changes),
    }
  }
