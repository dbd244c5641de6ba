/** A list by another one that is nearly the same: what stayed as runs of it, what is new as it is. */

/** Place in the other list, and how many from there on. */
export type Run = readonly [start: number, count: number]
export type Runs<Item> = readonly (Item | Run)[]

/** Where each item of a list is; one that is there many times at one of its places. */
export type Places<Item> = ReadonlyMap<Item, number>
export const placesOf = <Item>(list: readonly Item[]): Places<Item> => new Map(list.map((item, place) => [item, place]))

export const runsOf = <Item extends string | number>(from: readonly Item[], to: readonly Item[]): Runs<Item> =>
  runsBy(placesOf(from), to, (item) => item)

/** `told`: what a new item is told by. */
export function runsBy<Item extends string | number, Told extends string | number>(
  places: Places<Item>,
  to: readonly Item[],
  told: (item: Item) => Told,
): Runs<Told> {
  const runs: (Told | [number, number])[] = []
  let last: [number, number] | null = null
  for (const item of to) {
    const place = places.get(item)
    if (place === undefined) {
      runs.push(told(item))
      last = null
    } else if (last !== null && last[0] + last[1] === place) last[1]++
    else {
      last = [place, 1]
      runs.push(last)
    }
  }
  return runs
}

/** `item`: what stands for a new one. */
export const ofRuns = <Item, Told extends string | number>(
  from: readonly Item[],
  runs: Runs<Told>,
  item: (told: Told) => Item,
): Item[] => runs.flatMap((run) => (isRun(run) ? from.slice(run[0], run[0] + run[1]) : [item(run)]))

export const isRun = (run: unknown): run is Run => Array.isArray(run)
