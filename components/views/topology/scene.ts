/**
 * Facts, layout and present load become marks: plain data, ready to be painted. The same input
 * gives the same scene; a tick of load makes a new one over the same layout.
 */
import { type Box, grow } from '#components/stage/box.ts'
import type { Cluster } from '#model/cluster.ts'
import type { Flow } from '#model/sums.ts'
import type { ThingId } from '#model/thing.ts'
import { trunkAway } from './bars.ts'
import type { Detail } from './detail.ts'
import type { Facts } from './facts.ts'
import { type Fan, type FanLine, makeFan } from './fan.ts'
import { headingRoom, makeHeadings } from './headings.ts'
import type { Labels } from './labels.ts'
import type { Layout } from './layout.ts'
import type { EdgeMark, Mark } from './marks.ts'
import { parseSelection, type TopologyOptions } from './options.ts'
import type { Plan } from './plan.ts'
import { relatedTo, serviceSelected } from './related.ts'
import type { Routes } from './routes.ts'
import { type FanRow, flowOfRows, rowsOfService } from './rows.ts'
import { chooseFull, choosePerDot, mostDots, mostDotsOnBars, widthOf } from './scale.ts'
import { makeEdges, makeSceneBars } from './scene-edges.ts'
import { makeMarks } from './scene-marks.ts'
import type { Traffic } from './sums.ts'
import type { Tone } from './tone.ts'
import { openOf, packetsOf, rateOf } from './traffic.ts'
import type { Visible } from './visible.ts'

/** What widths and dots mean now. Handed to the next scene, so that they change only when they must. */
export interface Scales {
  readonly measure: 'rate' | 'open'
  /** The amount the widest line at rest stands for, and the widest row of an open fan. */
  readonly full: number
  readonly fanFull: number
  /** The amount the widest bar of a dense picture stands for. */
  readonly barFull: number
  readonly perDot: number
}

export interface SceneInput {
  readonly facts: Facts
  readonly visible: Visible
  readonly plan: Plan
  readonly layout: Layout
  readonly routes: Routes
  readonly traffic: Traffic
  /** The newest state. */
  readonly cluster: Cluster
  /** Rows of what is selected; null where there is nothing to open. */
  readonly detail: Detail | null
  readonly options: Pick<TopologyOptions, 'select'>
  readonly labels: Labels
  readonly before: Scales | null
}

export interface Scene {
  readonly marks: readonly Mark[]
  readonly edges: readonly EdgeMark[]
  /** What gathers flows in a dense picture; empty otherwise. */
  readonly bars: readonly EdgeMark[]
  /** Lines that dots move along at rest. */
  readonly ways: readonly EdgeMark[]
  readonly fan:
    | (Omit<Fan, 'lines'> & { readonly lines: readonly EdgeMark[]; readonly rows: readonly FlowingLine[] })
    | null
  /** What belongs to the selection; null when nothing is selected: nothing is dimmed. */
  readonly related: ReadonlySet<ThingId> | null
  readonly selected: ThingId
  readonly bounds: Box
  readonly scales: Scales
  /** False: figures at rest are rounded to two digits. */
  readonly exact: boolean
  /** Tones drawn: the legend explains only these. */
  readonly tones: ReadonlySet<Tone>
}

const noRows: readonly FanRow[] = []

/** A line of an open fan with what flows there now. */
export interface FlowingLine extends FanLine {
  readonly flow: Flow
}

export function makeScene(input: SceneInput): Scene {
  const { facts, visible, layout, traffic, detail, options, before } = input
  const selection = parseSelection(options.select)
  const measure = hasRates(traffic) ? 'rate' : 'open'
  const amountOf = measure === 'rate' ? rateOf : openOf

  const sums = [traffic.first, traffic.second].flatMap((half) => [...half.values()].flatMap((to) => [...to.values()]))
  const known = before?.measure === measure ? before : null
  const full = chooseFull(known?.full ?? null, Math.max(0, ...sums.map(({ flow }) => amountOf(flow) || 0)))

  const opened = serviceToOpen(input, selection)
  const rows = opened && detail ? rowsOfService(detail.facts, visible.nodes, opened) : noRows
  const fan = opened ? makeFan(rows, opened, input.plan, layout) : null
  const flowing =
    fan && detail
      ? fan.lines.map((line): FlowingLine => ({ ...line, flow: flowOfRows(line.rows, detail.cluster) }))
      : []
  const fanFull = chooseFull(known?.fanFull ?? null, Math.max(0, ...flowing.map(({ flow }) => amountOf(flow) || 0)))
  const fanLines = flowing.map((line): EdgeMark => {
    const amount = amountOf(line.flow)
    return {
      id: line.id,
      from: line.from,
      to: line.backend,
      curves: line.curves,
      track: line.track,
      tone: line.tone,
      width: Math.max(1.2, widthOf(amount || 0, fanFull) * 0.7),
      idle: amount === 0,
      packets: line.tone === 'unknown' ? NaN : packetsOf(line.flow),
    }
  })

  const edges = makeEdges(input, amountOf, full, opened)
  // Where only the open Service is drawn its rows say all that bars would.
  const bars = opened && visible.services.length === 1 ? null : makeSceneBars(input, amountOf, known?.barFull ?? null)
  const ways = options.select === '' && bars ? bars.ways : edges
  const moving = (fan ? fanLines : ways).map((edge) => ({ packets: edge.packets, length: edge.track.length }))
  const related = relatedTo(selection, facts, input.plan, rows)
  const marks = [...makeMarks(input, opened), ...makeHeadings(input, bars !== null)]
  return {
    marks,
    edges,
    bars: bars?.lines ?? [],
    ways,
    fan: fan && { ...fan, lines: fanLines, rows: flowing },
    related,
    exact: traffic.exact,
    selected: options.select,
    bounds: boundsOf(layout, bars !== null),
    scales: {
      measure,
      full,
      fanFull,
      barFull: bars?.full ?? known?.barFull ?? full,
      perDot: choosePerDot(before?.perDot ?? null, moving, bars && !fan ? mostDotsOnBars : mostDots),
    },
    tones: new Set([...edges, ...(bars?.lines ?? []), ...fanLines].map((edge) => edge.tone)),
  }
}

/** Marks, the bars around them, and the words above the ranks. */
function boundsOf({ bounds, sizes }: Layout, hasBars: boolean): Box {
  const box = hasBars && sizes.direction === 'across' ? grow(bounds, trunkAway + 6) : bounds
  return { x: Math.max(0, box.x), y: box.y - headingRoom, width: box.width, height: box.height + headingRoom }
}

/** Where no rate of any row is known, lines tell open connections. */
const hasRates = ({ total }: Traffic): boolean => total.rated > 0 || total.unrated === 0

/** The Service whose fan is open: the selected one, or the one a selected row belongs to. */
function serviceToOpen({ facts, layout }: SceneInput, selection: ReturnType<typeof parseSelection>): ThingId | null {
  const id = serviceSelected(facts, selection)
  return id !== null && layout.boxes.has(id) ? id : null
}
