/** Rows or columns in the places they are drawn in, in bands of what belongs together. */

export interface Band {
  readonly name: string
  /** First place of it, and the one after its last. */
  readonly from: number
  readonly until: number
}

export interface Axis<Item> {
  /** Null: nothing is drawn there. */
  readonly slots: readonly (Item | null)[]
  readonly bands: readonly Band[]
}

/** Items of one band stand together. `heads`: each band begins with a free place for its name. */
export function makeAxis<Item>(items: readonly Item[], bandOf: (item: Item) => string, heads: boolean): Axis<Item> {
  const slots: (Item | null)[] = []
  const bands: Band[] = []
  let from = 0
  let name: string | null = null
  const close = () => {
    if (name !== null) bands.push({ name, from, until: slots.length })
  }
  for (const item of items) {
    if (bandOf(item) !== name) {
      close()
      if (heads) slots.push(null)
      name = bandOf(item)
      from = slots.length - (heads ? 1 : 0)
    }
    slots.push(item)
  }
  close()
  return { slots, bands }
}

/** The next place with something in it, `step` 1 or -1; the same place at the end. */
export function nextSlot<Item>({ slots }: Axis<Item>, from: number, step: 1 | -1): number {
  for (let at = from + step; at >= 0 && at < slots.length; at += step) if (slots[at] !== null) return at
  return from
}

/** Bands stay together and are as bad as their worst; within a band the worst comes first. Equal ones keep their order. */
export function worstFirst<Item>(
  items: readonly Item[],
  bandOf: (item: Item) => string,
  weightOf: (item: Item) => number,
): readonly Item[] {
  const weights = new Map<string, number>()
  for (const item of items) weights.set(bandOf(item), Math.max(weights.get(bandOf(item)) ?? -Infinity, weightOf(item)))
  const order = new Map([...weights.entries()].sort(([, a], [, b]) => b - a).map(([band], at) => [band, at]))
  return [...items].sort((a, b) => order.get(bandOf(a))! - order.get(bandOf(b))! || weightOf(b) - weightOf(a))
}
