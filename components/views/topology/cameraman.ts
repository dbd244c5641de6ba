/** Moves the camera: around all, to one thing, by hand; and knows whether it follows the picture. */
import { type Box, grow } from '#components/stage/box.ts'
import { cameraAround, cameraAtTop, type Insets, type Size, zoomedAt } from '#components/stage/camera.ts'
import type { Stage } from '#components/stage/stage.ts'
import type { Layout } from './layout.ts'
import type { Picture } from './picture.ts'

export interface Cameraman {
  /** Until a hand takes the camera it shows all of what is drawn. */
  follows(): boolean
  setFollows(now: boolean): void
  /** Room for the picture without what lies over its edges, pixels. */
  free(): Size
  showAll(durationMs: number): void
  zoomTo(box: Box, durationMs: number): void
  zoomBy(factor: number): void
  /** Brings it into sight if it is not. */
  reveal(box: Box): void
}

export const handMs = 250
const zoomMs = 150
/** Of the rank above an open ClusterIP this much stays in sight, world units. */
const aboveLens = 70
/** Around a picture that is shown whole, pixels. */
export const margin = { top: 6, right: 18, bottom: 52, left: 18 }
/** Screen pixels a unit takes at most where a picture is shown whole. */
export const mostOf = ({ sizes }: Layout): number => (sizes.direction === 'down' ? 1 : 1.25)
/** How near the camera may come: where things are gathered, to single ones. */
const nearest = (picture: Picture | null): number => (picture?.plan.gathers ? 14 : 4)

export function makeCameraman(stage: () => Stage, picture: () => Picture | null, insets: () => Insets): Cameraman {
  let follows = true

  /** Ranks below each other: the top of them, or where a Service is open the part around it. */
  const cameraDown = ({ bounds, fan }: Picture['scene'], size: Size, room: Insets, most: number) => {
    const top = cameraAtTop(bounds, size, room, most)
    const fits = bounds.height * top.k <= size.height - room.top - room.bottom
    return fan && !fits ? cameraAtTop({ ...bounds, y: fan.lens.y - aboveLens }, size, room, most) : top
  }

  return {
    follows: () => follows,
    setFollows(now) {
      follows = now
    },
    free() {
      const size = stage().size()
      return { width: size.width - margin.left - margin.right, height: size.height - margin.top - margin.bottom }
    },
    showAll(durationMs) {
      const shown = picture()
      if (shown === null) return
      const size = stage().size()
      const { top, right, bottom, left } = insets()
      const room = {
        top: margin.top + top,
        right: margin.right + right,
        bottom: margin.bottom + bottom,
        left: margin.left + left,
      }
      const isDown = shown.layout.sizes.direction === 'down'
      const most = mostOf(shown.layout)
      const whole = cameraAround(shown.scene.bounds, size, room, most)
      stage().setReach([Math.min(0.25, whole.k * 0.6), nearest(shown)])
      follows = true
      stage().fly(isDown ? cameraDown(shown.scene, size, room, most) : whole, durationMs)
    },
    zoomTo(box, durationMs) {
      follows = false
      const most = Math.max(2, Math.min(12, 160 / box.width))
      const around = cameraAround(grow(box, box.width * 0.8), stage().size(), { ...margin, ...insets() }, most)
      stage().fly(around, durationMs)
    },
    zoomBy(factor) {
      follows = false
      const { width, height } = stage().size()
      const middle = { x: width / 2, y: height / 2 }
      stage().fly(zoomedAt(stage().camera(), middle, factor, [0.05, nearest(picture())]), zoomMs)
    },
    reveal(box) {
      const { camera, size } = { camera: stage().camera(), size: stage().size() }
      const over = insets()
      const left = box.x * camera.k + camera.x
      const top = box.y * camera.k + camera.y
      const right = left + box.width * camera.k
      const bottom = top + box.height * camera.k
      const dx = Math.max(0, margin.left - left) - Math.max(0, right - (size.width - margin.right - over.right))
      const dy = Math.max(0, margin.top - top) - Math.max(0, bottom - (size.height - margin.bottom - over.bottom))
      if (dx !== 0 || dy !== 0) stage().fly({ ...camera, x: camera.x + dx, y: camera.y + dy }, handMs)
    },
  }
}
