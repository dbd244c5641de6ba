/** What the address says about this view, and back. */
import type { ThingId } from '#model/thing.ts'

export interface TopologyOptions {
  /** Empty when nothing is selected. */
  readonly select: ThingId
  /** Part of a name, namespace or address; several words must all be found. */
  readonly query: string
  /** Empty for all. */
  readonly namespace: string
  readonly onlyProblems: boolean
  /** The table twin instead of the picture. */
  readonly asTable: boolean
  /** Whose packets the dots are; empty where dots mean rates. */
  readonly capture: string
}

type Options = Readonly<Record<string, string>>

export const parseOptions = (options: Options): TopologyOptions => ({
  select: options['select'] ?? '',
  query: options['q'] ?? '',
  namespace: options['ns'] ?? '',
  onlyProblems: options['problems'] === '1',
  asTable: options['as'] === 'table',
  capture: options['capture'] ?? '',
})

/** Options of the address; an empty value takes one out. */
export function formatOptions(options: Partial<TopologyOptions>): Record<string, string> {
  const made: Record<string, string> = {}
  if (options.select !== undefined) made['select'] = options.select
  if (options.query !== undefined) made['q'] = options.query
  if (options.namespace !== undefined) made['ns'] = options.namespace
  if (options.onlyProblems !== undefined) made['problems'] = options.onlyProblems ? '1' : ''
  if (options.asTable !== undefined) made['as'] = options.asTable ? 'table' : ''
  if (options.capture !== undefined) made['capture'] = options.capture
  return made
}

/** A selected thing taken apart. A row is one real server in one node's table. */
export type Selection =
  | { readonly is: 'nothing' }
  | { readonly is: 'node' | 'service' | 'backend' | 'group'; readonly id: ThingId }
  | { readonly is: 'row'; readonly id: ThingId; readonly node: string; readonly virtual: string; readonly real: string }

export function parseSelection(select: ThingId): Selection {
  const kind = select.slice(0, select.indexOf(':'))
  switch (kind) {
    case 'node':
      return { is: 'node', id: select }
    case 'service':
    case 'virtual':
      return { is: 'service', id: select }
    case 'pod':
    case 'endpoint':
      return { is: 'backend', id: select }
    case 'island':
    case 'nodes':
    case 'hosts':
    case 'host':
    case 'gone':
      return { is: 'group', id: select }
    case 'row': {
      const [node, virtual, real] = select.slice('row:'.length).split('|')
      if (!node || !virtual || !real) return { is: 'nothing' }
      return { is: 'row', id: select, node, virtual, real }
    }
    default:
      return { is: 'nothing' }
  }
}

export const makeRowId = (node: string, virtual: string, real: string): ThingId => `row:${node}|${virtual}|${real}`
