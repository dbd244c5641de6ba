/**
 * A selected ClusterIP opened: node → Pod, one line for each kernel row, through the capsule. The
 * capsule grows into a lens under its words, with a lane for each row. Beyond `mostRows` the rows
 * that agree are gathered by node group and Pod; the others stay single.
 */
import { type Box, centreOf } from '#components/stage/box.ts'
import type { ThingId } from '#model/thing.ts'
import type { Layout } from './layout.ts'
import { type Curve, entering, laneOf, leaving, makeCurve, makeTrack, type Track } from './path.ts'
import type { Plan } from './plan.ts'
import type { FanRow } from './rows.ts'
import { worst } from './tone.ts'

export interface FanLine extends Pick<FanRow, 'id' | 'from' | 'backend' | 'tone'> {
  /** The rows it stands for: one, or many that agree. */
  readonly rows: readonly FanRow[]
  readonly curves: readonly Curve[]
  readonly track: Track
}

export interface Fan {
  readonly service: ThingId
  readonly lens: Box
  /** Drawn downwards, lanes cross the capsule itself. */
  readonly lanesBehindWords: boolean
  readonly lines: readonly FanLine[]
}

const mostRows = 240

type Strand = Omit<FanLine, 'curves' | 'track'>

const strandOf = (row: FanRow): Strand => ({ ...row, rows: [row] })

/** Rows that agree, one line for each pair of node group and Pod. */
function gatherRows(rows: readonly FanRow[], plan: Plan): Strand[] {
  // Ten thousand rows of a large Service: pairs are found by their two ends, without a text for each row.
  const gathered = new Map<ThingId, Map<ThingId, Strand & { readonly rows: FanRow[] }>>()
  const single: Strand[] = []
  for (const row of rows) {
    if (row.tone !== 'fine' && single.length < mostRows) {
      single.push(strandOf(row))
      continue
    }
    const from = plan.standIn.get(row.from) ?? row.from
    const own = gathered.get(from) ?? new Map<ThingId, Strand & { readonly rows: FanRow[] }>()
    gathered.set(from, own)
    const known = own.get(row.backend)
    if (known === undefined)
      own.set(row.backend, {
        id: `edge:${from}>${row.backend}`,
        from,
        backend: row.backend,
        tone: row.tone,
        rows: [row],
      })
    else {
      known.rows.push(row)
      if (worst(known.tone, row.tone) !== known.tone) own.set(row.backend, { ...known, tone: row.tone })
    }
  }
  return [...[...gathered.values()].flatMap((own) => [...own.values()]), ...single]
}

/** Where an open ClusterIP stands: its own box, or over its cell in a gathered island a box large enough for its words. */
export function capsuleBox(layout: Layout, plan: Plan, service: ThingId): Box | null {
  const box = layout.boxes.get(service)
  if (!box) return null
  if (!plan.standIn.has(service)) return box
  const { x, y } = centreOf(box)
  const [width, height] = [layout.sizes.column.services - 8, layout.sizes.row.services]
  return { x: x - width / 2, y: y - height / 2, width, height }
}

interface Ask {
  readonly rows: readonly FanRow[]
  readonly service: ThingId
  readonly plan: Plan
}
const made = new WeakMap<Layout, { readonly ask: Ask; readonly fan: Fan | null }>()

/** The lines of an open ClusterIP: the same from tick to tick while rows, plan and layout stay. */
export function makeFan(rows: readonly FanRow[], service: ThingId, plan: Plan, layout: Layout): Fan | null {
  const known = made.get(layout)
  if (known && known.ask.rows === rows && known.ask.service === service && known.ask.plan === plan) return known.fan
  const fan = layOut({ rows, service, plan }, layout)
  made.set(layout, { ask: { rows, service, plan }, fan })
  return fan
}

function layOut({ rows, service, plan }: Ask, layout: Layout): Fan | null {
  const capsule = capsuleBox(layout, plan, service)
  if (!capsule || rows.length === 0) return null
  const boxOf = (id: ThingId): Box | undefined => {
    const cell = plan.cellOf.get(id)
    return (
      layout.boxes.get(id) ??
      (cell ? layout.boxes.get(cell) : undefined) ??
      layout.boxes.get(plan.standIn.get(id) ?? '')
    )
  }
  const drawn = (rows.length > mostRows ? gatherRows(rows, plan) : rows.map(strandOf)).flatMap((row) => {
    const [a, b] = [boxOf(row.from), boxOf(row.backend)]
    return a && b ? [{ row, a, b }] : []
  })
  const { direction } = layout.sizes
  const across = direction === 'across'
  const place = (box: Box) => (across ? centreOf(box).y : centreOf(box).x)
  drawn.sort((p, q) => place(p.a) - place(q.a) || place(p.b) - place(q.b) || (p.row.id < q.row.id ? -1 : 1))
  const lens = makeLens(capsule, drawn.length, across)

  const out = spread(drawn, ({ row }) => row.from)
  const byBackend = [...drawn.keys()].sort((i, j) => place(drawn[i]!.b) - place(drawn[j]!.b) || i - j)
  const into = new Array<number>(drawn.length)
  spread(
    byBackend.map((index) => drawn[index]!),
    ({ row }) => row.backend,
  ).forEach((lane, position) => {
    into[byBackend[position]!] = lane
  })
  const lines = drawn.map(({ row, a, b }, index): FanLine => {
    const lane = lens.lane(index)
    const enter = across ? { x: lens.box.x, y: lane } : { x: lane, y: lens.box.y }
    const exit = across ? { x: lens.box.x + lens.box.width, y: lane } : { x: lane, y: lens.box.y + lens.box.height }
    const curves = [
      makeCurve(leaving(a, direction, out[index]!), enter, direction),
      { from: enter, out: enter, into: exit, to: exit },
      makeCurve(exit, entering(b, direction, into[index]!), direction),
    ]
    return { ...row, curves, track: makeTrack(curves) }
  })
  return { service, lens: lens.box, lanesBehindWords: !across, lines }
}

/** Lanes of lines that share an end, in the order given. */
function spread<Thing>(things: readonly Thing[], end: (thing: Thing) => ThingId): number[] {
  const counts = new Map<ThingId, number>()
  const index = things.map((thing) => {
    const at = counts.get(end(thing)) ?? 0
    counts.set(end(thing), at + 1)
    return at
  })
  return things.map((thing, i) => laneOf(index[i]!, counts.get(end(thing))!))
}

/** Room under the capsule's words for every lane (across), or over its whole width (down). */
function makeLens(capsule: Box, count: number, across: boolean): { box: Box; lane: (index: number) => number } {
  if (!across) {
    const step = (capsule.width - 40) / Math.max(1, count)
    return { box: capsule, lane: (index) => capsule.x + 20 + (index + 0.5) * step }
  }
  const step = Math.max(2.5, Math.min(10, 300 / count))
  const box = { ...capsule, height: capsule.height + count * step + 14 }
  return { box, lane: (index) => capsule.y + capsule.height + 4 + (index + 0.5) * step }
}
