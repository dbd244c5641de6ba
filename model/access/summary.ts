/** A whole test in a few lines, the worst first: what failing cells have in common, and why; then what else is to be said. */
import { type Cause, causeIds, certainties } from '../causes/cause.ts'
import type { NodeName, ServicePortId } from '../ids.ts'
import type { ProbeOutcome } from '../probe/question.ts'
import type { AccessCell, LatencyStep } from './access.ts'
import { commonFactors, type Factor } from './common.ts'
import { type AccessStanding, isExcused, isJudged } from './standing.ts'

export interface JudgedCell {
  readonly cell: AccessCell
  readonly standing: AccessStanding
}

/** What is the matter with a cell, as far as several can have the same. */
export type Matter =
  | { readonly is: 'failed' | 'partly'; readonly outcome: ProbeOutcome }
  | { readonly is: 'slow'; readonly step: LatencyStep }
  | { readonly is: 'not-asked' | 'no-probe' | 'silent' | 'by-policy' }

export type LineOf =
  /** All of it: nothing that it names was ever answered. `alike`: further nodes or ports of which the same is to be said. */
  | { readonly is: 'common'; readonly factor: Factor; readonly alike: readonly Factor[] }
  /** One port from many nodes, one node at many ports, the only port from these nodes, or pairs that have nothing in common. */
  | { readonly is: 'port'; readonly port: ServicePortId }
  | { readonly is: 'node'; readonly node: NodeName }
  | { readonly is: 'nodes' }
  | { readonly is: 'pairs' }

export interface SummaryLine<Cell extends JudgedCell = JudgedCell> {
  readonly matter: Matter
  readonly of: LineOf
  readonly cells: readonly Cell[]
  /** Cells that could have had it. */
  readonly outOf: number
  /** The one most of these cells have; its evidence as far as they agree. Null where most have none in common. */
  readonly cause: Cause | null
}

export interface Summary<Cell extends JudgedCell = JudgedCell> {
  readonly nodes: number
  readonly ports: number
  /** Nodes that were answered wherever an answer was to be expected, of those that could be asked. */
  readonly answeredNodes: number
  readonly answeredPairs: number
  /** Pairs that have ended and of which an answer was to be expected. */
  readonly pairs: number
  /** All pairs but those that ended without an answer to expect. */
  readonly expected: number
  readonly lines: readonly SummaryLine<Cell>[]
}

export function summariseTest<Cell extends JudgedCell>(cells: readonly Cell[]): Summary<Cell> {
  const judged = cells.filter(({ standing }) => isJudged(standing))
  const bad = new Set(judged.filter(({ standing }) => standing.is !== 'answered').map(({ cell }) => cell.node))
  const size = {
    nodes: new Set(cells.map(({ cell }) => cell.node)).size,
    ports: new Set(cells.map(({ cell }) => cell.port)).size,
  }
  return {
    ...size,
    answeredNodes: new Set(judged.map(({ cell }) => cell.node)).size - bad.size,
    answeredPairs: judged.filter(({ standing }) => standing.is === 'answered').length,
    pairs: judged.length,
    expected: cells.filter(({ standing }) => !isExcused(standing)).length,
    lines: linesOf(cells, judged, size),
  }
}

function matterOf({ standing }: JudgedCell): Matter | null {
  switch (standing.is) {
    case 'failed':
    case 'partly':
      return { is: standing.is, outcome: standing.outcome }
    case 'answered':
      return standing.step === null ? null : { is: 'slow', step: standing.step }
    case 'not-asked':
    case 'no-probe':
    case 'silent':
    case 'by-policy':
      return { is: standing.is }
    case 'waiting':
    case 'asked':
    case 'left-out':
      return null
  }
}

const keyOf = (matter: Matter): string => Object.values(matter).join(' ')
const order: readonly Matter['is'][] = ['failed', 'partly', 'slow', 'not-asked', 'silent', 'by-policy', 'no-probe']

interface Size {
  readonly nodes: number
  readonly ports: number
}

function linesOf<Cell extends JudgedCell>(
  cells: readonly Cell[],
  judged: readonly Cell[],
  size: Size,
): SummaryLine<Cell>[] {
  const { common, rest } = commonFactors(
    judged.flatMap((view) => {
      const { state } = view.cell
      return state.is === 'done' ? [{ view, cell: view.cell, result: state.result }] : []
    }),
  )
  const each = common.map(({ factor, cells: of }) =>
    lineOf(
      factor,
      of.map(({ view }) => view),
      size,
    ),
  )
  const whole = mergeAlike(each)
  const failing = new Set(rest.map(({ view }) => view))
  const others = cells.filter((view) => {
    const matter = matterOf(view)
    return matter !== null && (matter.is === 'failed' || matter.is === 'partly' ? failing.has(view) : true)
  })
  const grouped = [...Map.groupBy(others, (view) => keyOf(matterOf(view)!)).values()].flatMap((alike) =>
    groupAlike(alike, size, cells.length),
  )
  return [...whole, ...grouped.sort(byWorst)]
}

const byWorst = (a: SummaryLine, b: SummaryLine): number =>
  order.indexOf(a.matter.is) - order.indexOf(b.matter.is) || b.cells.length - a.cells.length

function lineOf<Cell extends JudgedCell>(
  factor: Factor,
  cells: readonly Cell[],
  { nodes, ports }: Size,
): SummaryLine<Cell> {
  const outOf = factor.is === 'everything' ? nodes * ports : factor.is === 'node' ? ports : nodes
  const outcomes = Map.groupBy(
    cells.flatMap(({ standing }) => ('outcome' in standing ? [standing.outcome] : [])),
    (outcome) => outcome,
  )
  const [commonest = 'failed'] = [...outcomes].sort(([, a], [, b]) => b.length - a.length)[0] ?? []
  return {
    matter: { is: 'failed', outcome: commonest },
    of: { is: 'common', factor, alike: [] },
    cells,
    outOf,
    cause: commonCause(cells),
  }
}

/** Nodes that all reach nothing for the same cause are one line, and ports that all fail are: each stands where the first of them stood. */
function mergeAlike<Cell extends JudgedCell>(lines: readonly SummaryLine<Cell>[]): SummaryLine<Cell>[] {
  const groups = Map.groupBy(lines, ({ of, matter, outOf, cells, cause }, at) => {
    if (of.is !== 'common' || (of.factor.is !== 'node' && of.factor.is !== 'port')) return `${at}`
    const { factor } = of
    const how = factor.is === 'node' ? factor.beyond : cells.length === outOf
    return JSON.stringify([factor.is, how, matter, cause?.id, cause?.certainty])
  })
  return Array.from(groups.values(), (alike) => {
    const [first, ...others] = alike as [SummaryLine<Cell>, ...SummaryLine<Cell>[]]
    if (first.of.is !== 'common' || others.length === 0) return first
    const cells = [...new Set(alike.flatMap((line) => line.cells))]
    const factors = others.flatMap(({ of }) => (of.is === 'common' ? [of.factor] : []))
    return { ...first, of: { ...first.of, alike: factors }, cells, cause: commonCause(cells) }
  })
}

/** A port that half of the nodes have the same trouble with is one line; what is left is told by node, and single pairs together. */
function groupAlike<Cell extends JudgedCell>(
  alike: readonly Cell[],
  { nodes, ports }: Size,
  all: number,
): SummaryLine<Cell>[] {
  const matter = matterOf(alike[0]!)!
  const line = (of: LineOf, cells: readonly Cell[], outOf: number): SummaryLine<Cell> => ({
    matter,
    of,
    cells,
    outOf,
    // Of silence there are only guesses.
    cause: matter.is === 'silent' ? null : commonCause(cells),
  })
  if (ports === 1) return [line({ is: 'nodes' }, alike, nodes)]
  const groups = Map.groupBy(alike, ({ cell }) => cell.port)
  const wide = [...groups].filter(([, group]) => nodes > 1 && group.length * 2 >= nodes)
  const told = new Set(wide.map(([port]) => port))
  const rest = Map.groupBy(
    alike.filter(({ cell }) => !told.has(cell.port)),
    ({ cell }) => cell.node,
  )
  const several = [...rest].filter(([, group]) => group.length > 1)
  const single = [...rest.values()].filter((group) => group.length === 1).flat()
  return [
    ...wide.map(([port, group]) => line({ is: 'port', port }, group, nodes)),
    ...several.map(([node, group]) => line({ is: 'node', node }, group, ports)),
    ...(single.length > 0 ? [line({ is: 'pairs' }, single, all)] : []),
  ]
}

/** Why a cell failed, or could not be asked. */
export const causesOf = ({ cell: { state } }: Pick<JudgedCell, 'cell'>): readonly Cause[] =>
  state.is === 'done' ? state.result.causes : state.is === 'not-asked' ? state.causes : []

/** By how many cells have it, then by how sure it is; no surer than the least sure of them. */
function commonCause(cells: readonly JudgedCell[]): Cause | null {
  const found = causeIds.flatMap((id) => {
    const own = cells.flatMap((view) => causesOf(view).find((cause) => cause.id === id) ?? [])
    if (own.length * 2 <= cells.length) return []
    const surety = Math.max(...own.map(({ certainty }) => certainties.indexOf(certainty)))
    return [{ own, surety, cause: { id, certainty: certainties[surety]!, evidence: agreed(own) } }]
  })
  const [best] = found.sort((a, b) => a.surety - b.surety || b.own.length - a.own.length)
  return best?.cause ?? null
}

const agreed = ([first, ...others]: readonly Cause[]): Cause['evidence'] =>
  Object.fromEntries(
    Object.entries(first?.evidence ?? {}).filter(([name, value]) =>
      others.every(({ evidence }) => evidence[name] === value),
    ),
  )
