/**
 * The camera: screen = world × k + (x, y). Screen means CSS pixels of the stage, device pixels are
 * screen × pixel ratio and appear only in `surface.ts`.
 */
import type { Box, Point } from './box.ts'

export interface Camera {
  readonly x: number
  readonly y: number
  /** Screen pixels a world unit takes. */
  readonly k: number
}

export interface Size {
  readonly width: number
  readonly height: number
}

export const stillCamera: Camera = { x: 0, y: 0, k: 1 }

export const toScreen = (camera: Camera, world: Point): Point => ({
  x: world.x * camera.k + camera.x,
  y: world.y * camera.k + camera.y,
})

export const toWorld = (camera: Camera, screen: Point): Point => ({
  x: (screen.x - camera.x) / camera.k,
  y: (screen.y - camera.y) / camera.k,
})

/** The part of the world in sight. */
export const inSight = (camera: Camera, size: Size): Box => ({
  x: -camera.x / camera.k,
  y: -camera.y / camera.k,
  width: size.width / camera.k,
  height: size.height / camera.k,
})

/** Space the page's own panels take from the stage's edges, screen pixels. */
export interface Insets {
  readonly top: number
  readonly right: number
  readonly bottom: number
  readonly left: number
}

export const noInsets: Insets = { top: 0, right: 0, bottom: 0, left: 0 }

/** Shows the whole box in the middle of what the insets leave free, no larger than `most` screen pixels a unit. */
export function cameraAround(box: Box, size: Size, insets: Insets, most: number): Camera {
  const width = Math.max(1, size.width - insets.left - insets.right)
  const height = Math.max(1, size.height - insets.top - insets.bottom)
  const k = Math.min(most, width / Math.max(1, box.width), height / Math.max(1, box.height))
  return {
    k,
    x: insets.left + (width - box.width * k) / 2 - box.x * k,
    y: insets.top + (height - box.height * k) / 2 - box.y * k,
  }
}

/** Fits the box's width and shows its top: for pictures taller than the screen. */
export function cameraAtTop(box: Box, size: Size, insets: Insets, most: number): Camera {
  const whole = cameraAround(box, { ...size, height: Infinity }, insets, most)
  return { ...whole, y: insets.top - box.y * whole.k }
}

/** The same camera a step nearer (`by` above 1) or farther, keeping one screen point where it is. */
export function zoomedAt(camera: Camera, screen: Point, by: number, [least, most]: readonly [number, number]): Camera {
  const k = Math.min(most, Math.max(least, camera.k * by))
  const world = toWorld(camera, screen)
  return { k, x: screen.x - world.x * k, y: screen.y - world.y * k }
}
