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
  return { frames: makeOnce(frameOf, isFramedAlike), names: makeOnce(nameOnly, isNamedAlike) }
}

function makeOnce(make: (node: Node) => Node, isAlike: (a: Node, b: Node) => boolean): (nodes: Nodes) => Nodes {
  const keep = makeKeeper<NodeName, Node, Node>(isAlike)
  let last: { readonly of: Nodes; readonly made: Nodes } | null = null
  return (nodes) => {
    if (last?.of !== nodes) last = { of: nodes, made: keep(nodes, make) }
    return last.made
  }
}

/** One change of a Service gives all nodes another table to want, and nothing else: that is in no frame. */
function isFramedAlike(a: Node, b: Node): boolean {
  for (const part in a) if (part !== 'want' && a[part as keyof Node] !== b[part as keyof Node]) return false
  return true
}

const isNamedAlike = (a: Node, b: Node): boolean =>
  a.name === b.name && a.kube === b.kube && a.addresses === b.addresses

function frameOf(node: Node): Node {
  const { table, ...plain } = plainNode(node)
  return { ...plain, want: null, table: table.is === 'read' ? { ...table, hash: noHash } : table }
}

const noHash = '' as Extract<Node['table'], { is: 'read' }>['hash']
