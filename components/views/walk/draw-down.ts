/** The route from top to bottom, for narrow screens: the request, then the reply; addresses stand where they begin. */
import type { Words } from '#components/words/words.ts'
import type { NodeName } from '#model/ids.ts'
import type { Stop, WalkResult, Way } from '#model/walk/walk.ts'
import { changeAt, endText, nameOfPlace, stageOfPlace } from './places.ts'
import { breakOf, linkLook, sleevesOf } from './route.ts'
import { type Drawing, fitMono, type Ink, monoTextWidth, type Shape, type StopPlace } from './shapes.ts'
import { drawStation, lookOf, stationRadius } from './station.ts'

const lineX = 28
const textX = 58
const rowHeight = 36
const factHeight = 18
const size = 11.5

interface Fact {
  readonly name: string
  readonly text: string
  readonly ink: Ink
}

export function drawDown(
  result: WalkResult,
  say: Words['walk'],
  width: number,
  lit: ReadonlySet<number> | null,
): Drawing {
  const { stops, verdict } = result
  const broken = breakOf(verdict)
  const [back, front, signs]: [Shape[], Shape[], Shape[]] = [[], [], []]
  const places: StopPlace[] = []
  let y = 0

  const drawWay = (way: Way) => {
    const own = stops.flatMap((stop, index) => (stop.way === way ? [index] : []))
    if (own.length === 0) return
    front.push({ is: 'text', x: 0, y: y + 18, text: say.map[way], ink: 'ink', size: 13, isStrong: true })
    y += 30
    let band: { node: NodeName | null; top: number } | null = null
    const closeBand = () => {
      if (band?.node != null)
        back.push({ is: 'box', x: 0, y: band.top, width, height: y - band.top, radius: 6, look: { fill: 'panel' } })
    }
    let above: { index: number; y: number } | null = null
    for (const index of own) {
      const stop = stops[index]!
      if (band === null || band.node !== stop.node) {
        closeBand()
        if (band !== null) y += 10
        band = { node: stop.node, top: y }
        const name = stop.node ?? say.places.outside
        front.push({
          is: 'text',
          x: textX,
          y: y + 19,
          text: fitMono(name, width - textX - 80, 12.5),
          ink: stop.node === null ? 'ink-quiet' : 'ink',
          size: 12.5,
          isMono: stop.node !== null,
          isStrong: stop.node !== null,
        })
        if (stop.node !== null && stop.node === result.translator)
          front.push({
            is: 'text',
            x: textX + monoTextWidth(name, 12.5) + 10,
            y: y + 19,
            text: say.map.translates,
            ink: 'ink-quiet',
            size: 12,
          })
        y += 28
      }
      const middle = y + rowHeight / 2
      places.push({ stop: index, x: lineX, y: middle, radius: stationRadius })
      if (above !== null) front.push(...drawLink(linkLook(stops, above.index, index, broken), above.y, middle))
      signs.push(...drawStation(stop, { stop: index, x: lineX, y: middle }, lookOf(index, broken, lit, result)))
      front.push(...drawName(stop, middle, width, say, remarkOf(index)))
      y += rowHeight
      for (const fact of factsOf(stops, index, own[own.indexOf(index) - 1] ?? null, say)) {
        front.push(
          { is: 'text', x: textX, y: y + 8, text: fact.name, ink: 'ink-quiet', size: 11.5 },
          {
            is: 'text',
            x: textX + 42,
            y: y + 8,
            text: fitMono(fact.text, width - textX - 48, size),
            ink: fact.ink,
            size,
            isMono: true,
            isStrong: fact.ink === 'accent',
          },
        )
        y += factHeight
      }
      above = { index, y: middle }
    }
    y += 6
    closeBand()
    y += 14
  }

  const remarkOf = (index: number): string => {
    if (broken?.last === index) return verdict.is === 'refused' ? say.verdicts.refused : say.map.lastSeen
    if (broken?.next === index) return say.map.expected
    return stops[index]!.isExpected ? '' : say.map.unexpected
  }

  drawWay('request')
  drawWay('reply')
  const sleeves = (['request', 'reply'] as const).flatMap((way) => drawSleeves(stops, way, places))
  return { width, height: y, shapes: [...back, ...sleeves, ...front, ...signs], places }
}

/** Around the line, from the first stop inside the tunnel to the last. */
function drawSleeves(stops: readonly Stop[], way: Way, places: readonly StopPlace[]): Shape[] {
  const heightOf = (index: number) => places.find(({ stop }) => stop === index)?.y ?? 0
  return sleevesOf(stops, way).map(([first, last]): Shape => {
    const isPale = !stops.slice(first, last + 1).some(({ standing }) => standing === 'seen')
    const [top, bottom] = [heightOf(first) - 17, heightOf(last) + 17]
    const box = { x: lineX - 17, y: top, width: 34, height: bottom - top, radius: 17 }
    return {
      is: 'box',
      ...box,
      look: { fill: 'raised', stroke: isPale ? 'line' : 'ink-quiet', width: 1, isDashed: isPale },
    }
  })
}

function drawLink(look: ReturnType<typeof linkLook>, from: number, to: number): Shape[] {
  const line = (a: number, b: number, stroke: Ink, width: number, isDashed = false): Shape => ({
    is: 'path',
    points: [
      [lineX, a],
      [lineX, b],
    ],
    look: { stroke, width, isDashed },
  })
  if (look === 'cut') {
    const end = from + Math.min(24, (to - from) * 0.55)
    const bar: Shape = {
      is: 'path',
      points: [
        [lineX - 11, end],
        [lineX + 11, end],
      ],
      look: { stroke: 'wrong', width: 4 },
    }
    return [line(from, end, 'wrong', 2), bar, line(end + 5, to, 'line', 1.5, true)]
  }
  if (look !== 'whole') return [line(from, to, look === 'pale' ? 'line' : 'unknown', 1.5, true)]
  return [line(from, to, 'ink', 2)]
}

function drawName(stop: Stop, middle: number, width: number, say: Words['walk'], remark: string): Shape[] {
  const isPale = stop.standing === 'not-reached' || stop.standing === 'unwatched'
  const isMono = stop.place.is === 'device' || stop.place.is === 'pod'
  const nameSize = isMono ? 12 : 13
  const name = isMono ? fitMono(nameOfPlace(stop, say), width - textX - 60, nameSize) : nameOfPlace(stop, say)
  // Letters of the text face are narrower than those of the mono one, Chinese ones wider.
  const nameWidth = isMono
    ? monoTextWidth(name, nameSize)
    : [...name].reduce((sum, letter) => sum + (letter > '⺀' ? 13 : stop.place.is === 'kernel' ? 7.6 : 7), 0)
  return [
    {
      is: 'text',
      x: textX,
      y: middle + 4,
      text: name,
      ink: isPale ? 'unknown' : 'ink',
      size: nameSize,
      isMono,
      isStrong: stop.place.is === 'kernel',
    },
    {
      is: 'text',
      x: textX + nameWidth + 8,
      y: middle + 4,
      text: stageOfPlace(stop, say),
      ink: isPale ? 'unknown' : 'ink-quiet',
      size: 12,
    },
    ...(remark === ''
      ? []
      : [
          {
            is: 'text',
            x: width - 8,
            y: middle + 4,
            text: remark,
            ink: 'wrong',
            size: 12,
            isStrong: true,
            align: 'end',
          } as const,
        ]),
  ]
}

/** Addresses are said where the way begins, and each again where it is written anew. */
function factsOf(stops: readonly Stop[], index: number, before: number | null, say: Words['walk']): Fact[] {
  const stop = stops[index]!
  const isPale = stop.standing === 'not-reached' || stop.standing === 'unwatched' || stop.standing === 'missing'
  const facts: Fact[] = []
  if (before === null && stop.tuple)
    for (const lane of ['from', 'to'] as const)
      facts.push({ name: say.map[lane], text: endText(stop.tuple[lane]), ink: isPale ? 'unknown' : 'ink' })
  const change = changeAt(stop)
  if (change !== null)
    facts.push({ name: say.map[change], text: endText(stop.tuple![change]), ink: isPale ? 'unknown' : 'accent' })
  const outerBefore = before === null ? null : stops[before]!.outer
  if (stop.outer && stop.outer.from !== outerBefore?.from)
    facts.push({
      name: say.map.tunnels[stop.outer.tunnel],
      text: `${stop.outer.from} → ${stop.outer.to}`,
      ink: isPale ? 'unknown' : 'ink',
    })
  return facts
}
