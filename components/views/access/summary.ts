/** The answer first: how many nodes get an answer, and who does not. */
import type { LatencyStep } from '#model/access/access.ts'
import type { NodeName, ServicePortId } from '#model/ids.ts'
import type { ProbeOutcome } from '#model/probe/question.ts'
import type { AccessScene, CellView } from './scene.ts'

/** What is the matter with a cell, as far as several can have the same. */
export type Matter =
  | { readonly is: 'failed' | 'partly'; readonly outcome: ProbeOutcome }
  | { readonly is: 'slow'; readonly step: LatencyStep }
  | { readonly is: 'not-asked' }

export interface SummaryLine {
  readonly matter: Matter
  /** One port from many nodes, one node at many ports, or the same one port from these nodes. */
  readonly of:
    | { readonly is: 'port'; readonly port: ServicePortId }
    | { readonly is: 'node'; readonly node: NodeName }
    | { readonly is: 'nodes' }
    | { readonly is: 'pairs' }
  readonly cells: readonly CellView[]
  /** Cells that could have had it. */
  readonly outOf: number
}

export interface Summary {
  readonly nodes: number
  readonly ports: number
  /** Nodes that were answered at every port, of those that could be asked. */
  readonly answeredNodes: number
  readonly answeredPairs: number
  /** Pairs that have ended and could be asked. */
  readonly pairs: number
  readonly lines: readonly SummaryLine[]
}

const unended = ['waiting', 'asked', 'left-out']

export function makeSummary({ cells }: Pick<AccessScene, 'cells'>): Summary {
  const ended = cells.filter(({ standing }) => !unended.includes(standing.is))
  const asked = ended.filter(({ standing }) => standing.is !== 'not-asked')
  const well = asked.filter(({ standing }) => standing.is === 'answered')
  const bad = new Set(asked.filter(({ standing }) => standing.is !== 'answered').map(({ cell }) => cell.node))
  const askedNodes = new Set(asked.map(({ cell }) => cell.node))
  const nodes = new Set(cells.map(({ cell }) => cell.node)).size
  const ports = new Set(cells.map(({ cell }) => cell.port)).size
  return {
    nodes,
    ports,
    answeredNodes: askedNodes.size - bad.size,
    answeredPairs: well.length,
    pairs: asked.length,
    lines: linesOf(ended, nodes, ports),
  }
}

function matterOf({ standing }: CellView): Matter | null {
  switch (standing.is) {
    case 'failed':
    case 'partly':
      return { is: standing.is, outcome: standing.outcome }
    case 'not-asked':
      return { is: 'not-asked' }
    case 'answered':
      return standing.step === null ? null : { is: 'slow', step: standing.step }
    default:
      return null
  }
}

const keyOf = (matter: Matter): string => Object.values(matter).join(' ')
const order: readonly Matter['is'][] = ['failed', 'partly', 'slow', 'not-asked']

/** A port that half of the nodes have the same trouble with is one line; what is left is told by node, and single pairs together. */
function linesOf(cells: readonly CellView[], nodes: number, ports: number): SummaryLine[] {
  const byMatter = Map.groupBy(
    cells.filter((view) => matterOf(view) !== null),
    (view) => keyOf(matterOf(view)!),
  )
  const lines = [...byMatter.values()].flatMap((alike): SummaryLine[] => {
    const matter = matterOf(alike[0]!)!
    if (ports === 1) return [{ matter, of: { is: 'nodes' }, cells: alike, outOf: nodes }]
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
      ...wide.map(([port, group]): SummaryLine => ({ matter, of: { is: 'port', port }, cells: group, outOf: nodes })),
      ...several.map(
        ([node, group]): SummaryLine => ({ matter, of: { is: 'node', node }, cells: group, outOf: ports }),
      ),
      ...(single.length > 0 ? [{ matter, of: { is: 'pairs' } as const, cells: single, outOf: cells.length }] : []),
    ]
  })
  return lines.sort(
    (a, b) => order.indexOf(a.matter.is) - order.indexOf(b.matter.is) || b.cells.length - a.cells.length,
  )
}
