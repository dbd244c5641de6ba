/** What of the structure is another in one state than in the one before. */
import { type Cluster, tableHashOf } from '../cluster.ts'
import type { NodeName, ServiceId, TableHash } from '../ids.ts'

export type Change =
  /** `table` is null where it has none any more or it is not known. */
  | { readonly is: 'table'; readonly at: number; readonly node: NodeName; readonly table: TableHash | null }
  | { readonly is: 'node-came' | 'node-went'; readonly at: number; readonly node: NodeName }
  | {
      readonly is: 'service-came' | 'service-went' | 'service-changed' | 'endpoints-changed'
      readonly at: number
      readonly service: ServiceId
    }

/** So many are told of at most. */
export const mostChanges = 2_000

export function changesBetween(before: Cluster, after: Cluster): Change[] {
  const { at } = after
  const changes: Change[] = []
  if (before.nodes !== after.nodes) {
    for (const [node, now] of after.nodes) {
      const then = before.nodes.get(node)
      if (then === now) continue
      if (then === undefined) changes.push({ is: 'node-came', at, node })
      else if (tableHashOf(then) !== tableHashOf(now)) changes.push({ is: 'table', at, node, table: tableHashOf(now) })
    }
    for (const node of before.nodes.keys()) if (!after.nodes.has(node)) changes.push({ is: 'node-went', at, node })
  }
  if (before.services !== after.services) {
    for (const [service, now] of after.services) {
      const then = before.services.get(service)
      if (then === now) continue
      if (then === undefined) changes.push({ is: 'service-came', at, service })
      else changes.push({ is: then.endpoints !== now.endpoints ? 'endpoints-changed' : 'service-changed', at, service })
    }
    for (const service of before.services.keys())
      if (!after.services.has(service)) changes.push({ is: 'service-went', at, service })
  }
  return changes
}
