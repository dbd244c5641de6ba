/** Pan, wheel and pinch through d3-zoom. The one place where D3 touches an element, and only its events. */
import { select, type ZoomTransform, zoom, zoomIdentity } from 'd3'
import type { Camera } from './camera.ts'

export interface Gestures {
  /** Moves the camera by program; `moved` is told as for a gesture. */
  set(camera: Camera): void
  /** Least and most screen pixels a world unit takes. */
  setReach(reach: readonly [number, number]): void
  dispose(): void
}

const cameraOf = (transform: ZoomTransform): Camera => ({ x: transform.x, y: transform.y, k: transform.k })

export interface GestureOptions {
  /** Within a page that is longer than the canvas: the wheel alone, or one finger, moves that page and not the picture. */
  readonly yields: boolean
}

/** `byHand` is true when a person moved it. */
export function makeGestures(
  canvas: HTMLCanvasElement,
  { yields }: GestureOptions,
  moved: (camera: Camera, byHand: boolean) => void,
): Gestures {
  const behaviour = zoom<HTMLCanvasElement, unknown>()
    .filter((event: Event) => isMeant(event, yields))
    // A mouse that trembles a little while it clicks still clicks.
    .clickDistance(4)
    .on('zoom', (event: { transform: ZoomTransform; sourceEvent: unknown }) =>
      moved(cameraOf(event.transform), event.sourceEvent !== null),
    )
  const selection = select<HTMLCanvasElement, unknown>(canvas)
  selection.call(behaviour).on('dblclick.zoom', null)
  canvas.style.touchAction = yields ? 'pan-x pan-y' : 'none'
  return {
    set(camera) {
      selection.call(behaviour.transform, zoomIdentity.translate(camera.x, camera.y).scale(camera.k))
    },
    setReach([least, most]) {
      behaviour.scaleExtent([least, most])
    },
    dispose() {
      selection.on('.zoom', null)
    },
  }
}

/** Besides what yields, as d3-zoom has it: the first button alone, and Ctrl with the wheel, which is how a pinch on a trackpad comes. */
function isMeant(event: Event, yields: boolean): boolean {
  if (event instanceof WheelEvent) return !yields || event.ctrlKey || event.metaKey
  if (event instanceof MouseEvent) return !event.ctrlKey && event.button === 0
  return !yields || (event as TouchEvent).touches.length > 1
}
