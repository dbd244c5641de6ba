/**
 * What part of the matrix is in sight. Cells are widened and heightened together, each as far as it
 * is of use: so a thousand columns of twenty rows can be read too. All in screen pixels.
 */
import type { Box, Point } from '#components/stage/box.ts'
import type { Camera } from '#components/stage/camera.ts'

export interface Lens {
  /** 1 shows everything, at most as large as cells may be. */
  readonly k: number
  /** Where the first place begins. */
  readonly x: number
  readonly y: number
}

/** Where cells are drawn, and how many places there are. */
export interface Field {
  readonly box: Box
  readonly columns: number
  readonly rows: number
}

export interface CellSize {
  readonly width: number
  readonly height: number
}

const largest: CellSize = { width: 116, height: 26 }

const fitOf = ({ box, columns, rows }: Field): CellSize => ({
  width: Math.min(largest.width, Math.max(1, box.width) / Math.max(1, columns)),
  height: Math.min(largest.height, Math.max(1, box.height) / Math.max(1, rows)),
})

export function cellSize({ k }: Lens, field: Field): CellSize {
  const fit = fitOf(field)
  return { width: Math.min(largest.width, fit.width * k), height: Math.min(largest.height, fit.height * k) }
}

/** Beyond this nothing grows any more. */
export function mostZoom(field: Field): number {
  const fit = fitOf(field)
  return Math.max(1, largest.width / fit.width, largest.height / fit.height)
}

export const wholeLens = ({ box }: Field): Lens => ({ k: 1, x: box.x, y: box.y })

/** Nothing beside the matrix is in sight while there is more of it. */
function bounded({ k, x, y }: Lens, field: Field): Lens {
  const { width, height } = cellSize({ k, x, y }, field)
  const { box } = field
  return {
    k,
    x: Math.min(box.x, Math.max(x, box.x + box.width - width * field.columns)),
    y: Math.min(box.y, Math.max(y, box.y + box.height - height * field.rows)),
  }
}

export const movedBy = (lens: Lens, dx: number, dy: number, field: Field): Lens =>
  bounded({ ...lens, x: lens.x + dx, y: lens.y + dy }, field)

/** Nearer (`by` above 1) or farther, keeping what is at the point there. */
export function zoomedAt(lens: Lens, point: Point, by: number, field: Field): Lens {
  const k = Math.max(1, Math.min(mostZoom(field), lens.k * by))
  const before = cellSize(lens, field)
  const after = cellSize({ ...lens, k }, field)
  const x = point.x - ((point.x - lens.x) * after.width) / before.width
  const y = point.y - ((point.y - lens.y) * after.height) / before.height
  return bounded({ k, x, y }, field)
}

/** What a gesture did to a camera, done to the lens: a move, or a zoom about the one point that stayed. */
export function follow(lens: Lens, before: Camera, after: Camera, field: Field): Lens {
  const by = after.k / before.k
  if (Math.abs(by - 1) < 1e-6) return movedBy(lens, after.x - before.x, after.y - before.y, field)
  const still = { x: (after.x - before.x * by) / (1 - by), y: (after.y - before.y * by) / (1 - by) }
  return zoomedAt(lens, still, by, field)
}

/** Moved as little as brings a place into sight. */
export function revealing(lens: Lens, { row, column }: { row: number; column: number }, field: Field): Lens {
  const { box } = field
  const { width, height } = cellSize(lens, field)
  const left = lens.x + column * width
  const top = lens.y + row * height
  const dx = Math.max(0, box.x - left) - Math.max(0, left + width - (box.x + box.width))
  const dy = Math.max(0, box.y - top) - Math.max(0, top + height - (box.y + box.height))
  return dx === 0 && dy === 0 ? lens : movedBy(lens, dx, dy, field)
}

/** Places at a point: each null where the point is beside them, so that one beside the cells names a whole row or column. */
export function placesAt(lens: Lens, { x, y }: Point, field: Field): { row: number | null; column: number | null } {
  const { width, height } = cellSize(lens, field)
  const { box } = field
  const column = Math.floor((x - lens.x) / width)
  const row = Math.floor((y - lens.y) / height)
  const isAcross = x >= box.x && x <= box.x + box.width && column < field.columns
  const isDown = y >= box.y && y <= box.y + box.height && row < field.rows
  return {
    row: isDown && x <= box.x + box.width ? row : null,
    column: isAcross && y <= box.y + box.height ? column : null,
  }
}
