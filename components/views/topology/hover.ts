/** What is under the pointer, and what to light of it. Trees are built when first asked after a change. */
import type { Point } from '#components/stage/box.ts'
import { makePicker, type Pickable, type Picker } from '#components/stage/pick.ts'
import type { ThingId } from '#model/thing.ts'
import type { Cell, EdgeMark } from './marks.ts'
import type { Picture } from './picture.ts'
import type { Scene } from './scene.ts'
import { pairsOf } from './scene-edges.ts'
import { openOf, rateOf } from './traffic.ts'

export interface Finder {
  /** `k` is the camera's: small cells can be pointed at only when they are large enough. */
  at(point: Point, reach: number, k: number): ThingId | null
}

/** A cell narrower than this on screen cannot be aimed at. */
const aimedPx = 9

export function makeFinder(scene: Scene): Finder {
  const cells: Cell[] = scene.marks.flatMap((mark) => ('cells' in mark ? mark.cells : []))
  const lines = scene.fan ? scene.fan.lines : scene.edges
  const marks: Pickable[] = scene.marks.flatMap((mark) =>
    mark.kind === 'label' || mark.kind === 'island' ? [] : [{ id: mark.id, box: mark.box }],
  )
  // An open fan's lens lies over its neighbours; its lanes are picked as lines.
  const boxes = scene.fan ? marks.filter(({ id }) => !id.startsWith('service:') || id === scene.fan!.service) : marks
  let cellPicker: Picker | null = null
  let markPicker: Picker | null = null
  return {
    at(point, reach, k) {
      if (cells.length > 0 && (cells[0]?.box.width ?? 0) * k >= aimedPx) {
        cellPicker ??= makePicker(cells.map(({ id, box }) => ({ id, box })))
        const cell = cellPicker.at(point, 0)
        if (cell !== null) return cell
      }
      markPicker ??= makePicker([...lines.map((line) => ({ id: line.id, line: line.track.points })), ...boxes])
      return markPicker.at(point, reach)
    },
  }
}

/** Lines lit with a thing: those that begin or end at it, or the line itself. */
export function linesOf(picture: Picture, id: ThingId): readonly EdgeMark[] {
  const { scene } = picture
  if (scene.fan) return scene.fan.lines.filter((line) => line.id === id || line.from === id || line.to === id)
  if (scene.bars.length > 0 && !id.startsWith('edge:')) {
    return pairsOf(picture, id, scene.scales.measure === 'rate' ? rateOf : openOf, scene.scales.full)
  }
  return scene.edges.filter((line) => line.id === id || line.from === id || line.to === id)
}
