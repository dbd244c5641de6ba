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

/** `byHand` is true when a person moved it. */
export function makeGestures(canvas: HTMLCanvasElement, moved: (camera: Camera, byHand: boolean) => void): Gestures {
  const behaviour = zoom<HTMLCanvasElement, unknown>()
    // A mouse that trembles a little while it clicks still clicks.
    .clickDistance(4)
    .on('zoom', (event: { transform: ZoomTransform; sourceEvent: unknown }) =>
      moved(cameraOf(event.transform), event.sourceEvent !== null),
    )
  const selection = select<HTMLCanvasElement, unknown>(canvas)
  selection.call(behaviour).on('dblclick.zoom', null)
  canvas.style.touchAction = 'none'
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
