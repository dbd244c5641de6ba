/** Which names are written where not all have room: the more important first, none over another. */

export interface Wish {
  readonly at: number
  readonly text: string
  /** The larger first. */
  readonly weight: number
}

/** `apart`: how far two must be from each other. In the order of `at`. */
export function placeMarks<W extends Wish>(wishes: readonly W[], apart: number): readonly W[] {
  const taken = new Map<number, number[]>()
  const kept = wishes
    .map((wish, order) => ({ wish, order }))
    .sort((a, b) => b.wish.weight - a.wish.weight || a.order - b.order)
    .filter(({ wish: { at } }) => {
      const cell = Math.floor(at / apart)
      for (const near of [cell - 1, cell, cell + 1])
        if (taken.get(near)?.some((other) => Math.abs(other - at) < apart - 1e-9)) return false
      taken.set(cell, [...(taken.get(cell) ?? []), at])
      return true
    })
  return kept.map(({ wish }) => wish).sort((a, b) => a.at - b.at)
}
