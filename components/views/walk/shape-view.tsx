import { assertNever } from '#components/parts/assert-never.ts'
import type { Ink, Shape } from './shapes.ts'

const fills: Record<Ink, string> = {
  ground: 'fill-ground',
  panel: 'fill-panel',
  raised: 'fill-raised',
  line: 'fill-line',
  ink: 'fill-ink',
  'ink-quiet': 'fill-ink-quiet',
  accent: 'fill-accent',
  wrong: 'fill-wrong',
  unknown: 'fill-unknown',
}
const strokes: Record<Ink, string> = {
  ground: 'stroke-ground',
  panel: 'stroke-panel',
  raised: 'stroke-raised',
  line: 'stroke-line',
  ink: 'stroke-ink',
  'ink-quiet': 'stroke-ink-quiet',
  accent: 'stroke-accent',
  wrong: 'stroke-wrong',
  unknown: 'stroke-unknown',
}

/** One shape of a drawing, as SVG. */
export function ShapeView({ shape }: { shape: Shape }) {
  if (shape.is === 'text') {
    const { x, y, text, ink, size, isMono, isStrong, align, opacity } = shape
    return (
      <text
        x={x}
        y={y}
        fontSize={size}
        opacity={opacity}
        textAnchor={align}
        className={`${fills[ink]} ${isMono ? 'font-mono [font-variant-ligatures:none]' : ''} ${isStrong ? 'font-semibold' : ''}`}
      >
        {text}
      </text>
    )
  }
  const { fill, stroke, width, isDashed, opacity } = shape.look
  const look = {
    className: `${fill ? fills[fill] : 'fill-transparent'} ${stroke ? strokes[stroke] : ''}`,
    strokeWidth: width,
    strokeDasharray: isDashed ? '4 3' : undefined,
    opacity,
  }
  switch (shape.is) {
    case 'box':
      return <rect x={shape.x} y={shape.y} width={shape.width} height={shape.height} rx={shape.radius} {...look} />
    case 'circle':
      return <circle cx={shape.x} cy={shape.y} r={shape.radius} {...look} />
    case 'path':
      return <path d={`M${shape.points.map((point) => point.join(' ')).join('L')}${fill ? 'Z' : ''}`} {...look} />
    default:
      return assertNever(shape)
  }
}
