/** A stop's sign: a circle with its packets for a device, a diamond for kernel work, a square for an end. */
import type { Stop, WalkResult } from '#model/walk/walk.ts'
import type { Break } from './route.ts'
import { type Ink, monoTextWidth, type Shape, type StopPlace } from './shapes.ts'

export const stationRadius = 12

export interface StationLook {
  readonly isLast: boolean
  readonly isNext: boolean
  /** Another packet is chosen, which was not seen here. */
  readonly isDim: boolean
  /** The chosen packet was seen here. */
  readonly isLit: boolean
}

export function lookOf(
  stop: number,
  broken: Break | null,
  lit: ReadonlySet<number> | null,
  { stops }: Pick<WalkResult, 'stops'>,
): StationLook {
  const isDevice = stops[stop]!.place.is === 'device'
  return {
    isLast: broken?.last === stop,
    isNext: broken?.next === stop,
    isDim: lit !== null && isDevice && !lit.has(stop),
    isLit: lit?.has(stop) ?? false,
  }
}

/** The sign with its middle at a point. */
export function drawStation(
  stop: Stop,
  { stop: index, x, y }: Pick<StopPlace, 'stop' | 'x' | 'y'>,
  look: StationLook,
): Shape[] {
  switch (stop.place.is) {
    case 'device':
      return drawDevice(stop, x, y, look)
    case 'kernel':
      return drawDiamond(stop, x, y, look)
    case 'process':
    case 'outside':
    case 'pod':
      return drawEnd(stop, x, y, look)
    default:
      throw new Error(`Stop ${index} lies nowhere.`)
  }
}

function drawDevice({ standing, packets }: Stop, x: number, y: number, look: StationLook): Shape[] {
  const text = packets === null ? '' : String(packets)
  const half = Math.max(stationRadius, monoTextWidth(text, 11.5) / 2 + 6)
  const colours = ((): { fill: Ink; stroke: Ink; ink: Ink; isDashed: boolean } => {
    if (look.isLast) return { fill: 'wrong', stroke: 'wrong', ink: 'ground', isDashed: false }
    if (standing === 'missing' || look.isNext) return { fill: 'ground', stroke: 'wrong', ink: 'wrong', isDashed: true }
    if (standing === 'unwatched') return { fill: 'ground', stroke: 'unknown', ink: 'unknown', isDashed: true }
    if (standing === 'not-reached') return { fill: 'ground', stroke: 'line', ink: 'unknown', isDashed: false }
    if (look.isLit) return { fill: 'ink', stroke: 'ink', ink: 'ground', isDashed: false }
    return { fill: 'ground', stroke: 'ink', ink: 'ink', isDashed: false }
  })()
  const opacity = look.isDim ? 0.4 : 1
  const { fill, stroke, ink, isDashed } = colours
  const box = { x: x - half, y: y - stationRadius, width: half * 2, height: stationRadius * 2 }
  return [
    { is: 'box', ...box, radius: stationRadius, look: { fill: 'ground' } },
    { is: 'box', ...box, radius: stationRadius, look: { fill, stroke, width: 1.6, isDashed, opacity } },
    ...(standing === 'not-reached' || text === ''
      ? []
      : [
          {
            is: 'text',
            x,
            y: y + 4,
            text,
            ink,
            size: 11.5,
            isMono: true,
            isStrong: true,
            align: 'middle',
            opacity,
          } as const,
        ]),
  ]
}

function drawDiamond({ standing }: Stop, x: number, y: number, look: StationLook): Shape[] {
  const r = 10
  const points = [
    [x, y - r],
    [x + r, y],
    [x, y + r],
    [x - r, y],
  ] as const
  if (look.isLast) return [{ is: 'path', points, look: { fill: 'wrong', stroke: 'wrong', width: 1.6 } }]
  if (look.isNext || standing === 'missing')
    return [{ is: 'path', points, look: { fill: 'ground', stroke: 'wrong', width: 1.6, isDashed: true } }]
  if (standing === 'unwatched')
    return [{ is: 'path', points, look: { fill: 'ground', stroke: 'unknown', width: 1.4, isDashed: true } }]
  if (standing === 'not-reached') return [{ is: 'path', points, look: { fill: 'ground', stroke: 'line', width: 1.4 } }]
  return [{ is: 'path', points, look: { fill: 'accent', stroke: 'accent', width: 1.6 } }]
}

function drawEnd({ standing }: Stop, x: number, y: number, look: StationLook): Shape[] {
  const box = { x: x - 8, y: y - 8, width: 16, height: 16, radius: 4 }
  if (look.isLast) return [{ is: 'box', ...box, look: { fill: 'wrong', stroke: 'wrong', width: 1.6 } }]
  if (look.isNext || standing === 'missing')
    return [{ is: 'box', ...box, look: { fill: 'ground', stroke: 'wrong', width: 1.6, isDashed: true } }]
  if (standing === 'unwatched')
    return [{ is: 'box', ...box, look: { fill: 'ground', stroke: 'unknown', width: 1.4, isDashed: true } }]
  if (standing === 'not-reached') return [{ is: 'box', ...box, look: { fill: 'ground', stroke: 'line', width: 1.4 } }]
  return [{ is: 'box', ...box, look: { fill: 'ink', stroke: 'ink', width: 1.6 } }]
}
