/** Which entries are held how often, over many tables that hardly differ. */
import type { EntryFact, TableFact } from './tables.ts'

/** A table and how many nodes have it. */
export type Held = readonly [table: TableFact, nodes: number]

/**
 * Every distinct entry with the number of nodes whose table has it. One table is walked through
 * entry by entry; of each other only what it lacks or has besides, since tables of one cluster are
 * alike: a thousand of them cost little more than one.
 */
export function visitHoldings(tables: readonly Held[], visit: (entry: EntryFact, nodes: number) => void): void {
  const base = commonest(tables)
  if (base === null) return
  const { entries } = base
  let all = 0
  const lacking = new Float64Array(entries.length)
  const besides = new Map<EntryFact, number>()
  const compare = makeComparer(entries)
  for (const [table, nodes] of tables) {
    all += nodes
    if (table === base) continue
    compare(
      table.entries,
      (position) => {
        lacking[position]! += nodes
      },
      (entry) => besides.set(entry, (besides.get(entry) ?? 0) + nodes),
    )
  }
  for (let position = 0; position < entries.length; position++) visit(entries[position]!, all - lacking[position]!)
  for (const [entry, nodes] of besides) visit(entry, nodes)
}

function commonest(tables: readonly Held[]): TableFact | null {
  let best: Held | null = null
  for (const held of tables) if (best === null || held[1] > best[1]) best = held
  return best?.[0] ?? null
}

/** Walks two lists side by side and looks a place up only where they part. */
function makeComparer(base: readonly EntryFact[]) {
  let places: Map<EntryFact, number> | null = null
  const seenBy = new Int32Array(base.length)
  let round = 0
  return (
    entries: readonly EntryFact[],
    lacks: (position: number) => void,
    hasBesides: (entry: EntryFact) => void,
  ): void => {
    round += 1
    let next = 0
    for (const entry of entries) {
      if (base[next] !== entry) {
        places ??= new Map(base.map((each, position) => [each, position]))
        const place = places.get(entry)
        if (place === undefined) {
          hasBesides(entry)
          continue
        }
        next = place
      }
      seenBy[next] = round
      next += 1
    }
    for (let position = 0; position < base.length; position++) if (seenBy[position] !== round) lacks(position)
  }
}
