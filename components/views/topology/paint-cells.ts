/** Members of a gathered group: far out specks batched by tone, close small cards with their names. */
import type { Role } from '#components/parts/ink.ts'
import { touches } from '#components/stage/box.ts'
import { inSight } from '#components/stage/camera.ts'
import { fitText, fonts, type TopologyBrush, write } from './ink.ts'
import type { Cell } from './marks.ts'
import type { Tone } from './tone.ts'

const roleOf: Record<Tone, Role> = {
  fine: 'line',
  settling: 'warn',
  draining: 'drain',
  missing: 'wrong',
  wrong: 'wrong',
  unknown: 'unknown',
}
const tones = Object.keys(roleOf) as Tone[]

/** A cell this wide on screen has room for its name. */
const namedPx = 84
/** The name is written at this part of its full size: cells are small worlds. */
const shrunk = 0.22

export function paintCells(brush: TopologyBrush, cells: readonly Cell[]): void {
  const { context, palette, camera } = brush
  const sight = inSight(camera, brush.size)
  const seen = cells.filter((cell) => touches(cell.box, sight))
  for (const tone of tones) {
    if (!seen.some((cell) => cell.tone === tone)) continue
    if (tone === 'unknown' || tone === 'missing') {
      context.beginPath()
      for (const { box, tone: own } of seen) if (own === tone) context.rect(box.x, box.y, box.width, box.height)
      context.strokeStyle = palette[roleOf[tone]]
      context.lineWidth = 0.75
      context.stroke()
      continue
    }
    // One by one: a path of a thousand rectangles costs many times as much to fill.
    context.fillStyle = palette[roleOf[tone]]
    for (const { box, tone: own } of seen) if (own === tone) context.fillRect(box.x, box.y, box.width, box.height)
  }
  const first = seen[0]
  if (!first || first.box.width * camera.k < namedPx) return
  context.save()
  context.scale(shrunk, shrunk)
  for (const { box, name, tone } of seen) {
    const room = (box.width - 2) / shrunk
    write(brush, fitText(context, fonts.label, name, room), (box.x + 1) / shrunk, (box.y + box.height / 2) / shrunk, {
      font: fonts.label,
      role: tone === 'wrong' || tone === 'settling' || tone === 'draining' ? 'ground' : 'ink',
    })
  }
  context.restore()
}
