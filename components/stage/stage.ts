/**
 * The stage owns the pixels: surface, camera, frame clock, pointer. It knows nothing of what is
 * drawn; a performance paints the two layers and is told where the hand is.
 *
 *     data, options ──> performance ──touch()──> clock ──frame──> quiet(brush), lively(brush)
 *     pointer, wheel ──> camera ─────────────────┘
 */
import type { Point } from './box.ts'
import type { Brush } from './brush.ts'
import { type Camera, type Size, stillCamera, toWorld } from './camera.ts'
import { type Flight, makeFlight } from './flight.ts'
import { browserFrames, type FrameHost, makeFrameClock } from './frame-clock.ts'
import { type GestureOptions, makeGestures } from './gestures.ts'
import { type Palette, readPalette, watchMotion, watchTheme } from './palette.ts'
import { type Layer, makeSurface } from './surface.ts'
import { listen, makeUndoStack } from './undo.ts'

export interface Performance<Role extends string> {
  /** Paints the layer and says whether it moves by itself: then it is painted again the next frame. */
  quiet(brush: Brush<Role>): boolean
  lively(brush: Brush<Role>): boolean
  /** Where the mouse is; null when it left. `reach` is how near is near enough, world units. Says whether that changes the lively layer. */
  hover(world: Point | null, reach: number): boolean
  click(world: Point, reach: number): void
  doubleClick(world: Point, reach: number): void
  cameraMoved(camera: Camera, byHand: boolean): void
  resized(size: Size): void
}

export interface Stage<Role extends string = string> {
  touch(layer: 'quiet' | 'lively'): void
  camera(): Camera
  size(): Size
  /** Goes there in `durationMs`; at once with 0 or when people asked for less motion. */
  fly(camera: Camera, durationMs: number): void
  setReach(reach: readonly [number, number]): void
  setCursor(cursor: string): void
  /** What is drawn now, both layers on a canvas of its own, at so many device pixels a pixel; null where the browser makes none. */
  snapshot(pixelRatio: number): HTMLCanvasElement | null
  palette(): Palette<Role>
  dispose(): void
}

/** How near a line the pointer must be, screen pixels. */
const reachPx = 6

/** Null where the browser has no 2D canvas: the table twin then is all there is. */
export function makeStage<Role extends string>(
  host: HTMLElement,
  roles: readonly Role[],
  performance: Performance<Role>,
  gesturing: GestureOptions = { yields: false },
  frames: FrameHost = browserFrames,
): Stage<Role> | null {
  const undo = makeUndoStack()
  let camera = stillCamera
  let flight: Flight | null = null
  let still = false
  let palette = readPalette(host, roles)
  const dirty = { quiet: true, lively: true }
  let ready = false

  const surface = makeSurface(host, () => {
    if (!ready) return
    performance.resized(surface!.size())
    touch('quiet')
    touch('lively')
  })
  if (surface === null) return null
  undo.add(surface.dispose)

  const paint = (
    layer: Layer,
    now: number,
    painter: (brush: Brush<Role>) => boolean,
    ratio = surface.pixelRatio(),
  ): boolean => {
    const { context } = layer
    context.setTransform(1, 0, 0, 1, 0, 0)
    context.clearRect(0, 0, layer.canvas.width, layer.canvas.height)
    context.setTransform(ratio * camera.k, 0, 0, ratio * camera.k, ratio * camera.x, ratio * camera.y)
    return painter({ context, size: surface.size(), pixelRatio: ratio, camera, palette, now, still })
  }
  const clock = makeFrameClock(frames, (now) => {
    if (flight) {
      const { camera: next, arrived } = flight.at(now)
      if (arrived) flight = null
      gestures.set(next)
    }
    // Painting may itself move the camera or touch a layer: that is for the next frame.
    for (const name of ['quiet', 'lively'] as const) {
      if (!dirty[name]) continue
      dirty[name] = false
      if (paint(surface[name], now, performance[name])) dirty[name] = true
    }
    return flight !== null || dirty.quiet || dirty.lively
  })
  undo.add(clock.stop)
  const touch = (layer: 'quiet' | 'lively') => {
    dirty[layer] = true
    clock.wake()
  }

  const gestures = makeGestures(surface.lively.canvas, gesturing, (next, byHand) => {
    camera = next
    if (byHand) flight = null
    performance.cameraMoved(next, byHand)
    touch('quiet')
    touch('lively')
  })
  undo.add(gestures.dispose)
  undo.add(
    watchTheme(() => {
      palette = readPalette(host, roles)
      touch('quiet')
      touch('lively')
    }),
  )
  undo.add(
    watchMotion((less) => {
      still = less
      touch('lively')
    }),
  )

  const canvas = surface.lively.canvas
  const worldOf = (event: MouseEvent): Point => toWorld(camera, { x: event.offsetX, y: event.offsetY })
  const hover = (point: Point | null) => {
    if (performance.hover(point, reachPx / camera.k)) touch('lively')
  }
  undo.add(
    listen(
      canvas,
      'pointermove',
      (event) => event.pointerType === 'mouse' && event.buttons === 0 && hover(worldOf(event)),
    ),
  )
  undo.add(listen(canvas, 'pointerleave', () => hover(null)))
  undo.add(listen(canvas, 'click', (event) => performance.click(worldOf(event), reachPx / camera.k)))
  undo.add(listen(canvas, 'dblclick', (event) => performance.doubleClick(worldOf(event), reachPx / camera.k)))
  ready = true
  clock.wake()

  return {
    touch,
    camera: () => camera,
    size: surface.size,
    fly(to, durationMs) {
      if (durationMs <= 0 || still) {
        flight = null
        gestures.set(to)
      } else {
        flight = makeFlight(camera, to, surface.size(), performanceNow(), durationMs)
        clock.wake()
      }
    },
    setReach: gestures.setReach,
    setCursor(cursor) {
      canvas.style.cursor = cursor
    },
    snapshot(pixelRatio) {
      const { width, height } = surface.size()
      const [whole, upper] = [blankLayer(width, height, pixelRatio), blankLayer(width, height, pixelRatio)]
      if (whole === null || upper === null) return null
      const now = performanceNow()
      paint(whole, now, performance.quiet, pixelRatio)
      paint(upper, now, performance.lively, pixelRatio)
      whole.context.setTransform(1, 0, 0, 1, 0, 0)
      whole.context.drawImage(upper.canvas, 0, 0)
      return whole.canvas
    },
    palette: () => palette,
    dispose: undo.run,
  }
}

function blankLayer(width: number, height: number, pixelRatio: number): Layer | null {
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(width * pixelRatio)
  canvas.height = Math.round(height * pixelRatio)
  const context = canvas.getContext('2d')
  return context && { canvas, context }
}

const performanceNow = (): number => globalThis.performance.now()
