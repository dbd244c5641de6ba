/** What a source read on a node, as a projection of that node has it. */
import type { Cluster, Node } from '../cluster.ts'
import type { FactOf, SourceName } from './index.ts'

export type Told<Name extends SourceName> =
  | { readonly is: 'read'; readonly value: FactOf<Name> }
  | { readonly is: 'unsupported'; readonly why: string }
  | { readonly is: 'unreadable'; readonly why: string }

/** Null while it is not known: nothing was read yet, or this projection has no facts. */
export function factOf<Name extends SourceName>(
  cluster: Pick<Cluster, 'facts'>,
  node: Pick<Node, 'facts'>,
  name: Name,
): Told<Name> | null {
  const report = node.facts[name]
  if (report === undefined || report.is !== 'read') return report ?? null
  const fact = cluster.facts.get(report.hash)
  return fact?.source === name ? { is: 'read', value: fact.value as FactOf<Name> } : null
}
