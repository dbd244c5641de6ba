/** The layer over the picture: dots that are packets, what lies under the pointer, what is selected. */
import type { LiveStore } from '#components/live/store.ts'
import type { Box, Point } from '#components/stage/box.ts'
import type { ThingId } from '#model/thing.ts'
import { makeDotClock } from './dot-clock.ts'
import { makeDots } from './dots.ts'
import { linesOf } from './hover.ts'
import type { TopologyBrush } from './ink.ts'
import { keepLast } from './keep-last.ts'
import type { Labels } from './labels.ts'
import type { makePacketWatch } from './packet-watch.ts'
import { paintEdges } from './paint-edges.ts'
import { clipMarks } from './paint-fan.ts'
import { paintArrows, paintDots, paintHover, paintLit, paintRing } from './paint-lively.ts'
import type { Picture } from './picture.ts'
import type { Scene } from './scene.ts'
import { tipOf } from './tips.ts'

/** What lies under the pointer, and where that came upon it. */
export interface Pointed {
  readonly id: ThingId
  readonly point: Point
}

interface LivelyState {
  /** Null before there is one. */
  readonly picture: Picture | null
  readonly hovered: Pointed | null
  readonly focused: boolean
  readonly labels: Labels
  readonly boxOf: (id: ThingId) => Box | null
}

/** Paints one frame of it; true while something moves. */
export type PaintLively = (brush: TopologyBrush, shown: Scene, state: LivelyState) => boolean

export function makeLively(store: LiveStore, watch: ReturnType<typeof makePacketWatch>): PaintLively {
  const dots = makeDots()
  const clock = makeDotClock()
  // The hand rests while the picture is drawn again and again.
  const litOf = keepLast(linesOf)
  const tipAt = keepLast((of: Picture, id: ThingId, _second: number, scene: Scene, labels: Labels) => {
    const { facts, traffic, detail } = of.whole
    const rowsOf = detail?.cluster ?? null
    return tipOf({ facts, scene, traffic, lines: of.traffic, rowsOf, labels, at: store.now() }, id)
  })

  return (brush, shown, { picture, hovered, focused, labels, boxOf }) => {
    const { fan } = shown
    const lines = fan ? fan.lines : shown.ways
    const lit = hovered && picture ? litOf(picture, hovered.id) : []
    const litFan = fan && lit.length > 0 ? new Set(lit.map((line) => line.id)) : rowSelected(shown)
    const flowing = lines.filter((line) => line.packets > 0 && (litFan === null || !fan || litFan.has(line.id)))
    const speed = store.speed()
    const elapsed = clock.advance(brush.now, speed)

    const clips =
      (shown.bars.length > 0 || fan?.lanesBehindWords === true) &&
      (fan !== null || lit.length > 0 || shown.ways === shown.edges)
    if (clips) clipMarks(brush, shown)
    if (fan)
      paintLit(
        brush,
        fan.lines.filter((line) => litFan?.has(line.id)),
      )
    else paintEdges(brush, lit, hovered && boxOf(hovered.id) ? 0.75 : 1)
    const packets = watch.look(shown, clock.now())
    // Packets of a moment that stands would all be yet to come.
    if (brush.still || (packets !== null && speed === 0)) paintArrows(brush, packets?.used ?? flowing)
    else paintDots(brush, packets?.dots ?? dots.advance(flowing, shown.scales.perDot, elapsed))
    if (clips) brush.context.restore()

    const selected = fan?.service === shown.selected ? (focused ? fan.lens : null) : boxOf(shown.selected)
    if (selected) paintRing(brush, selected, focused)
    if (hovered && picture) {
      const { id, point } = hovered
      // Ages in it are of seconds.
      const tip = tipAt(picture, id, Math.floor(store.now() / 1_000), shown, labels)
      paintHover(brush, { box: boxOf(id), tip, ...point })
    }
    const moves = !brush.still && speed > 0 && (packets?.moves ?? flowing.length > 0)
    if (!moves) clock.rest()
    return moves
  }
}

const rowSelected = (shown: Scene): ReadonlySet<string> | null =>
  shown.fan && shown.selected.startsWith('row:') ? new Set([shown.selected]) : null
