/** The lively layer: packets, and what the hand is at. Painted every frame while something moves. */
import { type Box, grow } from '#components/stage/box.ts'
import { screenPx } from '#components/stage/brush.ts'
import type { Dot } from './dots.ts'
import { fonts, type TopologyBrush, textWidth, write } from './ink.ts'
import type { EdgeMark } from './marks.ts'
import { paintEdges, trace } from './paint-edges.ts'
import { pointAlong } from './path.ts'

export interface Hovered {
  readonly box: Box | null
  /** What is said of it, first line as heading, and where, in world units. */
  readonly tip: readonly string[]
  readonly x: number
  readonly y: number
}

export function paintDots(brush: TopologyBrush, dots: readonly Dot[]): void {
  const { context, palette } = brush
  context.beginPath()
  for (const { x, y, radius } of dots) {
    context.moveTo(x + radius, y)
    context.arc(x, y, radius, 0, Math.PI * 2)
  }
  context.fillStyle = palette['ink']
  context.globalAlpha = 0.8
  context.fill()
  context.globalAlpha = 1
}

/** For who asked for less motion: one arrowhead on each of these lines. */
export function paintArrows(brush: TopologyBrush, lines: readonly EdgeMark[]): void {
  const { context, palette } = brush
  context.beginPath()
  for (const { track, width } of lines) {
    const tip = pointAlong(track, track.length * 0.55 + 4)
    const back = pointAlong(track, track.length * 0.55 - 4)
    const length = Math.hypot(tip.x - back.x, tip.y - back.y) || 1
    const half = Math.max(4, width * 0.8)
    const [nx, ny] = [(-(tip.y - back.y) / length) * half, ((tip.x - back.x) / length) * half]
    context.moveTo(tip.x, tip.y)
    context.lineTo(back.x + nx, back.y + ny)
    context.lineTo(back.x - nx, back.y - ny)
    context.closePath()
  }
  context.fillStyle = palette['flow']
  context.fill()
}

/** A ring around what is selected; brighter while the keyboard is here. */
export function paintRing(brush: TopologyBrush, box: Box, focused: boolean): void {
  const { context, palette } = brush
  const away = screenPx(brush, 3)
  const ring = grow(box, away)
  context.beginPath()
  context.roundRect(ring.x, ring.y, ring.width, ring.height, Math.min(ring.height / 2, 8 + away))
  context.strokeStyle = palette['accent']
  context.lineWidth = screenPx(brush, focused ? 2.5 : 1.5)
  context.stroke()
}

export function paintHover(brush: TopologyBrush, hovered: Hovered): void {
  const { context, palette } = brush
  if (hovered.box) {
    context.beginPath()
    const { x, y, width, height } = hovered.box
    context.roundRect(x, y, width, height, Math.min(height / 2, 8))
    context.strokeStyle = palette['ink-quiet']
    context.lineWidth = screenPx(brush, 1.5)
    context.stroke()
  }
  paintTip(brush, hovered)
}

/** Words at the pointer, in screen size at every zoom, kept inside the stage. */
function paintTip(brush: TopologyBrush, { tip, x, y }: Hovered): void {
  if (tip.length === 0) return
  const { context, palette, camera, size, pixelRatio } = brush
  context.save()
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0)
  const fontOf = (index: number) => (index === 0 ? fonts.head : fonts.address)
  const width = Math.max(...tip.map((line, index) => textWidth(context, fontOf(index), line))) + 20
  const height = tip.length * 17 + 12
  const left = Math.max(8, Math.min(size.width - width - 8, x * camera.k + camera.x + 14))
  const below = y * camera.k + camera.y + 16
  const top = Math.max(8, below + height > size.height - 8 ? below - height - 30 : below)
  context.beginPath()
  context.roundRect(left, top, width, height, 6)
  context.fillStyle = palette['raised']
  context.fill()
  context.strokeStyle = palette['line']
  context.lineWidth = 1 / pixelRatio
  context.stroke()
  tip.forEach((line, index) => {
    write(brush, line, left + 10, top + 14.5 + index * 17, {
      font: fontOf(index),
      role: index === 0 ? 'ink' : 'ink-quiet',
    })
  })
  context.restore()
}

/** Lines pointed at: on a casing of ground, so that they stand out from their neighbours. */
export function paintLit(brush: TopologyBrush, lines: readonly EdgeMark[]): void {
  const { context, palette } = brush
  context.lineCap = 'butt'
  for (const { curves, width } of lines) {
    context.beginPath()
    trace(brush, curves)
    context.strokeStyle = palette['ground']
    context.lineWidth = width + 4
    context.stroke()
  }
  paintEdges(brush, lines, 1)
}
