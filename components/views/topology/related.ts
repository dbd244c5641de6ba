/** What belongs to a selection: it keeps its ink while the rest is dimmed. */
import type { ThingId } from '#model/thing.ts'
import type { Facts } from './facts.ts'
import type { parseSelection } from './options.ts'
import type { Plan } from './plan.ts'
import type { FanRow } from './rows.ts'

type Related = ReadonlySet<ThingId> | null
interface Known {
  readonly id: ThingId
  readonly plan: Plan
  readonly rows: readonly FanRow[]
  readonly related: Related
}
const known = new WeakMap<Facts, Known>()

/** Null when nothing is selected or what was is gone: nothing is dimmed. The same from tick to tick. */
export function relatedTo(
  selection: ReturnType<typeof parseSelection>,
  facts: Facts,
  plan: Plan,
  rows: readonly FanRow[],
): Related {
  if (selection.is === 'nothing' || selection.is === 'group') return null
  const { id } = selection
  const before = known.get(facts)
  if (before?.id === id && before.plan === plan && before.rows === rows) return before.related
  const related = findRelated(selection, facts, plan, rows)
  known.set(facts, { id, plan, rows, related })
  return related
}

function findRelated(
  selection: Exclude<ReturnType<typeof parseSelection>, { is: 'nothing' | 'group' }>,
  facts: Facts,
  plan: Plan,
  rows: readonly FanRow[],
): Related {
  // What is not there any more dims nothing.
  const related = new Set<ThingId>()
  const add = (id: ThingId) => {
    related.add(id)
    const group = plan.standIn.get(id)
    if (group) related.add(group)
  }
  const addService = (id: ThingId) => {
    add(id)
    const service = facts.services.find((each) => each.id === id)
    if (service) related.add(`island:${service.namespace}`)
  }
  const backendsById = new Map(facts.backends.map((backend) => [backend.id, backend]))
  const addBackend = (id: ThingId) => {
    add(id)
    const backend = backendsById.get(id)
    if (backend) related.add(`host:${backend.host}`)
  }
  switch (selection.is) {
    case 'service':
    case 'row':
      if (rows.length === 0 && !facts.services.some((each) => each.id === selection.id)) return null
      for (const row of rows) {
        add(row.from)
        addBackend(row.backend)
      }
      if (selection.is === 'service') addService(selection.id)
      else if (rows[0]) addService(facts.thingOf(rows[0].entry.key))
      break
    case 'node': {
      add(selection.id)
      const node = facts.nodes.find((each) => each.id === selection.id)
      if (!node) return null
      for (const entry of node.table?.entries ?? []) {
        const service = facts.thingOf(entry.key)
        addService(service)
        for (const row of entry.rows) addBackend(facts.backendOf(service, row.address))
      }
      break
    }
    case 'backend':
      if (!backendsById.has(selection.id)) return null
      addBackend(selection.id)
      for (const service of facts.services) if (service.backends.includes(selection.id)) addService(service.id)
      break
  }
  return related
}

/** The Service a selection speaks of: itself, or the one a row belongs to. */
export function serviceSelected(facts: Facts, selection: ReturnType<typeof parseSelection>): ThingId | null {
  if (selection.is === 'service') return selection.id
  return selection.is === 'row' ? facts.thingOf(selection.virtual as Parameters<Facts['thingOf']>[0]) : null
}
