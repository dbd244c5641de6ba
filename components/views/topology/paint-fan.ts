/**
 * A selected ClusterIP, open: a lens over its neighbours with a lane for every row. On the quiet
 * layer: many long lines are too much to paint sixty times a second.
 */
import { grow, touches } from '#components/stage/box.ts'
import { screenPx } from '#components/stage/brush.ts'
import { inSight } from '#components/stage/camera.ts'
import { fonts, type TopologyBrush, textWidth, write } from './ink.ts'
import type { ServiceMark } from './marks.ts'
import { paintEdges } from './paint-edges.ts'
import { paintServiceWords } from './paint-marks.ts'
import type { Scene } from './scene.ts'

export function paintFan(brush: TopologyBrush, scene: Scene): void {
  const { fan } = scene
  if (fan === null) return
  paintLens(brush, fan)
  clipMarks(brush, scene)
  // A selected row is lit on the lively layer; the others step back.
  paintEdges(brush, fan.lines, scene.selected.startsWith('row:') ? 0.18 : 0.6)
  brush.context.restore()
  paintRim(brush, scene, fan)
}

function paintLens(brush: TopologyBrush, fan: NonNullable<Scene['fan']>): void {
  const { context, palette } = brush
  outlineLens(brush, fan)
  context.fillStyle = palette['panel']
  context.fill()
}

/** Its outline and its words, above the lines. */
function paintRim(brush: TopologyBrush, scene: Scene, fan: NonNullable<Scene['fan']>): void {
  const { context, palette } = brush
  outlineLens(brush, fan)
  context.strokeStyle = palette['accent']
  context.lineWidth = screenPx(brush, 1.5)
  context.stroke()
  const capsule = scene.marks.find((mark): mark is ServiceMark => mark.kind === 'service' && mark.id === fan.service)
  if (!capsule) return
  if (fan.lanesBehindWords) {
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
  // Where lanes run behind words, dots do too.
  if (lens && scene.fan?.lanesBehindWords) context.rect(lens.x, lens.y, lens.width, lens.height)
  context.clip('evenodd')
}
