/** What projections of several scopes have in common, worked out once for each state. */
import type { Cluster, Node } from '../cluster.ts'
import type { NodeName } from '../ids.ts'
import { makeKeeper } from './keep.ts'
import { nameOnly, plainNode } from './nodes.ts'

type Nodes = Cluster['nodes']

export interface Shared {
  /** Nodes as a projection of some of their table has them, but for which table that is. */
  frames(nodes: Nodes): Nodes
  /** Nodes as nothing but names for addresses. */
  names(nodes: Nodes): Nodes
}

/** One for all projectors of one stream of states. */
export function makeShared(): Shared {
  return { frames: makeOnce(frameOf), names: makeOnce(nameOnly) }
}

function makeOnce(make: (node: Node) => Node): (nodes: Nodes) => Nodes {
  const keep = makeKeeper<NodeName, Node, Node>()
  let last: { readonly of: Nodes; readonly made: Nodes } | null = null
  return (nodes) => {
    if (last?.of !== nodes) last = { of: nodes, made: keep(nodes, make) }
    return last.made
  }
}

function frameOf(node: Node): Node {
  const { table, ...plain } = plainNode(node)
  return { ...plain, want: null, table: table.is === 'read' ? { ...table, hash: noHash } : table }
}

const noHash = '' as Extract<Node['table'], { is: 'read' }>['hash']
