/** Which marks have to do with which, and how that stands: worked out once for a structure. */
import type { ThingId } from '#model/thing.ts'
import type { Facts } from './facts.ts'
import { type Held, visitHoldings } from './holdings.ts'
import type { Plan } from './plan.ts'
import type { TableFact } from './tables.ts'
import { soften, type Tone, worst } from './tone.ts'
import { isShownIn, type Visible } from './visible.ts'

/** From mark to mark; `unknown` when only silent nodes have such rows. */
export type Links = ReadonlyMap<ThingId, ReadonlyMap<ThingId, Tone>>

export interface Halves {
  /** Node or group, to Service or island. */
  readonly first: Links
  /** Service or island, to Pod or box. */
  readonly second: Links
}

export function makeLinks(facts: Facts, visible: Visible, plan: Plan): Halves {
  const isShown = isShownIn(visible, facts)
  const settling = new Set(facts.services.flatMap(({ settles, id }) => (settles ? [id] : [])))
  const markOf = (id: ThingId) => plan.standIn.get(id) ?? id
  const first = new Map<ThingId, Map<ThingId, Tone>>()
  const second = new Map<ThingId, Map<ThingId, Tone>>()

  for (const [from, tables] of tablesOfMarks(visible, markOf)) {
    const links = new Map<ThingId, Tone>()
    visitHoldings(tables, (entry, trusted) => {
      const thing = facts.thingOf(entry.key)
      if (!isShown(thing)) return
      note(links, markOf(thing), trusted > 0 ? soften(entry.tone, settling.has(thing)) : 'unknown')
    })
    first.set(from, links)
  }
  visitHoldings(heldBy(visible.nodes), (entry, trusted) => {
    const thing = facts.thingOf(entry.key)
    if (!isShown(thing)) return
    const links = second.get(markOf(thing)) ?? new Map<ThingId, Tone>()
    second.set(markOf(thing), links)
    for (const row of entry.rows) {
      const backend = facts.backendOf(thing, row.address)
      if (!isShown(backend)) continue
      note(links, markOf(backend), trusted > 0 ? soften(row.tone, settling.has(thing)) : 'unknown')
    }
  })
  return { first, second }
}

function note(links: Map<ThingId, Tone>, to: ThingId, tone: Tone): void {
  const known = links.get(to)
  if (known === undefined || worst(known, tone) !== known) links.set(to, tone)
}

function tablesOfMarks(visible: Visible, markOf: (id: ThingId) => ThingId): Map<ThingId, Held[]> {
  const members = new Map<ThingId, Visible['nodes'][number][]>()
  for (const node of visible.nodes) {
    const from = markOf(node.id)
    const known = members.get(from)
    if (known) known.push(node)
    else members.set(from, [node])
  }
  return new Map(
    [...members].flatMap(([from, nodes]) => {
      const tables = heldBy(nodes)
      return tables.length > 0 ? [[from, tables] as const] : []
    }),
  )
}

/** Each table with the trusted nodes that have it. */
function heldBy(nodes: Visible['nodes']): Held[] {
  const counts = new Map<TableFact, number>()
  for (const { table, trusted } of nodes) if (table) counts.set(table, (counts.get(table) ?? 0) + (trusted ? 1 : 0))
  return [...counts]
}
