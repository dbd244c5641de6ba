/** kube-proxy's scheduler, by what its tables have. */
import type { TableHash } from '../ids.ts'
import type { Table } from '../topology.ts'
import type { JoinInput } from './input.ts'

/** What kube-proxy seems to be set to when nobody told us: it uses one scheduler for everything. */
export function commonestScheduler({ fleet, tables, virtualServers }: JoinInput): string {
  const seen = new Map<string, number>()
  const holders = new Map<TableHash, number>()
  for (const { table } of fleet.values())
    if (table.is === 'read') holders.set(table.hash, (holders.get(table.hash) ?? 0) + 1)
  // The tables most nodes have decide; rare ones are passes on the way from one to the next.
  const common = [...holders].sort((a, b) => b[1] - a[1]).slice(0, mostTablesAsked)
  for (const [hash, nodes] of common)
    for (const [scheduler, servers] of schedulersOf(tables.get(hash) ?? [], virtualServers))
      seen.set(scheduler, (seen.get(scheduler) ?? 0) + servers * nodes)
  const [first] = [...seen].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  return first?.[0] ?? 'rr'
}

const mostTablesAsked = 8
const schedulers = new WeakMap<Table, ReadonlyMap<string, number>>()

/** How many virtual servers of a table have which scheduler; worked out once per table. */
function schedulersOf(table: Table, blobs: JoinInput['virtualServers']): ReadonlyMap<string, number> {
  const known = schedulers.get(table)
  if (known !== undefined) return known
  const made = new Map<string, number>()
  for (const hash of table) {
    const scheduler = blobs.get(hash)?.scheduler
    if (scheduler) made.set(scheduler, (made.get(scheduler) ?? 0) + 1)
  }
  schedulers.set(table, made)
  return made
}
