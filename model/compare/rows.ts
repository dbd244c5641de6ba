/** Changes of one virtual server put together over nodes: a line for each real server and each way it changed. */

import { compareNames } from '../compare-names.ts'
import type { NodeName, VirtualServerKey } from '../ids.ts'
import type { Comparison, FieldChange, RowChange, ServerChange } from './comparison.ts'

export interface On<Of> {
  readonly change: Of
  readonly nodes: readonly NodeName[]
}

export interface ServerLines {
  readonly key: VirtualServerKey
  /** How it changed as a whole, and where. */
  readonly presence: readonly On<ServerChange['is']>[]
  readonly settings: readonly On<FieldChange>[]
  readonly rows: readonly On<RowChange>[]
  /** Where anything of it changed. */
  readonly nodes: readonly NodeName[]
}

/** Of the virtual servers at these positions, by key in their order. */
export function linesOf(
  comparison: Pick<Comparison, 'servers' | 'nodeSets'>,
  places: readonly number[],
): ServerLines[] {
  const byKey = new Map<VirtualServerKey, ServerChange[]>()
  for (const place of places) {
    const change = comparison.servers[place]!
    const known = byKey.get(change.key)
    if (known) known.push(change)
    else byKey.set(change.key, [change])
  }
  const merge = <Of>(changes: readonly ServerChange[], of: (change: ServerChange) => readonly Of[]): On<Of>[] => {
    const lines = new Map<string, { readonly change: Of; readonly nodes: Set<NodeName> }>()
    for (const change of changes) {
      for (const one of of(change)) {
        const key = JSON.stringify(one)
        const line = lines.get(key) ?? { change: one, nodes: new Set<NodeName>() }
        lines.set(key, line)
        for (const name of comparison.nodeSets[change.on]!) line.nodes.add(name)
      }
    }
    return [...lines.values()].map(({ change, nodes }) => ({ change, nodes: [...nodes].sort(compareNames) }))
  }
  return [...byKey].map(([key, changes]) => ({
    key,
    presence: merge(changes, ({ is }) => [is]),
    settings: merge(changes, ({ settings }) => settings),
    rows: merge(changes, ({ rows }) => rows).sort(
      (left, right) =>
        order[left.change.is] - order[right.change.is] || compareNames(left.change.real, right.change.real),
    ),
    nodes: [...new Set(changes.flatMap(({ on }) => comparison.nodeSets[on]!))].sort(compareNames),
  }))
}

const order: Record<RowChange['is'], number> = { vanished: 0, changed: 1, appeared: 2 }
