/** The quiet layer: cells, then names over whatever reached below them. Everything in screen pixels. */
import type { Box } from '#components/stage/box.ts'
import { type CellWindow, cellsPerBlock, worstOfBlocks } from './blocks.ts'
import type { MatrixFrame } from './frame.ts'
import { type MatrixBrush, makePixels } from './ink.ts'
import { cellSize, type Lens } from './lens.ts'
import { paintNames } from './paint-names.ts'
import { paintFigures, paintShapes } from './paint-shapes.ts'
import type { Raster } from './raster.ts'
import type { MatrixScene } from './scene.ts'

export interface Pose {
  readonly scene: MatrixScene
  readonly frame: MatrixFrame
  readonly lens: Lens
}

export interface Labels {
  /** What rows without a namespace stand under. */
  readonly noService: string
  /** Of a measure, where it is known. */
  readonly amount: (value: number, by: 'rate' | 'open') => string
}

/** Cells at least so wide and high show their state by shape, screen pixels. */
const shapedPx = 7
/** Lines between cells from this size on, screen pixels. */
const linedPx = 4.5

export function paintMatrix(brush: MatrixBrush, pose: Pose, raster: Raster, labels: Labels): void {
  const { context, pixelRatio, palette } = brush
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0)
  const { scene, frame, lens } = pose
  const size = cellSize(lens, frame.field)
  const window = windowOf(pose)
  const shapes = size.width >= shapedPx && size.height >= shapedPx
  context.save()
  clipTo(brush, frame.field.box)
  const across = cellsPerBlock(size.width)
  const down = cellsPerBlock(size.height)
  const blocks = worstOfBlocks(scene.codes, frame.field.columns, window, across, down)
  if (blocks.width > 0 && blocks.height > 0) {
    context.imageSmoothingEnabled = false
    context.drawImage(
      raster.image(blocks, makePixels(scene.by, palette, raster.readColour, shapes)),
      lens.x + blocks.left * size.width,
      lens.y + blocks.top * size.height,
      blocks.width * across * size.width,
      blocks.height * down * size.height,
    )
  }
  paintGaps(brush, pose, window)
  if (shapes) paintShapes(brush, pose, window)
  paintFigures(brush, pose, window, labels)
  context.restore()
  paintNames(brush, pose, window, labels)
}

/** Cells at least partly in sight. */
export function windowOf({ frame, lens }: Pose): CellWindow {
  const { box, columns, rows } = frame.field
  const { width, height } = cellSize(lens, frame.field)
  return {
    left: Math.max(0, Math.floor((box.x - lens.x) / width)),
    top: Math.max(0, Math.floor((box.y - lens.y) / height)),
    right: Math.max(0, Math.min(columns, Math.ceil((box.x + box.width - lens.x) / width))),
    bottom: Math.max(0, Math.min(rows, Math.ceil((box.y + box.height - lens.y) / height))),
  }
}

export function clipTo({ context }: MatrixBrush, box: Box): void {
  context.beginPath()
  context.rect(box.x, box.y, box.width, box.height)
  context.clip()
}

/** Ground between cells, where they are large enough to have something between them; more of it between zones. */
function paintGaps(brush: MatrixBrush, { scene, frame, lens }: Pose, window: CellWindow): void {
  const { context, palette } = brush
  const { width, height } = cellSize(lens, frame.field)
  context.fillStyle = palette.ground
  const left = lens.x + window.left * width
  const top = lens.y + window.top * height
  const wide = (window.right - window.left) * width
  const high = (window.bottom - window.top) * height
  const gap = (px: number) => (px >= 14 ? 2 : 1)
  for (const { until } of scene.columns.bands) {
    const between = width >= 14 ? 8 : 1
    if (until < window.right) context.fillRect(lens.x + until * width - between, top, between, high)
  }
  if (width < linedPx || height < linedPx) return
  for (let column = window.left; column <= window.right; column++)
    context.fillRect(lens.x + column * width - gap(width), top, gap(width), high)
  for (let row = window.top; row <= window.bottom; row++)
    context.fillRect(left, lens.y + row * height - gap(height), wide, gap(height))
}
