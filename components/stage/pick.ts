/**
 * What is under a point, in world coordinates. Boxes are found by the quadtree of their centres,
 * lines by the quadtree of points along them; boxes lie above lines, later boxes above earlier.
 */
import { quadtree } from 'd3'
import { type Box, centreOf, holds, type Point } from './box.ts'

export type Pickable =
  | { readonly id: string; readonly box: Box }
  /** Points along the line, near enough to each other to be taken for it. */
  | { readonly id: string; readonly line: readonly Point[] }

interface Spot {
  readonly x: number
  readonly y: number
  readonly order: number
  readonly id: string
  readonly box: Box | null
}

export interface Picker {
  /** The id under the point; a line counts within `reach` world units. */
  at(point: Point, reach: number): string | null
}

export function makePicker(things: readonly Pickable[]): Picker {
  const boxes: Spot[] = []
  const spots: Spot[] = []
  let halfWidth = 0
  let halfHeight = 0
  things.forEach((thing, order) => {
    if ('box' in thing) {
      boxes.push({ ...centreOf(thing.box), order, id: thing.id, box: thing.box })
      halfWidth = Math.max(halfWidth, thing.box.width / 2)
      halfHeight = Math.max(halfHeight, thing.box.height / 2)
    } else {
      for (const point of thing.line) spots.push({ x: point.x, y: point.y, order, id: thing.id, box: null })
    }
  })
  const makeTree = (entries: Spot[]) =>
    quadtree<Spot>(
      entries,
      (spot) => spot.x,
      (spot) => spot.y,
    )
  const boxTree = makeTree(boxes)
  const lineTree = makeTree(spots)

  return {
    at(point, reach) {
      let best: Spot | null = null
      boxTree.visit((node, left, top, right, bottom) => {
        if (left > point.x + halfWidth || right < point.x - halfWidth) return true
        if (top > point.y + halfHeight || bottom < point.y - halfHeight) return true
        if (node.length) return false
        for (let leaf: typeof node | undefined = node; leaf; leaf = leaf.next) {
          if (holds(leaf.data.box!, point) && (best === null || leaf.data.order > best.order)) best = leaf.data
        }
        return false
      })
      const found = (best as Spot | null) ?? lineTree.find(point.x, point.y, reach)
      return found?.id ?? null
    },
  }
}
