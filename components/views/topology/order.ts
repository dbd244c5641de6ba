/**
 * Order inside ranks. Worked out once by barycentre, so that edges cross little; from then on
 * what stays keeps its slot, what leaves frees one, what is new takes the first free.
 */
import type { ThingId } from '#model/thing.ts'

/** Places in order; null is a free one. */
export type Slots = readonly (ThingId | null)[]

export function fillSlots(before: Slots | undefined, ids: readonly ThingId[]): Slots {
  if (before === undefined) return ids
  const here = new Set(ids)
  const slots = before.map((id) => (id !== null && here.has(id) ? id : null))
  const kept = new Set(slots)
  for (const id of ids) {
    if (kept.has(id)) continue
    const free = slots.indexOf(null)
    if (free < 0) slots.push(id)
    else slots[free] = id
  }
  while (slots.length > 0 && slots.at(-1) === null) slots.pop()
  return slots
}

/** The mean place of what a thing is linked to; `otherwise` where it is linked to nothing. */
export function barycentre(links: readonly number[], otherwise: number): number {
  if (links.length === 0) return otherwise
  return links.reduce((sum, place) => sum + place, 0) / links.length
}

/** Sorted by weight; equal weights stay in the order they came in. */
export const sortByWeight = <Thing>(things: readonly Thing[], weightOf: (thing: Thing) => number): Thing[] =>
  things
    .map((thing, index) => ({ thing, index, weight: weightOf(thing) }))
    .sort((a, b) => a.weight - b.weight || a.index - b.index)
    .map(({ thing }) => thing)
