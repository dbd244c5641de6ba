/** The kernel rows of one Service, on every node in view. */
import type { Cluster } from '#model/cluster.ts'
import type { Flow } from '#model/sums.ts'
import type { ThingId } from '#model/thing.ts'
import type { Facts, NodeFact } from './facts.ts'
import { makeRowId } from './options.ts'
import type { EntryFact, RowFact, TableFact } from './tables.ts'
import { soften, type Tone } from './tone.ts'
import { addRow, loadFits, newTally } from './traffic.ts'

export interface FanRow {
  readonly id: ThingId
  readonly from: ThingId
  readonly backend: ThingId
  readonly node: NodeFact
  readonly entry: EntryFact
  readonly row: RowFact
  readonly tone: Tone
  /** Its place in the node's load; -1 where the node has no such row. */
  readonly place: number
}

interface Known {
  readonly nodes: readonly NodeFact[]
  readonly service: ThingId
  readonly rows: readonly FanRow[]
}
const known = new WeakMap<Facts, Known>()

/** In the order of nodes and tables; the same list until structure changes. `facts` are those of the selection. */
export function rowsOfService(facts: Facts, nodes: readonly NodeFact[], service: ThingId): readonly FanRow[] {
  const before = known.get(facts)
  if (before?.nodes === nodes && before.service === service) return before.rows
  const rows = findRows(facts, new Set(nodes.map(({ id }) => id)), service)
  known.set(facts, { nodes, service, rows })
  return rows
}

function findRows(facts: Facts, shown: ReadonlySet<ThingId>, service: ThingId): readonly FanRow[] {
  const settles = facts.services.find((each) => each.id === service)?.settles ?? false
  const found: FanRow[] = []
  // Nodes with equal tables share one, so its entries are looked through once.
  const places = new Map<TableFact, number[]>()
  const placesIn = (table: TableFact): number[] => {
    const before = places.get(table)
    if (before) return before
    const made = table.entries.flatMap((entry, position) => (facts.thingOf(entry.key) === service ? [position] : []))
    places.set(table, made)
    return made
  }
  // Nodes share their entries as well: where a row leads is looked up once an entry.
  const ends = new Map<EntryFact, readonly ThingId[]>()
  const endsOf = (entry: EntryFact): readonly ThingId[] => {
    const made = ends.get(entry) ?? entry.rows.map(({ address }) => facts.backendOf(service, address))
    ends.set(entry, made)
    return made
  }
  for (const node of facts.nodes) {
    if (!node.table || !shown.has(node.id)) continue
    for (const position of placesIn(node.table)) {
      const entry = node.table.entries[position]!
      const backends = endsOf(entry)
      for (const [place, row] of entry.rows.entries()) {
        found.push({
          id: makeRowId(node.name, entry.key, row.key),
          from: node.id,
          backend: backends[place]!,
          node,
          entry,
          row,
          tone: node.trusted ? soften(row.tone, settles) : 'unknown',
          place: row.index < 0 ? -1 : node.table.firstRow[position]! + row.index,
        })
      }
    }
  }
  return found
}

/** What flows through rows now. */
export function flowOfRows(rows: readonly FanRow[], { load: loads }: Pick<Cluster, 'load'>): Flow {
  const flow = newTally()
  for (const { node, place } of rows) {
    if (place < 0) continue
    const load = loads.get(node.name)
    if (node.table !== null && loadFits(load, node.table)) addRow(flow, load, place)
    else flow.unrated += 1
  }
  return flow
}
