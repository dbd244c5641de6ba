/** What differed from what it should be, then and now: by node and virtual server, told once for all nodes where it is alike. */
import { type Cluster, tableHashOf } from '../cluster.ts'
import { driftOfTables, type VirtualServerDrift } from '../drift.ts'
import type { NodeName, VirtualServerKey } from '../ids.ts'
import { type Severity, severityOf } from '../standing.ts'
import { isHeard } from '../table-index.ts'
import { serviceOf, type ThingOf } from '../thing-of.ts'
import { compareMatches } from '../topology.ts'
import type { DriftChange, DriftIs } from './comparison.ts'
import type { NodeSets } from './node-sets.ts'

/** Null where the table could not be compared: the node does not answer, or one of the tables is not known. */
type Drifts = readonly VirtualServerDrift[] | null

interface Group {
  readonly before: Drifts
  readonly after: Drifts
  /** Only on one side there is such a node: nothing is unknown on the other. */
  readonly isOnBoth: boolean
  readonly nodes: NodeName[]
}

export function compareDrift(
  a: Cluster,
  b: Cluster,
  names: readonly NodeName[],
  sets: NodeSets,
  thingOf: ThingOf,
): DriftChange[] {
  const found = new Map<
    string,
    { readonly change: Omit<DriftChange, 'on'>; drift: VirtualServerDrift; nodes: NodeName[] }
  >()
  const tell = (drift: VirtualServerDrift, is: DriftIs, side: Cluster, nodes: readonly NodeName[]) => {
    const thing = thingOf(drift.key)
    const severity = severityOf(drift, serviceOf(side, thing), side)
    const change = { key: drift.key, thing, is, severity, ...briefOf(drift) }
    const key = JSON.stringify(change)
    const known = found.get(key)
    if (known) known.nodes.push(...nodes)
    else found.set(key, { change, drift, nodes: [...nodes] })
  }
  for (const { before, after, isOnBoth, nodes } of groupNodes(a, b, names).values()) {
    if (before === after && before?.length === 0) continue
    const had = byKey(before)
    for (const drift of after ?? []) {
      const was = had.get(drift.key)
      had.delete(drift.key)
      tell(drift, was !== undefined ? 'still' : before === null && isOnBoth ? 'first-seen' : 'new', b, nodes)
    }
    for (const drift of had.values()) tell(drift, after === null && isOnBoth ? 'lost-sight' : 'gone', a, nodes)
  }
  return [...found.values()]
    .sort(
      (left, right) =>
        compareMatches(left.drift.match, right.drift.match) ||
        order[left.change.severity] - order[right.change.severity] ||
        (JSON.stringify(left.change) < JSON.stringify(right.change) ? -1 : 1),
    )
    .map(({ change, nodes }) => ({ ...change, on: sets.intern(nodes) }))
}

const order: Record<Severity, number> = { wrong: 0, settling: 1, draining: 2 }

const byKey = (drifts: Drifts): Map<VirtualServerKey, VirtualServerDrift> =>
  new Map((drifts ?? []).map((drift) => [drift.key, drift]))

const briefOf = ({ is, rows, settings }: VirtualServerDrift) => ({
  differs: is,
  rows: rows.filter(({ state }) => state !== 'agrees').map(({ key, state }) => ({ real: key, state })),
  settings: settings.map(({ setting, have, want }) => ({ setting, have, want })),
})

/** Nodes of the same tables, had and wanted, on both sides have the same drift. */
function groupNodes(a: Cluster, b: Cluster, names: readonly NodeName[]): Map<string, Group> {
  const groups = new Map<string, Group>()
  for (const name of names) {
    const [left, right] = [placeOf(a, name), placeOf(b, name)]
    const isOnBoth = a.nodes.has(name) && b.nodes.has(name)
    const key = `${left?.key} ${right?.key} ${isOnBoth}`
    const group = groups.get(key)
    if (group) group.nodes.push(name)
    else groups.set(key, { before: left?.drifts() ?? null, after: right?.drifts() ?? null, isOnBoth, nodes: [name] })
  }
  return groups
}

function placeOf(cluster: Cluster, name: NodeName) {
  const node = cluster.nodes.get(name)
  if (node === undefined || !isHeard(cluster.feeds.get(name))) return null
  const [have, want] = [tableHashOf(node), node.want]
  if (have === null || want === null) return null
  return { key: `${have}>${want}`, drifts: () => driftOfTables(cluster, have, want) }
}
