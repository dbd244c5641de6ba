/** The quiet layer: everything of the scene that stands still. Reads the brush and the scene, nothing else. */
import { touches } from '#components/stage/box.ts'
import { inSight } from '#components/stage/camera.ts'
import type { ThingId } from '#model/thing.ts'
import { fonts, isFar, type TopologyBrush, write, writeFar } from './ink.ts'
import type { EdgeMark, Mark } from './marks.ts'
import { paintEdges } from './paint-edges.ts'
import { paintFan } from './paint-fan.ts'
import { paintGroup, paintNode, paintPod, paintService } from './paint-marks.ts'
import type { Scene } from './scene.ts'

/** How present a mark is, 0 to 1: what is new grows in, what left fades. 1 for most. */
export type Presence = (id: ThingId) => number

const dimmed = 0.22
const paintOrder: readonly Mark['kind'][] = ['island', 'host', 'gathered', 'label', 'pod', 'service', 'node']
/** Lines run over these and behind all others. */
const isGround = (mark: Mark): boolean => mark.kind === 'island' || mark.kind === 'host'

export function paintScene(brush: TopologyBrush, scene: Scene, leaving: readonly Mark[], presence: Presence): void {
  const sight = inSight(brush.camera, brush.size)
  const marks = [...leaving, ...scene.marks]
    .filter((mark) => touches(mark.box, sight))
    .sort((a, b) => paintOrder.indexOf(a.kind) - paintOrder.indexOf(b.kind))
  const alphaOf = (id: ThingId) =>
    scene.related === null || scene.related.has(id) || id.startsWith('rank:') ? 1 : dimmed
  for (const mark of marks) if (isGround(mark)) paintMark(brush, mark, alphaOf(mark.id), presence(mark.id))
  paintRestingEdges(brush, scene, presence)
  for (const mark of marks) if (!isGround(mark)) paintMark(brush, mark, alphaOf(mark.id), presence(mark.id))
  brush.context.globalAlpha = 1
  paintFan(brush, scene)
}

function paintRestingEdges(brush: TopologyBrush, scene: Scene, presence: Presence): void {
  const there = scene.edges.filter((edge) => presence(edge.from) === 1 && presence(edge.to) === 1)
  const isDimmed = scene.related !== null
  paintEdges(brush, scene.bars, isDimmed ? 0.14 : 0.5)
  // Many lines are each given less ink, so that together they do not shout.
  const rest = there.length > 60 ? 0.42 : 0.55
  const belongs = (edge: EdgeMark) => edge.from === scene.selected || edge.to === scene.selected
  if (!isDimmed) {
    paintEdges(brush, there, rest)
    return
  }
  paintEdges(
    brush,
    there.filter((edge) => !belongs(edge)),
    0.07,
  )
  paintEdges(brush, there.filter(belongs), 0.8)
}

function paintMark(brush: TopologyBrush, mark: Mark, alpha: number, presence: number): void {
  const { context } = brush
  if (presence < 1) {
    const { x, y, width, height } = mark.box
    const scale = 0.6 + 0.4 * presence
    context.save()
    context.translate(x + width / 2, y + height / 2)
    context.scale(scale, scale)
    context.translate(-x - width / 2, -y - height / 2)
  }
  // A dimmed mark still hides the lines behind it.
  context.globalAlpha = alpha * presence
  switch (mark.kind) {
    case 'node':
      paintNode(brush, mark)
      break
    case 'service':
      paintService(brush, mark)
      break
    case 'pod':
      paintPod(brush, mark)
      break
    case 'island':
    case 'host':
    case 'gathered':
      paintGroup(brush, mark)
      break
    case 'label':
      if (isFar(brush))
        writeFar(
          brush,
          mark.text,
          { ...mark.box, x: mark.box.x - 8, y: mark.box.y - 20, height: 40 },
          'ink-quiet',
          fonts.head,
        )
      else write(brush, mark.text, mark.box.x, mark.box.y, { font: fonts.head, role: 'ink-quiet' })
      break
  }
  if (presence < 1) context.restore()
}
