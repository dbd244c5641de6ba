/** A node with no more of it than a projection needs. */
import type { Node } from '../cluster.ts'

/** Without what only its own page tells: facts, conntrack, marks of identity, the order its kernel lists the table in. */
export function plainNode(node: Node): Node {
  const { table, identity, kube } = node
  return {
    ...node,
    identity: identity && { ...identity, bootId: '', machineId: '' },
    kube: kube && { ...kube, uid: '' },
    facts: {},
    conntrack: null,
    table: table.is === 'read' && table.kernelOrder !== null ? { ...table, kernelOrder: null } : table,
  }
}

/** What names it and its addresses, and nothing else. */
export const nameOnly = (node: Node): Node => ({
  name: node.name,
  kube: node.kube,
  identity: null,
  table: { is: 'unknown' },
  want: null,
  addresses: node.addresses,
  facts: {},
  conntrack: null,
  rejected: { rows: 0, samples: [] },
  withoutCounters: null,
  conflicts: [],
})
