import {
  type AccessChange,
  type Comparison,
  type Counts,
  type DriftIs,
  hasOtherLoad,
  hasOtherStructure,
  type Presence,
  type ProofIs,
  type Totals,
} from './comparison.ts'

/** What the sentence on top says. */
export function totalsOf(found: Omit<Comparison, 'totals' | 'a' | 'b' | 'health' | 'notCompared'>): Totals {
  const { servers, tables, drifts, things, nodes, pods, nodeSets } = found
  const access: Record<AccessChange['is'], number> = { broke: 0, mended: 0, other: 0, slower: 0, faster: 0 }
  for (const { is, on } of found.access) access[is] += nodeSets[on]!.length
  const walks: Record<ProofIs, number> = { broke: 0, mended: 0, other: 0 }
  for (const { is } of found.walks) walks[is]++
  const many = (on: number) => nodeSets[on]!.length
  const sum = <Each>(all: readonly Each[], of: (each: Each) => number) =>
    all.reduce((total, each) => total + of(each), 0)
  const set = servers.filter(({ settings }) => settings.length > 0)
  const drift: Record<DriftIs, number> = { new: 0, gone: 0, still: 0, 'first-seen': 0, 'lost-sight': 0 }
  for (const { is, on, severity } of drifts) if (severity !== 'draining') drift[is] += many(on)
  return {
    services: count(
      things.flatMap((thing) => {
        if (thing.service === null || !hasOtherStructure(thing)) return []
        return [{ is: thing.is === 'same' ? ('changed' as const) : thing.is, times: 1 }]
      }),
    ),
    nodes: count(nodes.map(({ is, on }) => ({ is, times: many(on) }))),
    pods: count(pods.map(({ is }) => ({ is, times: 1 }))),
    rows: sum(tables, ({ rows, on }) => rows * many(on)),
    rowNodes: distinct(
      tables.filter(({ rows }) => rows > 0).map(({ on }) => on),
      nodeSets,
    ),
    settings: sum(set, ({ on }) => many(on)),
    settingNodes: distinct(
      set.map(({ on }) => on),
      nodeSets,
    ),
    sysctls: sum(nodes, ({ settings, on }) => settings.length * many(on)),
    drift,
    access,
    walks,
    loads: things.filter(hasOtherLoad).length,
    problems:
      sum(things, ({ problems }) => Number(problems.length > 0)) +
      sum(nodes, (node) => (node.problems.length > 0 ? many(node.on) : 0)),
  }
}

function count(all: readonly { readonly is: Presence; readonly times: number }[]): Counts {
  const counts: Record<Presence, number> = { appeared: 0, vanished: 0, changed: 0 }
  for (const { is, times } of all) counts[is] += times
  return counts
}

const distinct = (sets: readonly number[], names: Comparison['nodeSets']): number =>
  new Set([...new Set(sets)].flatMap((on) => names[on]!)).size
