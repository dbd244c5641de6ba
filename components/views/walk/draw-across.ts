/**
 * The route from left to right, both ways in one picture:
 *
 *   zmaster0                                   znode2
 *   from  10.104.197.218:58654 | 100.117.189.64:31076 …
 *   to    10.104.197.218:80 | 100.108.11.194:80 …
 *         process   IPVS   masquerade   tunl0  eth0 ══ eth0  tunl0  cali…   web-…
 *   request  ■────────◆────────◆─────────(4)───(4)═════(4)───(4)────(4)──────■
 *   reply    ■────────◆────────◆─────────(3)───(3)═════(3)───(3)────(3)──────■
 */
import type { Words } from '#components/words/words.ts'
import type { WalkResult, Way } from '#model/walk/walk.ts'
import { nameOfPlace, stageOfPlace } from './places.ts'
import {
  bandsOf,
  breakOf,
  type Column,
  columnsOf,
  type LaneName,
  linkLook,
  linksOf,
  type Segment,
  segmentsOf,
  sleevesOf,
} from './route.ts'
import { type Drawing, fitMono, monoTextWidth, type Shape, type StopPlace } from './shapes.ts'
import { drawStation, lookOf, stationRadius } from './station.ts'

const gutter = 56
const bandGap = 20
const bandInset = 10
const leastColumn = 88
/** Wider ones tear the route apart. */
const mostColumn = 230
const laneHeight = 24
const laneSize = 11.5
/** A second copy of an address stands at the far end of a segment that much longer than it. */
const repeatFrom = 2.6

/** Less room than this makes letters touch: the route runs downwards instead. */
export const leastWidthAcross = (result: Pick<WalkResult, 'stops'>): number => {
  const columns = columnsOf(result.stops)
  return gutter + columns.length * leastColumn + (bandsOf(columns).length - 1) * bandGap
}

type PathLook = Extract<Shape, { is: 'path' }>['look']

interface Frame {
  readonly result: WalkResult
  readonly say: Words['walk']
  readonly lit: ReadonlySet<number> | null
  readonly columns: readonly Column[]
  readonly middleOf: (column: number) => number
  /** Of halves of columns. */
  readonly edgeOf: (half: number) => number
  readonly width: number
}

export function drawAcross(
  result: WalkResult,
  say: Words['walk'],
  wanted: number,
  lit: ReadonlySet<number> | null,
): Drawing {
  const columns = columnsOf(result.stops)
  const bands = bandsOf(columns)
  const gaps = (bands.length - 1) * bandGap
  const width = Math.min(Math.max(wanted, leastWidthAcross(result)), gutter + columns.length * mostColumn + gaps)
  const columnWidth = (width - gutter - gaps) / Math.max(1, columns.length)
  const bandAt = (column: number) => bands.findIndex(({ from, to }) => column >= from && column < to)
  const leftOf = (column: number) => gutter + column * columnWidth + bandAt(column) * bandGap
  const frame: Frame = {
    result,
    say,
    lit,
    columns,
    width,
    middleOf: (column) => leftOf(column) + columnWidth / 2,
    edgeOf(half) {
      const column = Math.floor(half / 2)
      if (half % 2 === 1) return leftOf(column) + columnWidth / 2
      return column >= columns.length ? width : leftOf(column)
    },
  }
  const hasTunnel = result.stops.some(({ outer }) => outer !== null)
  const lanes: readonly LaneName[] = hasTunnel ? ['from', 'to', 'outer'] : ['from', 'to']
  const top = 36
  const requestY = top + lanes.length * laneHeight + 62
  const replyY = requestY + 58
  const bottom = replyY + 52
  const height = bottom + lanes.length * laneHeight + 12

  const shapes: Shape[] = []
  for (const { node, from, to } of bands) {
    const [left, right] = [leftOf(from), leftOf(to - 1) + columnWidth]
    // Outside has no machine to draw; its only stop says what it is.
    if (node === null) continue
    const room = right - left - 2 * bandInset
    const text = { is: 'text', y: 22 } as const
    shapes.push(
      { is: 'box', x: left, y: 0, width: right - left, height, radius: 6, look: { fill: 'panel' } },
      {
        ...text,
        x: left + bandInset,
        text: fitMono(node, room, 12.5),
        ink: 'ink',
        size: 12.5,
        isMono: true,
        isStrong: true,
      },
    )
    const after = monoTextWidth(node, 12.5) + 10
    if (node === result.translator && after + monoTextWidth(say.map.translates, 12) < room)
      shapes.push({ ...text, x: left + bandInset + after, text: say.map.translates, ink: 'ink-quiet', size: 12 })
  }
  lanes.forEach((lane, row) => {
    shapes.push(...drawLane(frame, 'request', lane, top + row * laneHeight))
  })
  const below: readonly LaneName[] = hasTunnel ? ['outer', 'from', 'to'] : ['from', 'to']
  below.forEach((lane, row) => {
    shapes.push(...drawLane(frame, 'reply', lane, bottom + row * laneHeight))
  })
  shapes.push(...drawWay(frame, 'request', requestY), ...drawWay(frame, 'reply', replyY))
  const places = [...placesOf(frame, 'request', requestY), ...placesOf(frame, 'reply', replyY)]
  const broken = breakOf(result.verdict)
  for (const place of places) {
    shapes.push(...drawStation(result.stops[place.stop]!, place, lookOf(place.stop, broken, lit, result)))
  }
  shapes.push(...drawNames(frame, requestY, replyY), ...drawRemarks(frame, places, (requestY + replyY) / 2))
  return { width, height, shapes, places }
}

function placesOf({ columns, middleOf }: Frame, way: Way, y: number): StopPlace[] {
  return columns.flatMap((column, index) =>
    column[way] === null ? [] : [{ stop: column[way], x: middleOf(index), y, radius: stationRadius }],
  )
}

/** Addresses of one kind along a way; where the kernel wrote one it is coloured. */
function drawLane(frame: Frame, way: Way, lane: LaneName, y: number): Shape[] {
  const { stops } = frame.result
  const segments = segmentsOf(stops, frame.columns, way, lane)
  if (segments.length === 0) return []
  const { map } = frame.say
  const tunnel = stops.find(({ outer }) => outer !== null)?.outer?.tunnel
  const prefix = lane === 'outer' && tunnel ? `${map.tunnels[tunnel]} ` : ''
  const base = y + laneHeight - 4
  return [
    { is: 'text', x: 0, y: base - 5, text: map[lane], ink: 'ink-quiet', size: 12 },
    ...segments.flatMap((segment) =>
      lane === 'outer'
        ? drawOuter(frame, segment, prefix + segment.text, base)
        : drawSegment(frame, segment, segment.text, base),
    ),
  ]
}

function drawSegment({ columns, edgeOf, width }: Frame, segment: Segment, text: string, base: number): Shape[] {
  const { isPale, isContinued, writtenAt } = segment
  const isWhole = segment.to === columns.length * 2
  const left = edgeOf(segment.from) + 4
  const right = Math.min(width, edgeOf(segment.to)) - (isWhole ? 8 : 4)
  const shown = fitMono(text, right - left - 4, laneSize)
  const textWidth = monoTextWidth(shown, laneSize)
  const isNew = writtenAt !== null && !isPale
  const ink = isPale ? 'unknown' : 'ink'
  const style = { is: 'text', y: base - 5, text: shown, size: laneSize, isMono: true } as const
  const shapes: Shape[] = [
    underline(left, right, base, { stroke: isPale ? 'line' : 'ink-quiet', width: 1, isDashed: isPale }),
  ]
  if (isNew) shapes.push(underline(left, left + textWidth + 2, base, { stroke: 'accent', width: 2 }))
  if (!isContinued) shapes.push({ ...style, x: left + 1, ink: isNew ? 'accent' : ink, isStrong: isNew })
  if (!isPale && right - left > repeatFrom * textWidth) shapes.push({ ...style, x: right - 1, ink, align: 'end' })
  return shapes
}

/** Nothing else stands in its lane, so it may be longer than its segment. */
function drawOuter({ edgeOf }: Frame, { from, to, isPale }: Segment, text: string, base: number): Shape[] {
  const [left, right] = [edgeOf(from) + 4, edgeOf(to) - 4]
  const middle = { is: 'text', x: (left + right) / 2, y: base - 5, align: 'middle' } as const
  return [
    underline(left, right, base, { stroke: isPale ? 'line' : 'ink-quiet', width: 1, isDashed: isPale }),
    { ...middle, text, ink: isPale ? 'unknown' : 'ink', size: laneSize, isMono: true },
  ]
}

function drawWay(frame: Frame, way: Way, y: number): Shape[] {
  const { result, say, columns, middleOf } = frame
  const { stops, verdict } = result
  const columnOf = (stop: number) => columns.findIndex((column) => column[way] === stop)
  const x = (stop: number) => middleOf(columnOf(stop))
  const broken = breakOf(verdict)
  const shapes: Shape[] = [{ is: 'text', x: 0, y: y + 4, text: say.map[way], ink: 'ink', size: 12 }]
  for (const [first, last] of sleevesOf(stops, way)) {
    const [left, right] = [Math.min(x(first), x(last)) - 20, Math.max(x(first), x(last)) + 20]
    const isPale = !stops.slice(first, last + 1).some(({ standing }) => standing === 'seen')
    shapes.push({
      is: 'box',
      x: left,
      y: y - 17,
      width: right - left,
      height: 34,
      radius: 17,
      look: { fill: 'raised', stroke: isPale ? 'line' : 'ink-quiet', width: 1, isDashed: isPale },
    })
  }
  for (const [from, to] of linksOf(stops, way)) {
    const look = linkLook(stops, from, to, broken)
    const [a, b] = [x(from), x(to)]
    const ahead = Math.sign(b - a) || 1
    if (look === 'cut') {
      const end = a + ahead * Math.min(34, Math.abs(b - a) * 0.42)
      shapes.push(
        line([a, y], [end, y], { stroke: 'wrong', width: 2 }),
        line([end, y - 11], [end, y + 11], { stroke: 'wrong', width: 4 }),
        line([end + ahead * 6, y], [b, y], { stroke: 'line', width: 1.5, isDashed: true }),
      )
      continue
    }
    const isWhole = look === 'whole'
    shapes.push(
      line([a, y], [b, y], {
        stroke: isWhole ? 'ink' : look === 'pale' ? 'line' : 'unknown',
        width: isWhole ? 2 : 1.5,
        isDashed: !isWhole,
      }),
    )
    if (isWhole) shapes.push(chevron((a + b) / 2, y, ahead))
  }
  return shapes
}

const underline = (left: number, right: number, y: number, look: PathLook): Shape => line([left, y], [right, y], look)

const line = (from: readonly [number, number], to: readonly [number, number], look: PathLook): Shape => ({
  is: 'path',
  points: [from, to],
  look,
})

const chevron = (x: number, y: number, ahead: number): Shape => ({
  is: 'path',
  points: [
    [x + ahead * 4, y],
    [x - ahead * 3, y - 4.5],
    [x - ahead * 3, y + 4.5],
  ],
  look: { fill: 'ink' },
})

/** Names above the request; below the reply only where they are others. */
function drawNames({ result, say, columns, middleOf, edgeOf }: Frame, requestY: number, replyY: number): Shape[] {
  const { stops } = result
  return columns.flatMap((column, index): Shape[] => {
    const room = edgeOf(index * 2 + 1) - edgeOf(index * 2) - 3
    const write = (stop: number, nameY: number, stageY: number): Shape[] => {
      const shown = stops[stop]!
      const isPale = shown.standing === 'not-reached' || shown.standing === 'unwatched'
      const isMono = shown.place.is === 'device' || shown.place.is === 'pod'
      const name = nameOfPlace(shown, say)
      const size = isMono ? 11.5 : room < 50 ? 11 : 12.5
      const middle = { is: 'text', x: middleOf(index), align: 'middle', ink: isPale ? 'unknown' : 'ink' } as const
      return [
        {
          ...middle,
          y: nameY,
          text: isMono ? fitMono(name, room * 2 - 10, size) : name,
          size,
          isMono,
          isStrong: shown.place.is === 'kernel',
        },
        { ...middle, y: stageY, text: stageOfPlace(shown, say), size: 11.5, ink: isPale ? 'unknown' : 'ink-quiet' },
      ]
    }
    const [request, reply] = [column.request, column.reply]
    const isOther = reply !== null && (request === null || stops[reply]!.place.is === 'kernel')
    return [
      ...(request === null ? [] : write(request, requestY - 40, requestY - 25)),
      ...(isOther ? write(reply, replyY + 32, replyY + 47) : []),
    ]
  })
}

/** What is said of single stops between the two lines. */
function drawRemarks({ result, say }: Frame, places: readonly StopPlace[], y: number): Shape[] {
  const { stops, verdict } = result
  const broken = breakOf(verdict)
  return places.flatMap(({ stop, x }): Shape[] => {
    const remark = (text: string, ink: 'wrong' | 'accent'): Shape[] => [
      { is: 'text', x, y: y + 4, text, ink, size: 11.5, align: 'middle', isStrong: true },
    ]
    if (broken?.last === stop)
      return remark(verdict.is === 'refused' ? say.verdicts.refused : say.map.lastSeen, 'wrong')
    if (broken?.next === stop) return remark(say.map.expected, 'wrong')
    return stops[stop]!.isExpected ? [] : remark(say.map.unexpected, 'wrong')
  })
}
