/**
 * Two canvases one above the other in a host element, as large as it and as fine as the screen:
 * the quiet one for the scene, the lively one for what moves and what the hand does.
 */
import type { Size } from './camera.ts'
import { makeUndoStack } from './undo.ts'

export interface Layer {
  readonly canvas: HTMLCanvasElement
  readonly context: CanvasRenderingContext2D
}

export interface Surface {
  readonly quiet: Layer
  readonly lively: Layer
  size(): Size
  pixelRatio(): number
  dispose(): void
}

/** `resized` is called after size or pixel ratio changed: both layers are blank then. Null where the browser has no 2D canvas. */
export function makeSurface(host: HTMLElement, resized: () => void): Surface | null {
  const undo = makeUndoStack()
  const quiet = makeLayer(host)
  const lively = makeLayer(host)
  if (quiet === null || lively === null) return null
  undo.add(() => quiet.canvas.remove())
  undo.add(() => lively.canvas.remove())
  let size: Size = { width: 0, height: 0 }
  let pixelRatio = 1

  const measure = () => {
    const width = host.clientWidth
    const height = host.clientHeight
    // More than two device pixels a pixel costs time nobody sees.
    const ratio = Math.min(2, window.devicePixelRatio || 1)
    if (width === size.width && height === size.height && ratio === pixelRatio) return
    size = { width, height }
    pixelRatio = ratio
    for (const { canvas } of [quiet, lively]) {
      canvas.width = Math.round(width * ratio)
      canvas.height = Math.round(height * ratio)
    }
    resized()
  }
  const observer = new ResizeObserver(measure)
  observer.observe(host)
  undo.add(() => observer.disconnect())
  // A window dragged to another screen changes the ratio without changing the size.
  window.addEventListener('resize', measure)
  undo.add(() => window.removeEventListener('resize', measure))
  measure()
  return { quiet, lively, size: () => size, pixelRatio: () => pixelRatio, dispose: undo.run }
}

function makeLayer(host: HTMLElement): Layer | null {
  const canvas = document.createElement('canvas')
  canvas.setAttribute('aria-hidden', 'true')
  Object.assign(canvas.style, { position: 'absolute', inset: '0', width: '100%', height: '100%', display: 'block' })
  const context = canvas.getContext('2d')
  if (context === null) return null
  host.append(canvas)
  return { canvas, context }
}
