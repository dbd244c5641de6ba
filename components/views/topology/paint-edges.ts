/** Lines, batched by style: one stroke for all that look alike. */
import { hairline } from '#components/stage/brush.ts'
import { roleOfTone, type TopologyBrush } from './ink.ts'
import type { EdgeMark } from './marks.ts'
import type { Curve } from './path.ts'
import type { Tone } from './tone.ts'

/** Not-OK lines lie over the others. */
const order: readonly Tone[] = ['unknown', 'fine', 'settling', 'draining', 'missing', 'wrong']

/** Dashes tell the tones apart without colour, world units. */
export const dashes: Record<Tone, readonly number[]> = {
  fine: [],
  wrong: [],
  unknown: [],
  missing: [7, 5],
  draining: [9, 4, 2, 4],
  settling: [2, 4],
}

export function paintEdges(brush: TopologyBrush, edges: readonly EdgeMark[], alpha: number): void {
  const { context, palette } = brush
  const batches = new Map<string, EdgeMark[]>()
  for (const edge of edges) {
    const style = `${edge.tone} ${edge.idle ? 0 : Math.ceil(edge.width * 2) / 2}`
    const batch = batches.get(style)
    if (batch) batch.push(edge)
    else batches.set(style, [edge])
  }
  const sorted = [...batches.values()].sort((a, b) => order.indexOf(a[0]!.tone) - order.indexOf(b[0]!.tone))
  const stroke = (batch: readonly EdgeMark[], role: keyof typeof palette, width: number, opacity: number) => {
    context.globalAlpha = opacity
    context.strokeStyle = palette[role]
    context.lineWidth = Math.max(width, hairline(brush))
    context.beginPath()
    for (const edge of batch) trace(brush, edge.curves)
    context.stroke()
  }
  context.save()
  context.lineCap = 'butt'
  for (const batch of sorted) {
    const { tone, idle, width } = batch[0]!
    const role = roleOfTone[tone]
    if (tone === 'unknown') {
      // Hollow: two thin lines with nothing between.
      stroke(batch, role, Math.max(3, width), alpha)
      stroke(batch, 'ground', Math.max(3, width) - 1.6, 1)
      continue
    }
    if (tone !== 'fine' && tone !== 'wrong' && width > 2) stroke(batch, 'flow', width, alpha * 0.7)
    context.setLineDash([...dashes[tone]])
    if (tone === 'fine') stroke(batch, role, idle ? 1 : width, idle ? alpha * 0.4 : alpha)
    else stroke(batch, role, tone === 'wrong' ? Math.max(2, width) : 2, Math.min(1, alpha * 2))
    context.setLineDash([])
  }
  context.restore()
}

export function trace(brush: TopologyBrush, curves: readonly Curve[]): void {
  const { context } = brush
  curves.forEach((curve, index) => {
    if (index === 0) context.moveTo(curve.from.x, curve.from.y)
    context.bezierCurveTo(curve.out.x, curve.out.y, curve.into.x, curve.into.y, curve.to.x, curve.to.y)
  })
}
