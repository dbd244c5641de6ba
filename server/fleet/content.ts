/** Content stores: each distinct virtual server, table and fact is held once, as long as some node uses it. */
import type { FactHash, TableHash, VirtualServerHash } from '#model/ids.ts'
import type { FactValue } from '#model/sources/index.ts'
import type { Table, VirtualServer } from '#model/topology.ts'

/** A table with its virtual servers, in its order; one object for all nodes that have it. */
export interface HeldTable {
  readonly hash: TableHash
  readonly table: Table
  readonly servers: readonly VirtualServer[]
  readonly rows: number
}

export interface Content {
  readonly tables: ReadonlyMap<TableHash, Table>
  readonly virtualServers: ReadonlyMap<VirtualServerHash, VirtualServer>
  readonly facts: ReadonlyMap<FactHash, FactValue>
  /** The table somebody already holds. */
  find(hash: TableHash): HeldTable | undefined
  /** Holds a table for one more user; gives the one object for it. */
  hold(table: HeldTable): HeldTable
  /** Lets go of one use; what nobody uses any more goes. */
  release(table: HeldTable): void
  holdFact(hash: FactHash, value: FactValue): void
  releaseFact(hash: FactHash): void
}

export function makeContent(): Content {
  const held = new Map<TableHash, { readonly table: HeldTable; uses: number }>()
  const tables = new Map<TableHash, Table>()
  const virtualServers = new Map<VirtualServerHash, VirtualServer>()
  /** Tables naming the blob: a table counts once, however many nodes have it. */
  const blobUses = new Map<VirtualServerHash, number>()
  const facts = new Map<FactHash, FactValue>()
  const factUses = new Map<FactHash, number>()

  return {
    tables,
    virtualServers,
    facts,
    find: (hash) => held.get(hash)?.table,
    hold: (table) => {
      const known = held.get(table.hash)
      if (known !== undefined) {
        known.uses++
        return known.table
      }
      held.set(table.hash, { table, uses: 1 })
      tables.set(table.hash, table.table)
      for (const [position, entry] of table.table.entries()) {
        const uses = blobUses.get(entry) ?? 0
        blobUses.set(entry, uses + 1)
        if (uses === 0) virtualServers.set(entry, table.servers[position]!)
      }
      return table
    },
    release: ({ hash }) => {
      const known = held.get(hash)
      if (known === undefined || --known.uses > 0) return
      held.delete(hash)
      tables.delete(hash)
      for (const entry of known.table.table) {
        const left = (blobUses.get(entry) ?? 0) - 1
        if (left > 0) blobUses.set(entry, left)
        else {
          blobUses.delete(entry)
          virtualServers.delete(entry)
        }
      }
    },
    holdFact: (hash, value) => {
      factUses.set(hash, (factUses.get(hash) ?? 0) + 1)
      if (!facts.has(hash)) facts.set(hash, value)
    },
    releaseFact: (hash) => {
      const left = (factUses.get(hash) ?? 0) - 1
      if (left > 0) factUses.set(hash, left)
      else {
        factUses.delete(hash)
        facts.delete(hash)
      }
    },
  }
}
