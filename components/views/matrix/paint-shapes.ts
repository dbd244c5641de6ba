/** States by shape, and figures, where cells have room for them. */
import type { CellWindow } from './blocks.ts'
import { amountCodes, codes } from './codes.ts'
import { fonts, type MatrixBrush, roleOnLevel } from './ink.ts'
import { cellSize } from './lens.ts'
import type { Labels, Pose } from './paint.ts'

/** Figures are written in cells at least so large, screen pixels, and in no more than so many. */
const figurePx = { width: 38, height: 14 }
const mostFigures = 900

interface Place {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

function eachCell(
  { scene, frame, lens }: Pose,
  window: CellWindow,
  paint: (code: number, place: Place, at: number) => void,
) {
  const { width, height } = cellSize(lens, frame.field)
  for (let row = window.top; row < window.bottom; row++)
    for (let column = window.left; column < window.right; column++) {
      const at = row * frame.field.columns + column
      const code = scene.codes[at]!
      if (code === 0) continue
      const place = { x: lens.x + column * width, y: lens.y + row * height, width: width - 2, height: height - 2 }
      paint(code, place, at)
    }
}

/** Hollow where nothing is known, hatched where it drains, dashed where something lacks, dotted where it settles. */
export function paintShapes(brush: MatrixBrush, pose: Pose, window: CellWindow): void {
  const { context, palette } = brush
  const unknown = pose.scene.by === 'drift' ? codes.unknown : amountCodes.unknown
  const drift = pose.scene.by === 'drift'
  context.save()
  context.lineWidth = 1
  eachCell(pose, window, (code, { x, y, width, height }) => {
    if (code === unknown) {
      context.strokeStyle = palette.unknown
      context.globalAlpha = 0.5
      context.setLineDash([])
      context.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1)
      context.globalAlpha = 1
    } else if (drift && code === codes.draining) {
      context.strokeStyle = palette.drain
      context.setLineDash([])
      context.beginPath()
      for (let from = 4 - height; from < width; from += 5) {
        const start = Math.max(0, from)
        const end = Math.min(width, from + height)
        context.moveTo(x + start, y + height - (start - from))
        context.lineTo(x + end, y + height - (end - from))
      }
      context.stroke()
    } else if (drift && (code === codes.missing || code === codes.settling)) {
      context.strokeStyle = code === codes.missing ? palette.wrong : palette.warn
      context.lineWidth = 1.5
      context.setLineDash(code === codes.missing ? [4, 2.5] : [1.5, 2])
      context.strokeRect(x + 0.75, y + 0.75, width - 1.5, height - 1.5)
      context.lineWidth = 1
    }
  })
  context.restore()
}

/** How much, in the cells themselves. */
export function paintFigures(brush: MatrixBrush, pose: Pose, window: CellWindow, labels: Labels): void {
  const { amounts, by } = pose.scene
  const { width, height } = cellSize(pose.lens, pose.frame.field)
  const many = (window.right - window.left) * (window.bottom - window.top)
  if (amounts === null || by === 'drift' || width < figurePx.width || height < figurePx.height || many > mostFigures)
    return
  const { context, palette } = brush
  context.font = fonts.node
  context.textAlign = 'right'
  context.textBaseline = 'middle'
  eachCell(pose, window, (code, { x, y, width: wide, height: high }, at) => {
    if (Number.isNaN(amounts[at]!)) return
    context.fillStyle = palette[code === amountCodes.zero ? 'ink-quiet' : roleOnLevel(code)]
    context.fillText(labels.amount(amounts[at]!, by), x + wide - 6, y + high / 2 + 0.5)
  })
}
