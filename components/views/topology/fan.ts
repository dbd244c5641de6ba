/**
 * A selected ClusterIP opened: node → Pod, one line for each kernel row, through the capsule. The
 * capsule grows into a lens under its words, with a lane for each row. Beyond `mostRows` the rows
 * that agree are gathered by node group and Pod; the others stay single.
 */
import { type Box, centreOf } from '#components/stage/box.ts'
import { type Flow, noFlow } from '#model/sums.ts'
import type { ThingId } from '#model/thing.ts'
import type { Detail } from './detail.ts'
import type { NodeFact } from './facts.ts'
import type { Layout } from './layout.ts'
import { makeRowId } from './options.ts'
import { type Curve, entering, laneOf, leaving, makeCurve, makeTrack, type Track } from './path.ts'
import type { Plan } from './plan.ts'
import type { EntryFact, RowFact, TableFact } from './tables.ts'
import { soften, type Tone, worst } from './tone.ts'
import { addFlow, flowOfRow, loadFits, type Tally, unknownRow } from './traffic.ts'

export interface FanRow {
  readonly id: ThingId
  readonly from: ThingId
  readonly backend: ThingId
  readonly node: NodeFact
  readonly entry: EntryFact
  readonly row: RowFact
  readonly flow: Flow
  readonly tone: Tone
  /** Rows this line stands for. */
  readonly rows: number
}

export interface FanLine extends FanRow {
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

/** The rows of one Service on the nodes in view, in the order of nodes and tables. */
export function rowsOfService({ facts, cluster }: Detail, nodes: readonly NodeFact[], service: ThingId): FanRow[] {
  const shown = new Set(nodes.map(({ id }) => id))
  const settles = facts.services.find((each) => each.id === service)?.settles ?? false
  const found: FanRow[] = []
  // Nodes with equal tables share one, so its entries are looked through once.
  const places = new Map<TableFact, number[]>()
  const placesIn = (table: TableFact): number[] => {
    const known = places.get(table)
    if (known) return known
    const made = table.entries.flatMap((entry, position) => (facts.thingOf(entry.key) === service ? [position] : []))
    places.set(table, made)
    return made
  }
  for (const node of facts.nodes) {
    if (!node.table || !shown.has(node.id)) continue
    const load = cluster.load.get(node.name)
    const fits = loadFits(load, node.table)
    for (const position of placesIn(node.table)) {
      const entry = node.table.entries[position]!
      for (const row of entry.rows) {
        const flow =
          row.index < 0 ? noFlow : fits ? flowOfRow(load, node.table.firstRow[position]! + row.index) : unknownRow
        found.push({
          id: makeRowId(node.name, entry.key, row.key),
          from: node.id,
          backend: facts.backendOf(service, row.address),
          node,
          entry,
          row,
          flow,
          tone: node.trusted ? soften(row.tone, settles) : 'unknown',
          rows: 1,
        })
      }
    }
  }
  return found
}

/** Rows that agree, one line for each pair of node group and Pod. */
function gatherRows(rows: readonly FanRow[], plan: Plan): FanRow[] {
  const gathered = new Map<string, FanRow & { readonly flow: Tally }>()
  const single: FanRow[] = []
  for (const row of rows) {
    const from = plan.standIn.get(row.from) ?? row.from
    if (row.tone !== 'fine' && single.length < mostRows) {
      single.push(row)
      continue
    }
    const id = `edge:${from}>${row.backend}`
    const known = gathered.get(id)
    if (known) {
      addFlow(known.flow, row.flow)
      gathered.set(id, { ...known, rows: known.rows + 1, tone: worst(known.tone, row.tone) })
    } else gathered.set(id, { ...row, id, from, flow: { ...row.flow } })
  }
  return [...gathered.values(), ...single]
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

export function makeFan(rows: readonly FanRow[], service: ThingId, plan: Plan, layout: Layout): Fan | null {
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
  const drawn = (rows.length > mostRows ? gatherRows(rows, plan) : rows).flatMap((row) => {
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
