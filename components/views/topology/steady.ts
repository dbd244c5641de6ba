/** Sorting by name is dear; the same names come again and again. */

/** Sorts as `compare` says, but asks it only when things come whose ids were not all there before. */
export function makeSteadySorter<Thing extends { readonly id: string }>(
  compare: (a: Thing, b: Thing) => number,
): (things: readonly Thing[]) => readonly Thing[] {
  let places = new Map<string, number>()
  return (things) => {
    const sorted = new Array<Thing | undefined>(places.size)
    if (things.every((thing) => places.has(thing.id))) {
      for (const thing of things) sorted[places.get(thing.id)!] = thing
      return sorted.filter((thing) => thing !== undefined)
    }
    const made = [...things].sort(compare)
    places = new Map(made.map(({ id }, place) => [id, place]))
    return made
  }
}
