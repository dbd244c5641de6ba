/** Virtual servers with their hashes in a table's order: how a table is put together from parts. */
import type { VirtualServerHash } from './ids.ts'
import { compareMatches, type VirtualServer } from './topology.ts'

export interface TableEntry {
  readonly hash: VirtualServerHash
  readonly server: VirtualServer
}

export const compareEntries = (a: TableEntry, b: TableEntry): number => compareMatches(a.server.match, b.server.match)

/** Two lists in order to one, in few comparisons where `few` are few. */
export function mergeEntries(many: readonly TableEntry[], few: readonly TableEntry[]): TableEntry[] {
  const made: TableEntry[] = []
  let at = 0
  for (const entry of few) {
    const place = placeAfter(many, entry, at)
    for (; at < place; at++) made.push(many[at]!)
    made.push(entry)
  }
  for (; at < many.length; at++) made.push(many[at]!)
  return made
}

/** First place from `low` on whose entry comes after. */
function placeAfter(sorted: readonly TableEntry[], entry: TableEntry, low: number): number {
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (compareEntries(sorted[middle]!, entry) <= 0) low = middle + 1
    else high = middle
  }
  return low
}
