/**
 * A picture too dense for a line a pair: flows are gathered on bars, as on a wiring plan. What a
 * single pair carries is drawn when one of the two is pointed at or selected; what is wrong
 * between two is drawn always.
 *
 *     nodes        ┌──────trunk──────────┐
 *     ▭──┐         │   ClusterIPs        │
 *     ▭──┼─────────┴─┬─▭──┐            ┌─┴─▭──┐      Pods
 *     ▭──┘           └─▭──┤            └───▭──┼────────▭
 *                         └──trunk────────────┘
 *
 * A stretch of bar is as wide as what passes it.
 */
import type { Box } from '#components/stage/box.ts'
import type { ThingId } from '#model/thing.ts'
import type { EdgeMark } from './marks.ts'
import { makePolyline, makeTrack, type Track } from './path.ts'
import type { Tone } from './tone.ts'

/** A mark that sends (nodes, Services) or receives (Services, boxes of Pods). */
export interface Terminal {
  readonly id: ThingId
  readonly box: Box
  /** In the measure of the scene; 0 where nothing flows or it is not known. */
  readonly amount: number
  /** Packets a second; NaN where not known. */
  readonly packets: number
  readonly tone: Tone
}

export interface Bars {
  /** Stubs and stretches, as lines to paint. */
  readonly lines: readonly EdgeMark[]
  /** Whole ways from bar to mark, for the dots on them; not painted. */
  readonly ways: readonly EdgeMark[]
}

/** Between a column of marks and its bar, world units. */
const away = 14
/** Between the whole picture and a trunk. */
export const trunkAway = 16

export type WidthOf = (amount: number) => number

/** One half: from senders to receivers, the trunk above everything or below. */
export function makeBars(
  half: 'first' | 'second',
  senders: readonly Terminal[],
  receivers: readonly Terminal[],
  bounds: Box,
  widthOf: WidthOf,
): Bars {
  const lines: EdgeMark[] = []
  const ways: EdgeMark[] = []
  const out = intoColumns(senders)
  const into = intoColumns(receivers)
  const last = out.at(-1)
  const nearest = into[0]
  if (!last || !nearest) return { lines, ways }

  const trunkY = half === 'first' ? bounds.y - trunkAway : bounds.y + bounds.height + trunkAway
  const mainX = (last.right + nearest.left) / 2
  const mainY = meanOf(last.terminals.map(middleOf))
  const main: Event[] = []
  const trunk: Event[] = []

  const line = (id: string, points: readonly [number, number][], amount: number, tone: Tone) =>
    lines.push(makeLine(id, points, 0, { amount, width: widthOf(amount), tone, packets: NaN }))
  const stretch = (name: string, parts: ReturnType<typeof stretches>, place: (at: number) => [number, number]) => {
    for (const [from, to, amount] of parts)
      line(`bar:${half}:${name}:${from}`, [place(from), place(to)], amount, 'fine')
  }
  const way = ({ id, amount, packets }: Terminal, points: readonly [number, number][]) => {
    if (packets > 0)
      ways.push(makeLine(`${half}:${id}`, points, 7, { amount, width: widthOf(amount), tone: 'fine', packets }))
  }

  for (const column of out) {
    const isLast = column === last
    const x = isLast ? mainX : column.right + away
    const events: Event[] = isLast ? main : []
    for (const terminal of column.terminals) {
      const y = middleOf(terminal)
      const edge = terminal.box.x + terminal.box.width
      line(
        `stub:${half}:${terminal.id}`,
        [
          [edge, y],
          [x, y],
        ],
        terminal.amount,
        terminal.tone,
      )
      way(
        terminal,
        isLast
          ? [
              [edge, y],
              [x, y],
              [x, mainY],
            ]
          : [
              [edge, y],
              [x, y],
              [x, trunkY],
              [mainX, trunkY],
            ],
      )
      events.push({ at: y, amount: terminal.amount })
    }
    if (isLast) continue
    stretch(`out:${x}`, stretches(events, trunkY), (at) => [x, at])
    trunk.push({ at: x, amount: sumOf(events) })
  }
  for (const column of into) {
    const isNearest = column === nearest
    const x = isNearest ? mainX : column.left - away
    const events: Event[] = isNearest ? main : []
    for (const terminal of column.terminals) {
      const y = middleOf(terminal)
      const edge = terminal.box.x
      line(
        `stub:${half}:${terminal.id}`,
        [
          [x, y],
          [edge, y],
        ],
        terminal.amount,
        terminal.tone,
      )
      way(
        terminal,
        isNearest
          ? [
              [mainX, mainY],
              [mainX, y],
              [edge, y],
            ]
          : [
              [mainX, mainY],
              [mainX, trunkY],
              [x, trunkY],
              [x, y],
              [edge, y],
            ],
      )
      events.push({ at: y, amount: -terminal.amount })
    }
    if (isNearest) continue
    stretch(`in:${x}`, stretches(events, trunkY), (at) => [x, at])
    trunk.push({ at: x, amount: sumOf(events) })
  }
  const hasTrunk = trunk.length > 0
  stretch('main', stretches(main, hasTrunk ? trunkY : mainY), (at) => [mainX, at])
  if (hasTrunk) stretch('trunk', stretches(trunk, mainX), (at) => [at, trunkY])
  return { lines, ways }
}

/** Straight pieces, their corners rounded. */
export function makeLine(
  id: string,
  points: readonly [number, number][],
  radius: number,
  { amount, ...rest }: Pick<EdgeMark, 'width' | 'tone' | 'packets'> & { readonly amount: number },
): EdgeMark {
  const curves = makePolyline(points, radius)
  let track: Track | null = null
  return {
    id,
    from: '',
    to: '',
    curves,
    // Only ways are travelled; a stretch of bar is painted and never walked.
    get track() {
      track ??= makeTrack(curves)
      return track
    },
    idle: amount === 0,
    ...rest,
  }
}

export interface Event {
  readonly at: number
  /** What joins the bar here; negative what leaves it. */
  readonly amount: number
}

/**
 * The stretches of a bar between its events, each with what passes it. The balance of all events
 * comes or goes at `mouth`.
 */
export function stretches(events: readonly Event[], mouth: number): [from: number, to: number, amount: number][] {
  const all = [...events, { at: mouth, amount: -sumOf(events) }].sort((a, b) => a.at - b.at)
  const found: [number, number, number][] = []
  let passing = 0
  for (let i = 0; i + 1 < all.length; i++) {
    passing += all[i]!.amount
    if (all[i + 1]!.at > all[i]!.at)
      found.push([all[i]!.at, all[i + 1]!.at, Math.abs(passing) < 1e-9 ? 0 : Math.abs(passing)])
  }
  return found
}

interface Column {
  left: number
  right: number
  readonly terminals: Terminal[]
}

/** Marks whose boxes overlap from left to right are one column. */
function intoColumns(terminals: readonly Terminal[]): Column[] {
  const columns: Column[] = []
  for (const terminal of [...terminals].sort((a, b) => a.box.x - b.box.x)) {
    const column = columns.at(-1)
    if (column && terminal.box.x < column.left + terminal.box.width / 2) {
      column.terminals.push(terminal)
      column.right = Math.max(column.right, terminal.box.x + terminal.box.width)
    } else columns.push({ left: terminal.box.x, right: terminal.box.x + terminal.box.width, terminals: [terminal] })
  }
  return columns
}

export const middleOf = ({ box }: Terminal): number => box.y + Math.min(box.height / 2, 26)
export const sumOf = (events: readonly Event[]): number => events.reduce((sum, event) => sum + event.amount, 0)
const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
