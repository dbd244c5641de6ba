/** Content stores: each distinct virtual server, table and fact is held once, as long as some node uses it. */
import type { AlignedTable } from '#model/align.ts'
import { type FactHash, makeVirtualServerHash, type TableHash, type VirtualServerHash } from '#model/ids.ts'
import type { FactValue } from '#model/sources/index.ts'
import { makeSharer } from '#model/sources/share.ts'
import { makeTableUses } from '#model/table-uses.ts'
import type { Table, VirtualServer } from '#model/topology.ts'

/** A table with its virtual servers, in its order; one object for all nodes that have it. */
export interface HeldTable extends AlignedTable {
  readonly hash: TableHash
  readonly rows: number
}

export interface Content {
  readonly tables: ReadonlyMap<TableHash, Table>
  readonly virtualServers: ReadonlyMap<VirtualServerHash, VirtualServer>
  readonly facts: ReadonlyMap<FactHash, FactValue>
  /** `facts` as they are now: never altered, and the same map while they are. */
  factsNow(): ReadonlyMap<FactHash, FactValue>
  /** The one text for a hash: a piece of a long text would keep all of that alive. */
  intern(hash: string): VirtualServerHash
  /** The table somebody already holds, or was just put together. */
  find(hash: TableHash): HeldTable | undefined
  /** A table put together just now: others that come with it before anybody holds it need not do it again. Gives the one object for it. */
  offer(table: HeldTable): HeldTable
  /** One user lets go of a table and holds another; null for none. Gives the one object for what it holds. */
  swap(from: HeldTable | null, to: HeldTable | null): HeldTable | null
  holdFact(hash: FactHash, value: FactValue): void
  releaseFact(hash: FactHash): void
}

/** Tables remembered that nobody may hold (any more). */
const mostFresh = 64

export function makeContent(): Content {
  const held = new Map<TableHash, { readonly table: HeldTable; uses: number }>()
  const tables = new Map<TableHash, Table>()
  const virtualServers = new Map<VirtualServerHash, VirtualServer>()
  const fresh = new Map<TableHash, HeldTable>()
  /** A table counts once, however many nodes have it. */
  const uses = makeTableUses()
  const names = new Map<string, VirtualServerHash>()
  const facts = new Map<FactHash, FactValue>()
  const share = makeSharer()
  const factUses = new Map<FactHash, number>()
  let factsNow: ReadonlyMap<FactHash, FactValue> | null = null

  /** The table when it is new here. */
  const hold = (table: HeldTable): HeldTable | null => {
    const known = held.get(table.hash)
    if (known !== undefined) {
      known.uses++
      return null
    }
    held.set(table.hash, { table, uses: 1 })
    tables.set(table.hash, table.table)
    return table
  }
  /** The table when nobody uses it any more. */
  const release = ({ hash }: HeldTable): HeldTable | null => {
    const known = held.get(hash)
    if (known === undefined || --known.uses > 0) return null
    held.delete(hash)
    tables.delete(hash)
    return known.table
  }

  return {
    tables,
    virtualServers,
    facts,
    factsNow: () => {
      factsNow ??= new Map(facts)
      return factsNow
    },
    intern: (hash) => names.get(hash) ?? makeVirtualServerHash(Buffer.from(hash, 'latin1').toString('latin1')),
    find: (hash) => held.get(hash)?.table ?? fresh.get(hash),
    offer: (table) => {
      const known = held.get(table.hash)?.table ?? fresh.get(table.hash)
      if (known !== undefined) return known
      for (const oldest of fresh.keys()) if (fresh.size >= mostFresh) fresh.delete(oldest)
      fresh.set(table.hash, table)
      return table
    },
    swap: (from, to) => {
      if (from?.hash === to?.hash) return from
      const came = to === null ? null : hold(to)
      const gone = from === null ? null : release(from)
      uses.swap(
        gone?.table ?? null,
        came?.table ?? null,
        (hash, position) => {
          virtualServers.set(hash, came!.servers[position]!)
          names.set(hash, hash)
        },
        (hash) => {
          virtualServers.delete(hash)
          names.delete(hash)
        },
      )
      return to && held.get(to.hash)!.table
    },
    holdFact: (hash, value) => {
      factUses.set(hash, (factUses.get(hash) ?? 0) + 1)
      if (facts.has(hash)) return
      facts.set(hash, share(value))
      factsNow = null
    },
    releaseFact: (hash) => {
      const left = (factUses.get(hash) ?? 0) - 1
      if (left > 0) factUses.set(hash, left)
      else {
        factUses.delete(hash)
        facts.delete(hash)
        factsNow = null
      }
    },
  }
}
