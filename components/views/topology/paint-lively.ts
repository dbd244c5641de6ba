/** The lively layer: packets, the open fan, what the hand is at. Painted every frame while something moves. */
import { type Box, grow, touches } from '#components/stage/box.ts'
import { screenPx } from '#components/stage/brush.ts'
import { inSight } from '#components/stage/camera.ts'
import type { Dot } from './dots.ts'
import { fonts, type TopologyBrush, textWidth, write } from './ink.ts'
import type { EdgeMark, ServiceMark } from './marks.ts'
import { paintEdges } from './paint-edges.ts'
import { paintServiceWords } from './paint-marks.ts'
import { pointAlong } from './path.ts'
import type { Scene } from './scene.ts'

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

/** For who asked for less motion: one arrowhead a line packets flow on. */
export function paintArrows(brush: TopologyBrush, lines: readonly EdgeMark[]): void {
  const { context, palette } = brush
  context.beginPath()
  for (const { packets, track, width } of lines) {
    if (!(packets > 0)) continue
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

/** The selected ClusterIP, open: a lens over its neighbours with a lane for every row. */
export function paintLens(brush: TopologyBrush, fan: NonNullable<Scene['fan']>): void {
  const { context, palette } = brush
  outlineLens(brush, fan)
  context.fillStyle = palette['panel']
  context.fill()
}

export function paintFanLines(brush: TopologyBrush, lines: readonly EdgeMark[], lit: ReadonlySet<string> | null): void {
  if (lit === null) {
    paintEdges(brush, lines, 0.6)
    return
  }
  paintEdges(
    brush,
    lines.filter((line) => !lit.has(line.id)),
    0.12,
  )
  paintEdges(
    brush,
    lines.filter((line) => lit.has(line.id)),
    1,
  )
}

/** Its outline and its words, above the lines. */
export function paintLensRim(brush: TopologyBrush, scene: Scene, fan: NonNullable<Scene['fan']>): void {
  const { context, palette } = brush
  outlineLens(brush, fan)
  context.strokeStyle = palette['accent']
  context.lineWidth = screenPx(brush, 1.5)
  context.stroke()
  const capsule = scene.marks.find((mark): mark is ServiceMark => mark.kind === 'service' && mark.id === fan.service)
  if (!capsule) return
  if (fan.lens.height === capsule.box.height) {
    // Lanes run behind the words: a little ground lets them be read.
    const { x, y, width, height } = capsule.box
    context.globalAlpha = 0.93
    context.beginPath()
    context.roundRect(x + 12, y + 5, width - 24, height - 10, 10)
    context.fillStyle = palette['panel']
    context.fill()
    context.globalAlpha = 1
    paintWordsAbove(brush, scene)
  }
  paintServiceWords(brush, capsule)
}

/** Headings the lanes run over, once more on a little ground. */
function paintWordsAbove(brush: TopologyBrush, { marks }: Scene): void {
  const { context, palette } = brush
  for (const mark of marks) {
    if (mark.kind !== 'label' && mark.kind !== 'island') continue
    const isLabel = mark.kind === 'label'
    const text = isLabel ? mark.text : mark.name
    const font = isLabel ? fonts.head : fonts.label
    const [x, y] = isLabel ? [mark.box.x, mark.box.y] : [mark.box.x + 14, mark.box.y + 14]
    context.beginPath()
    context.roundRect(x - 5, y - 9, textWidth(context, font, text) + 10, 18, 5)
    context.fillStyle = palette['ground']
    context.fill()
    write(brush, text, x, y, { font, role: 'ink-quiet' })
  }
}

function outlineLens({ context }: TopologyBrush, { lens }: NonNullable<Scene['fan']>): void {
  context.beginPath()
  context.roundRect(lens.x, lens.y, lens.width, lens.height, Math.min(24, lens.height / 2))
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

/**
 * Keeps what is painted next from lying over marks, as lines of the quiet layer do not either.
 * What the lens of an open fan covers is not kept free. Ends with `context.restore()`.
 */
export function clipMarks(brush: TopologyBrush, scene: Scene): void {
  const { context } = brush
  const sight = grow(inSight(brush.camera, brush.size), 50)
  const lens = scene.fan?.lens
  context.save()
  context.beginPath()
  context.rect(sight.x, sight.y, sight.width, sight.height)
  for (const { kind, box } of scene.marks) {
    if (kind !== 'node' && kind !== 'service' && kind !== 'host') continue
    if (!touches(box, sight)) continue
    if (lens && touches(box, lens)) continue
    context.rect(box.x, box.y, box.width, box.height)
  }
  context.clip('evenodd')
}
