/** Blocks as an image: one pixel each, enlarged when drawn. The only place of this view that makes a canvas. */
import type { Blocks } from './blocks.ts'
import type { Rgb } from './ink.ts'

export interface Raster {
  image(blocks: Blocks, pixels: Uint32Array): CanvasImageSource
  /** Any CSS colour as the screen has it. */
  readColour(css: string): Rgb
}

/** Null where the browser has no 2D canvas. */
export function makeRaster(): Raster | null {
  const canvas = document.createElement('canvas')
  const probe = document.createElement('canvas')
  const context = canvas.getContext('2d')
  const probing = probe.getContext('2d', { willReadFrequently: true })
  if (context === null || probing === null) return null
  const known = new Map<string, Rgb>()
  return {
    image({ codes, width, height }, pixels) {
      canvas.width = Math.max(1, width)
      canvas.height = Math.max(1, height)
      const data = context.createImageData(canvas.width, canvas.height)
      const out = new Uint32Array(data.data.buffer)
      for (let at = 0; at < codes.length; at++) out[at] = pixels[codes[at]!]!
      context.putImageData(data, 0, 0)
      return canvas
    },
    readColour(css) {
      const ready = known.get(css)
      if (ready !== undefined) return ready
      probing.fillStyle = css
      probing.fillRect(0, 0, 1, 1)
      const [red = 0, green = 0, blue = 0] = probing.getImageData(0, 0, 1, 1).data
      known.set(css, [red, green, blue])
      return [red, green, blue]
    },
  }
}
