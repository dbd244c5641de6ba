/**
 * What turns one store of tables into another. A table is told by what it lacks and has besides
 * against one the receiver has or that comes before it in the same delta: versions of a table
 * differ in an entry or two, and a hundred of them may come at once.
 */
import * as v from 'valibot'
import { type Cluster, tableHashOf } from './cluster.ts'
import type { TableHash, VirtualServerHash } from './ids.ts'
import type { Table } from './topology.ts'
import { walkLists } from './walk-lists.ts'

/** Position in the table it is made of, how many entries go there, and what comes instead; ascending. */
export type Splice = readonly [at: number, gone: number, ...come: VirtualServerHash[]]

export interface TablesDelta {
  readonly set?: readonly (readonly [hash: TableHash, like: TableHash | null, ...splices: Splice[]])[]
  readonly drop?: readonly TableHash[]
}

const spliceSchema = v.tupleWithRest([v.number(), v.number()], v.string())
export const tablesDeltaSchema = v.object({
  set: v.optional(v.array(v.tupleWithRest([v.string(), v.nullable(v.string())], spliceSchema))),
  drop: v.optional(v.array(v.string())),
})

type Tables = Cluster['tables']
type Sides = Pick<Cluster, 'tables' | 'nodes'>

/** Null when nothing differs. */
export function diffTableStores(from: Sides, to: Sides): TablesDelta | null {
  if (from.tables === to.tables) return null
  const fresh = [...to.tables.keys()].filter((hash) => !from.tables.has(hash))
  const drop = [...from.tables.keys()].filter((hash) => !to.tables.has(hash))
  if (fresh.length + drop.length === 0) return null
  const before = predecessors(from, to)
  let last = lastOf(from.tables)
  const set = fresh.map((hash) => {
    const own = before.get(hash)
    const like = own !== undefined && from.tables.has(own) ? own : last
    last = hash
    const base = like === null ? [] : (from.tables.get(like) ?? to.tables.get(like)!)
    return [hash, like, ...splicesBetween(base, to.tables.get(hash)!)] as const
  })
  return { ...(set.length > 0 ? { set } : {}), ...(drop.length > 0 ? { drop } : {}) }
}

/** For a new table the one it took the place of on some node: nothing is more alike. */
function predecessors(from: Sides, to: Sides): ReadonlyMap<TableHash, TableHash> {
  const found = new Map<TableHash, TableHash>()
  for (const [name, node] of to.nodes) {
    const old = from.nodes.get(name)
    if (old === undefined || old === node) continue
    const pairs = [
      [tableHashOf(node), tableHashOf(old)],
      [node.want, old.want],
    ] as const
    for (const [now, then] of pairs) if (now && then && now !== then && !found.has(now)) found.set(now, then)
  }
  return found
}

function lastOf(tables: Tables): TableHash | null {
  let last: TableHash | null = null
  for (const hash of tables.keys()) last = hash
  return last
}

/** What turns one table into the other. */
export function splicesBetween(from: Table, to: Table): Splice[] {
  const splices: Splice[] = []
  let next = 0
  let gone = 0
  let come: VirtualServerHash[] = []
  const close = () => {
    if (gone > 0 || come.length > 0) splices.push([next - gone, gone, ...come])
    gone = 0
    come = []
  }
  walkLists(from, to, {
    both: (place) => {
      close()
      next = place + 1
    },
    gone: (place) => {
      gone++
      next = place + 1
    },
    come: (position) => {
      come.push(to[position]!)
    },
  })
  close()
  return splices
}

/** `spliced(a, splicesBetween(a, b))` is `b`. */
export function spliced(table: Table, splices: readonly Splice[]): Table {
  const made: VirtualServerHash[] = []
  let next = 0
  for (const [at, gone, ...come] of splices) {
    for (; next < at; next++) made.push(table[next]!)
    for (const hash of come) made.push(hash)
    next = at + gone
  }
  for (; next < table.length; next++) made.push(table[next]!)
  return made
}

export function applyTables(tables: Tables, { set = [], drop = [] }: TablesDelta): Tables {
  const next = new Map(tables)
  for (const [hash, like, ...splices] of set) {
    next.set(hash, spliced(like === null ? [] : (next.get(like) ?? []), splices))
  }
  for (const hash of drop) next.delete(hash)
  return next
}
