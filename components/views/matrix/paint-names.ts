/** Names at the left and at the top: they stay while cells move, and are as many as can be read. */
import type { Role } from '#components/parts/ink.ts'
import type { CellWindow } from './blocks.ts'
import { fitting } from './frame.ts'
import { fonts, type MatrixBrush } from './ink.ts'
import { cellSize } from './lens.ts'
import { placeMarks, type Wish } from './marks.ts'
import type { Labels, Pose } from './paint.ts'

interface Name extends Wish {
  readonly role: Role
  readonly font: string
  readonly isHead: boolean
}

/** Names are at least so far apart, screen pixels; where cells are smaller, only what needs a look is named. */
const apart = 11
/** A name in the middle of the outermost cell reaches so far beyond it. */
const overhang = 8

export function paintNames(brush: MatrixBrush, pose: Pose, window: CellWindow, labels: Labels): void {
  const { context, palette, size } = brush
  const { box } = pose.frame.field
  context.fillStyle = palette.ground
  // Cells end a hair beyond their field.
  context.fillRect(0, 0, size.width, box.y)
  context.fillRect(0, 0, box.x, size.height)
  paintRows(brush, pose, window, labels)
  paintColumns(brush, pose, window)
}

function paintRows(brush: MatrixBrush, pose: Pose, window: CellWindow, labels: Labels): void {
  const { context, palette } = brush
  const { frame, lens, scene } = pose
  const { box } = frame.field
  const { height } = cellSize(lens, frame.field)
  const middle = (row: number) => lens.y + (row + 0.5) * height
  const bands: Name[] = scene.rows.bands.flatMap(({ name, from, until }) => {
    if (until <= window.top || from >= window.bottom) return []
    // The name of a band that began above stays at the top.
    const at = Math.min(Math.max(middle(from), box.y + apart / 2), lens.y + until * height - apart / 2)
    const text = name === '' ? labels.noService : name
    return [{ at, text, weight: 1, role: 'ink-quiet', font: fonts.band, isHead: true }]
  })
  const rows: Name[] = []
  for (let row = window.top; row < window.bottom; row++) {
    const item = scene.rows.slots[row]
    if (!item || middle(row) < box.y) continue
    const isBad = item.wrong > 0
    if (item.differs === 0 && height < apart) continue
    const weight = isBad ? 2 + item.wrong : item.differs > 0 ? 1 : 0
    rows.push({
      at: middle(row),
      text: item.name,
      weight,
      role: isBad ? 'wrong' : 'ink',
      font: fonts.name,
      isHead: false,
    })
  }
  context.save()
  context.beginPath()
  context.rect(0, box.y - overhang, box.x, box.height + 2 * overhang)
  context.clip()
  context.textBaseline = 'middle'
  for (const { at, text, role, font, isHead } of placeMarks([...bands, ...rows], apart)) {
    context.font = font
    context.fillStyle = palette[role]
    context.textAlign = isHead ? 'left' : 'right'
    context.fillText(fitting(text, box.x - 24), isHead ? 14 : box.x - 8, at + 0.5)
  }
  context.fillStyle = palette.line
  for (const { from } of scene.rows.bands) {
    const y = Math.round(lens.y + from * height)
    if (y > box.y && height >= 8) context.fillRect(14, y, box.x - 20, 1 / brush.pixelRatio)
  }
  context.restore()
}

function paintColumns(brush: MatrixBrush, pose: Pose, window: CellWindow): void {
  const { context, palette, pixelRatio } = brush
  const { frame, lens, scene } = pose
  const { box } = frame.field
  const { width } = cellSize(lens, frame.field)
  const names: Name[] = []
  for (let column = window.left; column < window.right; column++) {
    const item = scene.columns.slots[column]
    const at = lens.x + (column + 0.5) * width
    if (!item || at < box.x || at > box.x + box.width) continue
    if (item.wrong === 0 && item.isCompared && width < apart) continue
    const role: Role = item.wrong > 0 ? 'wrong' : item.isCompared ? 'ink' : 'unknown'
    const weight = item.wrong > 0 ? 2 + item.wrong : item.isCompared ? 0 : 1
    names.push({ at, text: item.node, weight, role, font: fonts.node, isHead: false })
  }
  context.save()
  context.beginPath()
  context.rect(box.x - overhang, 0, box.width + 2 * overhang, box.y)
  context.clip()
  context.font = fonts.node
  context.textBaseline = 'middle'
  const isLying = !frame.upright
  for (const { at, text, role } of placeMarks(names, isLying ? Math.min(width, 40) : apart)) {
    context.fillStyle = palette[role]
    if (isLying) {
      context.textAlign = 'center'
      context.fillText(fitting(text, width - 4), at, box.y - 12)
      continue
    }
    // A quarter turn to the left: names read upwards from their column.
    context.setTransform(0, -pixelRatio, pixelRatio, 0, at * pixelRatio, (box.y - 6) * pixelRatio)
    context.textAlign = 'left'
    context.fillText(fitting(text, box.y - frame.zones - 8), 0, 0.5)
    context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0)
  }
  if (frame.zones > 0) paintZones(brush, pose)
  context.restore()
}

function paintZones(brush: MatrixBrush, { frame, lens, scene }: Pose): void {
  const { context, palette, pixelRatio } = brush
  const { box } = frame.field
  const { width } = cellSize(lens, frame.field)
  context.font = fonts.band
  context.textAlign = 'left'
  for (const { name, from, until } of scene.columns.bands) {
    const left = Math.max(box.x, lens.x + from * width)
    const right = Math.min(box.x + box.width, lens.x + until * width)
    if (right - left < 6) continue
    context.fillStyle = palette.line
    context.fillRect(left, frame.zones - 1, right - left - 3, 1 / pixelRatio)
    context.fillStyle = palette['ink-quiet']
    if (right - left > 20) context.fillText(fitting(name, right - left - 4), left, frame.zones / 2)
  }
}
