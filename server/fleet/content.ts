/** Content stores: each distinct virtual server and table is held once, as long as some node uses it. */
import type { TableHash, VirtualServerHash } from '#model/ids.ts'
import type { Table, VirtualServer } from '#model/topology.ts'

export interface Content {
  readonly tables: ReadonlyMap<TableHash, Table>
  readonly virtualServers: ReadonlyMap<VirtualServerHash, VirtualServer>
  /** Holds a table for one more user; its blobs must be given or already held. */
  hold(hash: TableHash, table: Table, blobs: ReadonlyMap<VirtualServerHash, VirtualServer>): void
  /** Lets go of one use; what nobody uses any more goes. */
  release(hash: TableHash): void
}

export function makeContent(): Content {
  const tables = new Map<TableHash, Table>()
  const virtualServers = new Map<VirtualServerHash, VirtualServer>()
  const tableUses = new Map<TableHash, number>()
  /** Tables naming the blob: a table counts once, however many nodes have it. */
  const blobUses = new Map<VirtualServerHash, number>()

  return {
    tables,
    virtualServers,
    hold: (hash, table, blobs) => {
      tableUses.set(hash, (tableUses.get(hash) ?? 0) + 1)
      if (tables.has(hash)) return
      tables.set(hash, table)
      for (const entry of table) {
        blobUses.set(entry, (blobUses.get(entry) ?? 0) + 1)
        const blob = blobs.get(entry)
        if (blob && !virtualServers.has(entry)) virtualServers.set(entry, blob)
      }
    },
    release: (hash) => {
      const uses = (tableUses.get(hash) ?? 0) - 1
      if (uses > 0) {
        tableUses.set(hash, uses)
        return
      }
      tableUses.delete(hash)
      for (const entry of tables.get(hash) ?? []) {
        const left = (blobUses.get(entry) ?? 0) - 1
        if (left > 0) blobUses.set(entry, left)
        else {
          blobUses.delete(entry)
          virtualServers.delete(entry)
        }
      }
      tables.delete(hash)
    },
  }
}
