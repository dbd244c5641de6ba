/** Nodes then and now, without their tables: told once for all nodes that changed alike. */
import type { Cluster, Node } from '../cluster.ts'
import type { NodeName } from '../ids.ts'
import { factOf } from '../sources/facts-of.ts'
import { sources } from '../sources/index.ts'
import { isHeard } from '../table-index.ts'
import { nodePortAddressesOf } from '../tie.ts'
import type { FieldChange, NodeChange, NodeProblem } from './comparison.ts'
import { isHeardOf, isSettled } from './heard.ts'
import { compareLines } from './lines-changes.ts'
import type { NodeSets } from './node-sets.ts'
import { presenceOf } from './presence.ts'
import { compareSettings } from './setting-changes.ts'

type Change = Omit<NodeChange, 'on'>

/** In the order of the first node of each. */
export function compareNodes(a: Cluster, b: Cluster, names: readonly NodeName[], sets: NodeSets): NodeChange[] {
  const groups = new Map<string, { readonly change: Change; readonly nodes: NodeName[] }>()
  const cache = new Map<string, Pick<Change, 'settings' | 'lines'>>()
  for (const name of names) {
    const change = compareNode(a, b, name, cache)
    if (change === null) continue
    const key = JSON.stringify(change)
    const group = groups.get(key)
    if (group) group.nodes.push(name)
    else groups.set(key, { change, nodes: [name] })
  }
  return [...groups.values()].map(({ change, nodes }) => ({ ...change, on: sets.intern(nodes) }))
}

function compareNode(a: Cluster, b: Cluster, name: NodeName, cache: Map<string, Pick<Change, 'settings' | 'lines'>>) {
  const [before, after] = [a.nodes.get(name), b.nodes.get(name)]
  if (before === after && a.feeds.get(name) === b.feeds.get(name)) return null
  if (!isSettled(a, name) || !isSettled(b, name)) return null
  if (before === undefined || after === undefined)
    return { is: presenceOf(before, after), fields: [], settings: [], lines: [], problems: [] }
  const fields = compareFields({ cluster: a, node: before }, { cluster: b, node: after })
  const facts = compareFacts(a, b, before, after, cache)
  if (fields.length + facts.settings.length + facts.lines.length === 0) return null
  return { is: 'changed' as const, fields, ...facts, problems: problemsOf(a, b, before, after, facts) }
}

interface Place {
  readonly cluster: Cluster
  readonly node: Node
}

const list = (values: readonly string[]): string | null => values.join(' ') || null

/** Null: not known. A field of which one side is not known is told only where that itself is news. */
const fields: Readonly<Record<string, (place: Place) => string | null>> = {
  ready: ({ node }) => (node.kube === null ? null : node.kube.ready ? 'yes' : 'no'),
  addresses: ({ node }) => list(nodePortAddressesOf(node)),
  zone: ({ node }) => node.kube?.zone || null,
  role: ({ node }) => (node.kube === null ? null : node.kube.controlPlane ? 'control-plane' : 'worker'),
  kernel: ({ node }) => node.identity?.kernel ?? null,
  boot: ({ node }) => node.identity?.bootId.slice(0, 8) ?? null,
  'agent-version': ({ node }) => node.identity?.agentVersion ?? null,
  ipvs: ({ node }) => (node.table.is === 'read' ? node.table.version : null),
  'kube-proxy': (place) => kubeProxyOf(place),
}

function kubeProxyOf({ cluster, node }: Place): string | null {
  const told = factOf(cluster, node, 'kubeProxy')
  return told?.is === 'read' ? [told.value.mode, told.value.version].filter(Boolean).join(' ') : null
}

function compareFields(left: Place, right: Place): FieldChange[] {
  const found: FieldChange[] = []
  const check = (field: string, before: string | null, after: string | null) => {
    if (before !== after) found.push({ field, before, after })
  }
  if (isHeardOf(left.cluster, left.node.name) && isHeardOf(right.cluster, right.node.name)) {
    check('agent', feedOf(left), feedOf(right))
    const [had, has] = [left.node.table.is, right.node.table.is]
    if (had !== 'unknown' && has !== 'unknown') check('table', had, has)
  }
  for (const [field, read] of Object.entries(fields)) {
    const [before, after] = [read(left), read(right)]
    if (before !== null && after !== null) check(field, before, after)
  }
  const [knew, knowsNow] = [knows(left), knows(right)]
  if (knew !== null && knowsNow !== null) check('counters', knew, knowsNow)
  for (const { name } of sources) {
    const [before, after] = [left.node.facts[name]?.is, right.node.facts[name]?.is]
    if (before !== undefined && after !== undefined) check(name, before, after)
  }
  return found
}

/** Late is still an answer: a poll missed is no change. */
const feedOf = ({ cluster, node }: Place): string => {
  const is = cluster.feeds.get(node.name)?.is ?? 'no-agent'
  return is === 'late' ? 'fine' : is
}
const knows = ({ node }: Place): string | null =>
  node.table.is !== 'read' ? null : node.withoutCounters === null ? 'known' : 'not-known'

function compareFacts(
  a: Cluster,
  b: Cluster,
  before: Node,
  after: Node,
  cache: Map<string, Pick<Change, 'settings' | 'lines'>>,
): Pick<Change, 'settings' | 'lines'> {
  const key = sources
    .map(({ name }) => {
      const [left, right] = [before.facts[name], after.facts[name]]
      return left?.is === 'read' && right?.is === 'read' && left.hash !== right.hash ? `${left.hash}>${right.hash}` : ''
    })
    .join()
  const kernel = after.identity?.kernel ?? ''
  const known = cache.get(`${kernel} ${key}`)
  if (known !== undefined) return known
  const made = {
    settings: compareSettings(factOf(a, before, 'settings'), factOf(b, after, 'settings'), kernel),
    lines: compareLines(a, b, before, after),
  }
  cache.set(`${kernel} ${key}`, made)
  return made
}

function problemsOf(
  a: Cluster,
  b: Cluster,
  before: Node,
  after: Node,
  { settings }: Pick<Change, 'settings'>,
): NodeProblem[] {
  const isLost = isHeard(a.feeds.get(before.name)) && !isHeard(b.feeds.get(after.name))
  const found: readonly (readonly [NodeProblem, boolean])[] = [
    ['lost', isLost],
    ['not-ready', before.kube?.ready === true && after.kube?.ready === false],
    ['no-table', before.table.is === 'read' && (after.table.is === 'absent' || after.table.is === 'unreadable')],
    ['setting', settings.some(({ standing }) => standing === 'against-kube-proxy')],
  ]
  return found.filter(([, isSo]) => isSo).map(([problem]) => problem)
}
