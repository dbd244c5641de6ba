/** Two lists in the same order side by side: what both have, what only one has. */
export interface ListWalk {
  /** So many entries from here on are the same. */
  both(from: number, to: number, length: number): void
  gone(from: number): void
  come(to: number): void
}

/** So many entries are looked at one by one before all are numbered: for two lists that hardly differ that would cost the most. */
const farAhead = 8

/** Entries are compared by identity. One that is in another order on the two sides is gone and comes. */
export function walkLists<Entry>(from: readonly Entry[], to: readonly Entry[], walk: ListWalk): void {
  const placeOf = makeFinder(from)
  let next = 0
  let lost = 0
  let position = 0
  while (position < to.length) {
    const entry = to[position]!
    if (from[next] !== entry) {
      const place = placeOf(entry, next, lost > farAhead)
      if (place < next) {
        lost++
        walk.come(position++)
        continue
      }
      for (; next < place; next++) walk.gone(next)
    }
    lost = 0
    let length = 1
    while (position + length < to.length && from[next + length] === to[position + length]) length++
    walk.both(next, position, length)
    next += length
    position += length
  }
  for (; next < from.length; next++) walk.gone(next)
}

function makeFinder<Entry>(list: readonly Entry[]): (entry: Entry, from: number, isLost: boolean) => number {
  let places: ReadonlyMap<Entry, number> | null = null
  return (entry, from, isLost) => {
    for (let place = from; place < Math.min(from + farAhead, list.length); place++)
      if (list[place] === entry) return place
    if (!isLost) return -1
    places ??= new Map(list.map((each, position) => [each, position]))
    return places.get(entry) ?? -1
  }
}
