/**
 * Bars of a narrow picture: ranks below each other, nodes and boxes of Pods in two columns with the
 * bar between them, ClusterIPs in one with bars at both sides.
 *
 *     ▭─┬─▭   nodes
 *     ▭─┤
 *     ┌─┘
 *     ├─▭─┐   ClusterIPs
 *     └─▭─┤
 *       ┌─┘
 *     ▭─┴─▭   Pods
 */
import { centreOf } from '#components/stage/box.ts'
import { type Bars, type Event, makeLine, middleOf, stretches, sumOf, type Terminal, type WidthOf } from './bars.ts'
import type { EdgeMark } from './marks.ts'

const beside = 13
/** Below the lower end of a rank, its island's own edge between. */
const turnBelow = 25

export function makeBarsDown(
  half: 'first' | 'second',
  senders: readonly Terminal[],
  receivers: readonly Terminal[],
  widthOf: WidthOf,
): Bars {
  const lines: EdgeMark[] = []
  const ways: EdgeMark[] = []
  if (senders.length === 0 || receivers.length === 0) return { lines, ways }
  const outX = barOf(senders, 'right')
  const intoX = barOf(receivers, 'left')
  const turnY = Math.max(...senders.map(({ box }) => box.y + box.height)) + turnBelow
  const line = (id: string, points: readonly [number, number][], amount: number, terminal: Terminal | null) =>
    lines.push(
      makeLine(id, points, 0, { amount, width: widthOf(amount), tone: terminal?.tone ?? 'fine', packets: NaN }),
    )
  const way = (terminal: Terminal, points: readonly [number, number][]) => {
    const { amount, packets } = terminal
    if (packets > 0)
      ways.push(
        makeLine(`${half}:${terminal.id}`, points, 7, { amount, width: widthOf(amount), tone: 'fine', packets }),
      )
  }
  const edgeOf = ({ box }: Terminal, x: number) => (centreOf(box).x < x ? box.x + box.width : box.x)

  const out: Event[] = senders.map((terminal) => {
    const y = middleOf(terminal)
    const edge = edgeOf(terminal, outX)
    line(
      `stub:${half}:${terminal.id}`,
      [
        [edge, y],
        [outX, y],
      ],
      terminal.amount,
      terminal,
    )
    way(terminal, [
      [edge, y],
      [outX, y],
      [outX, turnY],
    ])
    return { at: y, amount: terminal.amount }
  })
  const into: Event[] = receivers.map((terminal) => {
    const y = middleOf(terminal)
    const edge = edgeOf(terminal, intoX)
    line(
      `stub:${half}:${terminal.id}`,
      [
        [intoX, y],
        [edge, y],
      ],
      terminal.amount,
      terminal,
    )
    way(terminal, [
      [outX, turnY],
      [intoX, turnY],
      [intoX, y],
      [edge, y],
    ])
    return { at: y, amount: -terminal.amount }
  })
  for (const [from, to, amount] of stretches(out, turnY))
    line(
      `bar:${half}:out:${from}`,
      [
        [outX, from],
        [outX, to],
      ],
      amount,
      null,
    )
  for (const [from, to, amount] of stretches(into, turnY))
    line(
      `bar:${half}:in:${from}`,
      [
        [intoX, from],
        [intoX, to],
      ],
      amount,
      null,
    )
  if (outX !== intoX)
    line(
      `bar:${half}:turn`,
      [
        [outX, turnY],
        [intoX, turnY],
      ],
      sumOf(out),
      null,
    )
  return { lines, ways }
}

/** Between two columns; beside a single one. */
function barOf(terminals: readonly Terminal[], side: 'left' | 'right'): number {
  const left = Math.min(...terminals.map(({ box }) => box.x))
  const right = Math.max(...terminals.map(({ box }) => box.x + box.width))
  const widest = Math.max(...terminals.map(({ box }) => box.width))
  if (right - left > widest * 1.5) return (left + right) / 2
  return side === 'right' ? right + beside : left - beside
}
