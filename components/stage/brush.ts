import type { Camera, Size } from './camera.ts'
import type { Palette } from './palette.ts'

/** The part of a 2D context that painting uses: a test can record it. */
export type Context = Pick<
  CanvasRenderingContext2D,
  | 'save'
  | 'restore'
  | 'beginPath'
  | 'closePath'
  | 'moveTo'
  | 'lineTo'
  | 'bezierCurveTo'
  | 'arc'
  | 'arcTo'
  | 'rect'
  | 'roundRect'
  | 'clip'
  | 'fill'
  | 'stroke'
  | 'fillRect'
  | 'strokeRect'
  | 'clearRect'
  | 'fillText'
  | 'drawImage'
  | 'imageSmoothingEnabled'
  | 'measureText'
  | 'setLineDash'
  | 'setTransform'
  | 'translate'
  | 'scale'
  | 'globalAlpha'
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
  | 'lineCap'
  | 'lineJoin'
  | 'lineDashOffset'
  | 'font'
  | 'textAlign'
  | 'textBaseline'
>

/** Everything painting may read. The context is already in world units when a layer is painted. */
export interface Brush<Role extends string> {
  readonly context: Context
  readonly size: Size
  readonly pixelRatio: number
  readonly camera: Camera
  readonly palette: Palette<Role>
  /** Milliseconds of the frame clock. */
  readonly now: number
  /** People asked for less motion. */
  readonly still: boolean
}

/** Width in world units of a line one device pixel wide. */
export const hairline = (brush: Brush<string>): number => 1 / (brush.camera.k * brush.pixelRatio)

/** World units of a length in screen pixels. */
export const screenPx = (brush: Brush<string>, pixels: number): number => pixels / brush.camera.k
