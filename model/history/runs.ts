/** A list by another one that is nearly the same: what stayed as runs of it, what is new as it is. */

/** Place in the other list, and how many from there on. */
type Run = readonly [start: number, count: number]
export type Runs<Item> = readonly (Item | Run)[]

/** Items that are many times in `from` are found at one of their places. */
export function runsOf<Item extends string | number>(from: readonly Item[], to: readonly Item[]): Runs<Item> {
  const places = new Map(from.map((item, place) => [item, place]))
  const runs: (Item | [number, number])[] = []
  let last: [number, number] | null = null
  for (const item of to) {
    const place = places.get(item)
    if (place === undefined) {
      runs.push(item)
      last = null
    } else if (last !== null && last[0] + last[1] === place) last[1]++
    else {
      last = [place, 1]
      runs.push(last)
    }
  }
  return runs
}

export const ofRuns = <Item extends string | number>(from: readonly Item[], runs: Runs<Item>): Item[] =>
  runs.flatMap((run) => (isRun(run) ? from.slice(run[0], run[0] + run[1]) : [run]))

const isRun = (run: unknown): run is Run => Array.isArray(run)
