/** Walking the cells with keys. */
import { nextSlot } from './axis.ts'
import { codes } from './codes.ts'
import type { MatrixScene, Spot } from './scene.ts'

/** Where a key leads; null for a key that leads nowhere. Without a cursor every one of them begins at the first cell. */
export function spotOfKey(key: string, scene: MatrixScene, from: Spot | null): Spot | null {
  const { rows, columns } = scene
  const first = { row: nextSlot(rows, -1, 1), column: nextSlot(columns, -1, 1) }
  if (first.row < 0 || first.column < 0) return null
  if (key === 'n') return nextProblem(scene, from)
  if (!key.startsWith('Arrow') && key !== 'Home' && key !== 'End') return null
  if (from === null) return first
  switch (key) {
    case 'ArrowUp':
      return { ...from, row: nextSlot(rows, from.row, -1) }
    case 'ArrowDown':
      return { ...from, row: nextSlot(rows, from.row, 1) }
    case 'ArrowLeft':
      return { ...from, column: nextSlot(columns, from.column, -1) }
    case 'ArrowRight':
      return { ...from, column: nextSlot(columns, from.column, 1) }
    case 'Home':
      return { ...from, column: first.column }
    case 'End':
      return { ...from, column: nextSlot(columns, columns.slots.length, -1) }
    default:
      return null
  }
}

/** The next cell that differs, line by line, from the beginning again after the last; null where none does or drift is not drawn. */
function nextProblem({ by, codes: cells, columns }: MatrixScene, from: Spot | null): Spot | null {
  if (by !== 'drift') return null
  const width = columns.slots.length
  const start = from === null ? -1 : from.row * width + from.column
  for (let step = 1; step <= cells.length; step++) {
    const at = (start + step) % cells.length
    if (cells[at]! >= codes.draining) return { row: Math.floor(at / width), column: at % width }
  }
  return null
}
