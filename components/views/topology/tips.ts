/** What is said of the thing under the pointer: a heading, then facts. */
import type { Cluster } from '#model/cluster.ts'
import type { Flow } from '#model/sums.ts'
import type { ThingId } from '#model/thing.ts'
import type { Facts } from './facts.ts'
import { describePorts, type Labels } from './labels.ts'
import type { FlowingLine, Scene } from './scene.ts'
import type { Sum, Traffic } from './sums.ts'
import { packetsOf, rateOf } from './traffic.ts'

export interface TipInput {
  readonly facts: Facts
  readonly scene: Scene
  /** Of things: of all that is in view when nothing is selected. */
  readonly traffic: Traffic
  /** Of lines, as drawn. */
  readonly lines: Pick<Traffic, 'first' | 'second'>
  readonly labels: Labels
  /** The cluster rows are of; null where no row is drawn. */
  readonly rowsOf: Cluster | null
  readonly at: number
}

export function tipOf(input: TipInput, id: ThingId): readonly string[] {
  const row = input.scene.fan?.rows.find((line) => line.id === id)
  if (row) return tipOfRow(input, row)
  if (id.startsWith('edge:')) return tipOfEdge(input, id)
  return tipOfThing(input, id)
}

function tipOfRow({ labels, at, facts, rowsOf }: TipInput, line: FlowingLine): string[] {
  const { tip, tone } = labels.words
  const [only, ...others] = line.rows
  if (only === undefined) return []
  if (others.length > 0) {
    const to = nameOf(facts, line.backend)
    return [
      tip.to(labels.words.group.nodes(line.rows.length), to),
      ...describeFlow(line.flow, labels),
      tip.rows(line.rows.length),
    ]
  }
  const { row, entry, node } = only
  const lines = [`${node.name}: ${entry.key} → ${row.key}`]
  if (row.state === 'missing') lines.push(tone.missing)
  else if (row.state === 'weight' && row.have && row.want)
    lines.push(tip.weightWanted(row.have.weight, row.want.weight))
  else if (row.have) lines.push(`${tip.weight(row.have.weight)} · ${row.have.forward}`)
  if (row.state === 'foreign') lines.push(tone.wrong)
  for (const { setting, have, want } of entry.settings) lines.push(tip.settings(setting, have, want))
  if (row.have) lines.push(...describeFlow(line.flow, labels))
  const load = rowsOf?.load.get(node.name)
  if (!node.trusted && load) lines.push(tip.stale(labels.age(at - load.at)))
  return lines
}

function tipOfEdge({ lines: { first, second }, labels, facts }: TipInput, id: ThingId): string[] {
  const [from, to] = id.slice('edge:'.length).split('>') as [ThingId, ThingId]
  const sum: Sum | undefined = first.get(from)?.get(to) ?? second.get(from)?.get(to)
  if (!sum) return []
  const { tip, tone } = labels.words
  const lines = [tip.to(nameOf(facts, from), nameOf(facts, to)), ...describeFlow(sum.flow, labels)]
  const link = facts.linkOf(from, to)
  if (link && link.missing > 0) lines.push(tip.missingOn(link.missing))
  else if (sum.tone !== 'fine') lines.push(tone[sum.tone])
  return lines
}

function tipOfThing({ facts, traffic, labels, at }: TipInput, id: ThingId): string[] {
  const { note, tone, group } = labels.words
  if (id.startsWith('gone:')) return [nameOf(facts, id), note.draining]
  const flow = traffic.of.get(id)
  const load = flow ? [...describeFlow(flow, labels), ...(traffic.exact ? [] : [labels.words.panel.rounded])] : []
  const node = facts.nodes.find((each) => each.id === id)
  if (node) {
    const table = node.table ? [note.virtualServers(node.table.entries.length)] : []
    const trouble = labels.note(node, at)
    return [
      node.name,
      ...(trouble === '' ? [] : [trouble]),
      ...table,
      ...(node.trusted ? [tone[node.tone], ...load] : []),
    ]
  }
  const service = facts.services.find((each) => each.id === id)
  if (service) {
    const name = service.namespace === '' ? service.name : `${service.namespace}/${service.name}`
    const where = [service.addresses.join(', '), describePorts(service.ports)].filter(Boolean).join(' ')
    const state =
      service.service === null ? note.noService : service.backends.length === 0 ? note.noEndpoints : tone[service.tone]
    return [name, where, state, group.pods(service.backends.length), ...load].filter(Boolean)
  }
  const backend = facts.backends.find((each) => each.id === id)
  if (backend) {
    const name = backend.namespace === '' ? backend.name : `${backend.namespace}/${backend.name}`
    const state = backend.state === 'ready' ? [] : [note[backend.state]]
    return [name, [backend.address, backend.host].filter(Boolean).join(' · '), ...state, ...load]
  }
  return []
}

function describeFlow(flow: Flow | null, labels: Labels): string[] {
  const { tip } = labels.words
  const rate = rateOf(flow)
  const lines = Number.isNaN(rate)
    ? [tip.unknownRate]
    : [`${tip.rate(labels.rate(rate))} · ${tip.packets(labels.rate(packetsOf(flow)))}`]
  if (flow !== null) lines.push(tip.open(labels.amount(flow.active), labels.amount(flow.inactive)))
  return lines
}

/** A thing's own name; for a group what follows its kind. */
export function nameOf(facts: Facts, id: ThingId): string {
  if (id.startsWith('gone:')) return nameOf(facts, id.slice('gone:'.length))
  const thing =
    facts.nodes.find((each) => each.id === id) ??
    facts.services.find((each) => each.id === id) ??
    facts.backends.find((each) => each.id === id)
  return thing?.name ?? id.slice(id.indexOf(':') + 1)
}
