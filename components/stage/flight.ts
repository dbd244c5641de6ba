/** A camera's way from one view to another: out, over and in again, as d3's smooth zoom goes. */
import { easeCubicInOut, interpolateZoom } from 'd3'
import { type Camera, type Size, toWorld } from './camera.ts'

export interface Flight {
  /** Where the camera is at that time of the frame clock, and whether it has arrived. */
  at(now: number): { readonly camera: Camera; readonly arrived: boolean }
}

export function makeFlight(from: Camera, to: Camera, size: Size, start: number, durationMs: number): Flight {
  const middle = { x: size.width / 2, y: size.height / 2 }
  const view = (camera: Camera): [number, number, number] => {
    const { x, y } = toWorld(camera, middle)
    return [x, y, size.width / camera.k]
  }
  const between = interpolateZoom(view(from), view(to))
  return {
    at(now) {
      const t = durationMs <= 0 ? 1 : Math.min(1, Math.max(0, (now - start) / durationMs))
      if (t === 1) return { camera: to, arrived: true }
      const [x, y, width] = between(easeCubicInOut(t))
      const k = size.width / width
      return { camera: { k, x: middle.x - x * k, y: middle.y - y * k }, arrived: false }
    },
  }
}
