/** How far apart the same frame reaches everybody. */
import type { Counted } from './clients-process.ts'

/** For each arrival, milliseconds after the first browser had that frame. Frames only one browser was sent are left out. */
export function delaysAfterFirst(arrivals: Counted['arrivals']): number[] {
  const times = new Map<number, number[]>()
  for (const [to, atMs] of arrivals) {
    const known = times.get(to)
    if (known) known.push(atMs)
    else times.set(to, [atMs])
  }
  return [...times.values()].flatMap((all) => {
    if (all.length < 2) return []
    const first = all.reduce((least, each) => Math.min(least, each))
    return all.map((each) => each - first)
  })
}
