/** The content store of virtual servers, kept as tables come and go. */
import type { Cluster } from '../cluster.ts'
import type { TableHash } from '../ids.ts'
import { makeTableUses } from '../table-uses.ts'
import type { WantedTable } from '../wanted-tables.ts'
import type { JoinInput } from './input.ts'
import { keepSame } from './keep.ts'

/** Virtual servers of all tables: a tick costs what differs between the tables that went and those that came. */
export function makeBlobs() {
  const uses = makeTableUses()
  let counted: Cluster['tables'] = new Map()
  return (
    before: Cluster,
    tables: Cluster['tables'],
    fleet: JoinInput['virtualServers'],
    wants: ReadonlyMap<TableHash, WantedTable>,
  ): Cluster['virtualServers'] => {
    if (tables === counted) return before.virtualServers
    const made = new Map(before.virtualServers)
    const came = [...tables.keys()].filter((hash) => !counted.has(hash))
    const gone = [...counted.keys()].filter((hash) => !tables.has(hash))
    for (let at = 0; at < Math.max(came.length, gone.length); at++) {
      const want = wants.get(came[at]!)
      uses.swap(
        counted.get(gone[at]!) ?? null,
        tables.get(came[at]!) ?? null,
        (hash, position) => {
          const server = fleet.get(hash) ?? want?.servers[position] ?? before.virtualServers.get(hash)
          if (server) made.set(hash, server)
        },
        (hash) => made.delete(hash),
      )
    }
    counted = tables
    return keepSame(before.virtualServers, made)
  }
}
