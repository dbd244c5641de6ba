/** What is said of cells, rows and columns, in the reader's language. */
import { assertNever } from '#components/parts/assert-never.ts'
import { formatNumber } from '#components/parts/format.ts'
import type { Words } from '#components/words/words.ts'
import type { RowDrift, VirtualServerDrift } from '#model/drift.ts'
import type { CellFacts } from './cell.ts'
import type { MatrixColumn, MatrixRow } from './grid.ts'
import { amountOf } from './scene.ts'

/** What is measured, where it is known. A rate has one decimal below ten, none above, and a plain 0. */
export const formatAmount = (value: number, by: 'rate' | 'open'): string =>
  formatNumber(value, by === 'rate' && value < 9.95 && value !== 0 ? 1 : 0) ?? ''

const mostLines = 4

/** Every difference in a sentence of its own, the first few of many. */
export function describeDrifts(
  drifts: readonly VirtualServerDrift[],
  words: Words,
  most = mostLines,
): readonly string[] {
  // Two ports of a Service may differ alike.
  const lines = [...new Set(drifts.flatMap((drift) => describeDrift(drift, words)))]
  return lines.length <= most ? lines : [...lines.slice(0, most - 1), words.matrix.cell.more(lines.length - most + 1)]
}

function describeDrift({ key, is, rows, settings }: VirtualServerDrift, words: Words): readonly string[] {
  const { cell } = words.matrix
  switch (is) {
    case 'missing':
      return [cell.missingServer(key)]
    case 'foreign':
      return [cell.foreignServer(key)]
    case 'differs':
      return [
        ...settings.map(({ setting, have, want }) => cell.setting(setting, have, want)),
        ...rows.flatMap((row) => describeRow(row, words)),
      ]
    default:
      return assertNever(is)
  }
}

function describeRow({ key, state, have, want }: RowDrift, { matrix: { cell } }: Words): readonly string[] {
  switch (state) {
    case 'agrees':
      return []
    case 'missing':
      return [cell.missingRow(key)]
    case 'foreign':
      return [cell.foreignRow(key)]
    case 'draining':
      return [cell.drainingRow(key)]
    case 'weight':
      return [cell.weight(key, have!.weight, want!.weight)]
    case 'method':
      return [cell.method(key, have!.forward, want!.forward)]
    default:
      return assertNever(state)
  }
}

/** How it stands, what differs, and how busy it is. */
export function linesOfCell({ state, feed, drifts, flow }: CellFacts, words: Words): readonly string[] {
  const { matrix: say } = words
  const isSilent = feed.is !== 'fine' && feed.is !== 'late'
  const standing = isSilent ? words.service.feeds[feed.is] : say.state[state]
  if (flow === null) return [standing, ...describeDrifts(drifts, words)]
  const rate = amountOf(flow, 'rate')
  const load = [
    Number.isNaN(rate) ? say.cell.rateUnknown : say.cell.rate(formatAmount(rate, 'rate')),
    say.cell.open(formatAmount(flow.active, 'open'), formatAmount(flow.inactive, 'open')),
    ...(isSilent ? [say.cell.past] : []),
  ].join(' · ')
  return [standing, ...describeDrifts(drifts, words), load]
}

export const nameOfRow = ({ namespace, name }: MatrixRow): string => (namespace === '' ? name : `${namespace}/${name}`)

export const linesOfRow = (row: MatrixRow, columns: readonly MatrixColumn[], { matrix: { cell } }: Words) => [
  nameOfRow(row),
  cell.row(row.wrong, columns.filter(({ isCompared }) => isCompared).length),
]

export const linesOfColumn = (column: MatrixColumn, { matrix: { cell } }: Words) => [
  column.zone === '' ? column.node : `${column.node} · ${column.zone}`,
  column.isCompared ? cell.column(column.wrong) : cell.columnUnknown,
]
