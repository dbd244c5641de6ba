/** The lively layer: where the hand is, and where the cursor is. */
import type { MatrixBrush } from './ink.ts'
import { cellSize } from './lens.ts'
import { clipTo, type Pose } from './paint.ts'
import type { Spot } from './scene.ts'

export interface Hands {
  readonly hovered: { readonly row: number | null; readonly column: number | null } | null
  readonly cursor: Spot | null
  readonly focused: boolean
}

export function paintHands(brush: MatrixBrush, { frame, lens }: Pose, { hovered, cursor, focused }: Hands): void {
  const { context, palette, pixelRatio } = brush
  const { box } = frame.field
  const { width, height } = cellSize(lens, frame.field)
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0)
  context.save()
  if (hovered !== null) {
    context.fillStyle = palette.ink
    context.globalAlpha = 0.1
    if (hovered.row !== null) context.fillRect(0, lens.y + hovered.row * height, box.x + box.width, height)
    if (hovered.column !== null) context.fillRect(lens.x + hovered.column * width, 0, width, box.y + box.height)
    context.globalAlpha = 1
  }
  clipTo(brush, { x: box.x - 3, y: box.y - 3, width: box.width + 6, height: box.height + 6 })
  const ring = (row: number, column: number, role: 'ink' | 'accent', thick: number) => {
    // A cell too small to be seen gets a ring that can be.
    const wide = Math.max(width, 7)
    const high = Math.max(height, 7)
    context.strokeStyle = palette[role]
    context.lineWidth = thick
    context.strokeRect(
      lens.x + (column + 0.5) * width - wide / 2 - 1,
      lens.y + (row + 0.5) * height - high / 2 - 1,
      wide,
      high,
    )
  }
  if (hovered !== null && hovered.row !== null && hovered.column !== null) ring(hovered.row, hovered.column, 'ink', 1.5)
  if (cursor !== null) ring(cursor.row, cursor.column, 'accent', focused ? 2.5 : 1.75)
  context.restore()
}
