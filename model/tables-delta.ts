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

/** As it travels: entries the same delta brings one after the other are told by the place of the first, and how many. */
type ToldSplice = readonly [at: number, gone: number, ...come: (VirtualServerHash | readonly [number, number])[]]

type ToldTable = readonly [hash: TableHash, like: TableHash | null, ...splices: ToldSplice[]]

export interface TablesDelta {
  readonly set?: readonly ToldTable[]
  readonly drop?: readonly TableHash[]
}

const spliceSchema = v.tupleWithRest([v.number(), v.number()], v.union([v.string(), v.tuple([v.number(), v.number()])]))
export const tablesDeltaSchema = v.object({
  set: v.optional(v.array(v.tupleWithRest([v.string(), v.nullable(v.string())], spliceSchema))),
  drop: v.optional(v.array(v.string())),
})

type Tables = Cluster['tables']
type Sides = Pick<Cluster, 'tables' | 'nodes'>

/** Null when nothing differs. `fresh`: the virtual servers the same delta brings, in its order. */
export function diffTableStores(from: Sides, to: Sides, fresh: readonly VirtualServerHash[]): TablesDelta | null {
  if (from.tables === to.tables) return null
  const made = [...to.tables.keys()].filter((hash) => !from.tables.has(hash))
  const drop = [...from.tables.keys()].filter((hash) => !to.tables.has(hash))
  if (made.length + drop.length === 0) return null
  const before = predecessors(from, to)
  let last = lastOf(from.tables)
  const places = placesOf(fresh)
  const set = made.map((hash) => {
    const own = before.get(hash)
    const like = own !== undefined && from.tables.has(own) ? own : last
    last = hash
    const base = like === null ? [] : (from.tables.get(like) ?? to.tables.get(like)!)
    return tellTable(hash, to.tables.get(hash)!, like, base, places)
  })
  return { ...(set.length > 0 ? { set } : {}), ...(drop.length > 0 ? { drop } : {}) }
}

/** The same from nothing, a table at a time. */
export function* tellTables(tables: Tables, fresh: readonly VirtualServerHash[]): Generator<ToldTable, void> {
  const places = placesOf(fresh)
  let like: TableHash | null = null
  let base: Table = []
  for (const [hash, table] of tables) {
    yield tellTable(hash, table, like, base, places)
    like = hash
    base = table
  }
}

type Places = ReadonlyMap<VirtualServerHash, number>

const placesOf = (fresh: readonly VirtualServerHash[]): Places => new Map(fresh.map((hash, place) => [hash, place]))

const tellTable = (hash: TableHash, table: Table, like: TableHash | null, base: Table, places: Places): ToldTable => [
  hash,
  like,
  ...splicesBetween(base, table).map((splice) => tell(splice, places)),
]

function tell([at, gone, ...come]: Splice, places: Places): ToldSplice {
  const told: (VirtualServerHash | [number, number])[] = []
  for (const hash of come) {
    const place = places.get(hash)
    const run = told.at(-1)
    if (place === undefined) told.push(hash)
    else if (Array.isArray(run) && run[0] + run[1] === place) run[1]++
    else told.push([place, 1])
  }
  return [at, gone, ...told]
}

const hear = ([at, gone, ...told]: ToldSplice, fresh: readonly VirtualServerHash[]): Splice => [
  at,
  gone,
  ...told.flatMap((come) => (typeof come === 'string' ? [come] : fresh.slice(come[0], come[0] + come[1]))),
]

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
    both: (place, _, length) => {
      close()
      next = place + length
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

export function applyTables(
  tables: Tables,
  { set = [], drop = [] }: TablesDelta,
  fresh: readonly VirtualServerHash[],
): Tables {
  const next = new Map(tables)
  for (const [hash, like, ...told] of set) {
    const base = like === null ? [] : (next.get(like) ?? [])
    const splices = told.map((splice) => hear(splice, fresh))
    next.set(hash, spliced(base, splices))
  }
  for (const hash of drop) next.delete(hash)
  return next
}
