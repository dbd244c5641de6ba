/** What the address says about this view, and back. */
import type { NodeName } from '#model/ids.ts'
import type { ThingId } from '#model/thing.ts'

/** What cells are coloured by: how tables differ from what they should be, new connections a second, open connections. */
export const measures = ['drift', 'rate', 'open'] as const
export type Measure = (typeof measures)[number]

/** One cell by its names. */
export interface CellName {
  readonly thing: ThingId
  readonly node: NodeName
}

export interface MatrixOptions {
  readonly by: Measure
  /** Words; each must be in a Service's names or addresses, or else in a node's. */
  readonly query: string
  /** Empty for all. */
  readonly namespace: string
  /** Only rows and columns that differ, worst first. */
  readonly onlyProblems: boolean
  readonly asTable: boolean
  /** Where the cursor is. */
  readonly cell: CellName | null
}

type Options = Readonly<Record<string, string>>

export const parseOptions = (options: Options): MatrixOptions => ({
  by: measures.find((measure) => measure === options['by']) ?? 'drift',
  query: options['q'] ?? '',
  namespace: options['ns'] ?? '',
  onlyProblems: options['problems'] === '1',
  asTable: options['as'] === 'table',
  cell: parseCell(options['cell'] ?? ''),
})

/** Options of the address; an empty value takes one out. */
export function formatOptions(options: Partial<MatrixOptions>): Record<string, string> {
  const made: Record<string, string> = {}
  if (options.by !== undefined) made['by'] = options.by === 'drift' ? '' : options.by
  if (options.query !== undefined) made['q'] = options.query
  if (options.namespace !== undefined) made['ns'] = options.namespace
  if (options.onlyProblems !== undefined) made['problems'] = options.onlyProblems ? '1' : ''
  if (options.asTable !== undefined) made['as'] = options.asTable ? 'table' : ''
  if (options.cell !== undefined)
    made['cell'] = options.cell === null ? '' : `${options.cell.thing}@${options.cell.node}`
  return made
}

/** `service:shop/web@znode1`: names of nodes have no `@` in them. */
function parseCell(text: string): CellName | null {
  const cut = text.lastIndexOf('@')
  return cut <= 0 || cut === text.length - 1
    ? null
    : { thing: text.slice(0, cut), node: text.slice(cut + 1) as NodeName }
}
