/**
 * What turns one remembered state into the next. A delta as browsers get it, but for two things nobody looks at on
 * all nodes at once, which would be most of it: the kernel's order of each table, and lists of routes.
 */
import type { Cluster, Node } from '../cluster.ts'
import { apply, type Delta, diff } from '../diff.ts'
import type { NodeName } from '../ids.ts'
import type { FactValue } from '../sources/index.ts'
import type { KernelOrder } from '../topology.ts'
import { applyOrders, diffOrders, type OrdersDelta } from './orders.ts'
import { applyRoutes, diffRoutes, type RoutesDelta, withLines } from './route-lines.ts'

export type Frame = Delta & { readonly orders?: OrdersDelta; readonly routes?: RoutesDelta }

export function diffFrame(from: Cluster, to: Cluster): Frame {
  const orders = diffOrders(from, to)
  const routes = diffRoutes(from, to)
  return { ...diff(slim(from), slim(to)), ...(orders && { orders }), ...(routes && { routes }) }
}

export function applyFrame(cluster: Cluster, { orders = [], routes, ...delta }: Frame): Cluster {
  const before = slim(cluster)
  const next = apply(before, delta as Delta)
  if (next.nodes === before.nodes && next.facts === before.facts)
    return { ...next, nodes: cluster.nodes, facts: cluster.facts }
  const facts = next.facts === before.facts ? cluster.facts : fillFacts(cluster, next.facts, routes)
  return { ...next, nodes: fillNodes(cluster, next, orders), facts }
}

function fillNodes(from: Cluster, to: Cluster, orders: OrdersDelta): Cluster['nodes'] {
  const orderOf = applyOrders(from, to, orders)
  const told = new Set(orders.map(([name]) => name))
  return new Map(
    Array.from(to.nodes, ([name, node]): [NodeName, Node] => {
      const before = from.nodes.get(name)
      if (before !== undefined && slimNode(before) === node && !told.has(name)) return [name, before]
      return [name, withOrder(node, orderOf(name))]
    }),
  )
}

const withOrder = (node: Node, kernelOrder: KernelOrder | null): Node =>
  node.table.is === 'read' && kernelOrder !== null ? { ...node, table: { ...node.table, kernelOrder } } : node

function fillFacts(from: Cluster, facts: Cluster['facts'], routes: RoutesDelta | undefined): Cluster['facts'] {
  const lists = routes === undefined ? new Map<never, never>() : applyRoutes(from.facts, routes)
  return new Map(
    Array.from(facts, ([hash, fact]) => {
      const lines = lists.get(hash)
      return [hash, lines === undefined ? (from.facts.get(hash) ?? fact) : withLines(fact, lines)]
    }),
  )
}

/** Without orders and routes; of the same state the same object, and so with each of its parts. */
function slim(cluster: Cluster): Cluster {
  return { ...cluster, nodes: slimNodes(cluster.nodes), facts: slimFacts(cluster.facts) }
}

const slimNode = once(
  (node: Node): Node =>
    node.table.is === 'read' && node.table.kernelOrder !== null
      ? { ...node, table: { ...node.table, kernelOrder: null } }
      : node,
)
const slimFact = once((fact: FactValue): FactValue => withLines(fact, []))
const slimNodes = once((nodes: Cluster['nodes']): Cluster['nodes'] => mapValues(nodes, slimNode))
const slimFacts = once((facts: Cluster['facts']): Cluster['facts'] => mapValues(facts, slimFact))

const mapValues = <Key, Value>(
  map: ReadonlyMap<Key, Value>,
  change: (value: Value) => Value,
): ReadonlyMap<Key, Value> => new Map(Array.from(map, ([key, value]): [Key, Value] => [key, change(value)]))

function once<Value extends object>(make: (value: Value) => Value): (value: Value) => Value {
  const made = new WeakMap<Value, Value>()
  return (value) => {
    const known = made.get(value) ?? make(value)
    made.set(value, known)
    return known
  }
}
