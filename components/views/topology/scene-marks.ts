/** Marks of things: cards, capsules, Pods, islands and gathered groups. */
import type { Box } from '#components/stage/box.ts'
import type { BackendFact } from './backends.ts'
import type { NodeFact, ServiceFact, ThingId } from './facts.ts'
import { capsuleBox } from './fan.ts'
import { describePorts, lastPart, shortenMiddle } from './labels.ts'
import type { Cell, GroupMark, Mark, NodeMark, PodMark, ServiceMark } from './marks.ts'
import type { PlanGroup } from './plan.ts'
import type { SceneInput } from './scene.ts'
import { isProblem, soften, type Tone, worst } from './tone.ts'
import { rateOf } from './traffic.ts'

/** Ticks of a node's glyph; longer tables show a run of virtual servers as one tick. */
const mostTicks = 40

/** `opened` is the ClusterIP whose fan is open: drawn as a capsule even where its island is gathered. */
export function makeMarks(input: SceneInput, opened: ThingId | null): Mark[] {
  const { visible, plan, layout } = input
  const nodes = new Map(visible.nodes.map((node) => [node.id, node]))
  const services = new Map(visible.services.map((service) => [service.id, service]))
  const backends = new Map(visible.backends.map((backend) => [backend.id, backend]))
  const settling = new Set(visible.services.filter((service) => service.settles).map((service) => service.id))
  const marks: Mark[] = []
  const put = <Thing>(
    ids: readonly ThingId[],
    from: ReadonlyMap<ThingId, Thing>,
    make: (thing: Thing, box: Box) => Mark,
  ) => {
    for (const id of ids) {
      const thing = from.get(id)
      const box = layout.boxes.get(id)
      if (thing && box) marks.push(make(thing, box))
    }
  }
  for (const group of [...plan.nodeGroups, ...plan.islands, ...plan.hosts]) {
    const box = layout.boxes.get(group.id)
    if (box) marks.push(groupMark(input, group, box, { nodes, services, backends }))
  }
  put([...plan.cards, ...plan.attention.nodes], nodes, (node, box) => nodeMark(input, node, box, settling))
  const shownServices = plan.islands.flatMap((group) => (group.gathered ? [] : group.members))
  put([...shownServices, ...plan.attention.services], services, (service, box) => serviceMark(input, service, box))
  const shownPods = plan.hosts.flatMap((group) => (group.gathered ? [] : group.members))
  put(shownPods, backends, (backend, box) => podMark(backend, box))
  for (const group of plan.gone) {
    const box = layout.boxes.get(group.id)
    if (box) marks.push(goneMark(input, group, box))
  }
  const single = opened !== null && plan.standIn.has(opened) ? services.get(opened) : undefined
  const capsule = single && capsuleBox(layout, plan, single.id)
  if (single && capsule) marks.push(serviceMark(input, single, capsule))
  return marks
}

export function ticksOf(node: NodeFact, toneOf: (position: number) => Tone): Tone[] {
  const count = node.table?.entries.length ?? 0
  const run = Math.max(1, Math.ceil(count / mostTicks))
  const ticks: Tone[] = []
  for (let start = 0; start < count; start += run) {
    let tone: Tone = 'fine'
    for (let i = start; i < Math.min(count, start + run); i++) tone = worst(tone, toneOf(i))
    ticks.push(tone)
  }
  return ticks
}

function nodeMark(
  { labels, cluster, traffic, facts }: SceneInput,
  node: NodeFact,
  box: Box,
  settling: ReadonlySet<ThingId>,
): NodeMark {
  const own = cluster.load.get(node.name)?.nodeRate?.connections ?? NaN
  const summed = traffic.of.get(node.id)
  const rate = Number.isNaN(own) && summed ? rateOf(summed) : own
  return {
    kind: 'node',
    id: node.id,
    box,
    name: node.name,
    rate: node.trusted ? labels.perSecond(rate) : '',
    ticks: ticksOf(node, (position) => {
      const entry = node.table!.entries[position]!
      return soften(entry.tone, settling.has(facts.thingOf(entry.key)))
    }),
    note: labels.note(node, cluster.at),
    tone: node.tone,
    warns:
      node.feed.is === 'late' ||
      node.feed.is === 'refused' ||
      node.node.rejected.rows > 0 ||
      node.node.conflicts.length > 0,
  }
}

function serviceMark({ labels, traffic }: SceneInput, service: ServiceFact, box: Box): ServiceMark {
  const flow = traffic.of.get(service.id)
  const [first = '', ...others] = service.addresses
  const address = `${shortenMiddle(first, 21)}${others.length > 0 ? ` +${others.length}` : ''}`
  const note =
    service.service === null
      ? labels.words.note.noService
      : service.backends.length === 0
        ? labels.words.note.noEndpoints
        : ''
  return {
    kind: 'service',
    id: service.id,
    box,
    name: service.name,
    address,
    detail: note || describeDetail(service, Math.floor((box.width - 34) / 6.6) - address.length),
    rate: flow ? labels.perSecond(rateOf(flow)) : '',
    tone: service.tone,
    empty: service.backends.length === 0,
  }
}

/** Ports and scheduler in as many letters as there is room for. */
function describeDetail({ ports, schedulers }: ServiceFact, letters: number): string {
  const scheduler = schedulers.join('/')
  const more = ports.length > 1 ? ` +${ports.length - 1}` : ''
  const short = ports[0] ? `:${ports[0].port}${more}` : ''
  const join = (...parts: string[]) => parts.filter(Boolean).join(' · ')
  const forms = [join(describePorts(ports), scheduler), join(short, scheduler), short]
  return forms.find((form) => form.length <= letters) ?? short
}

function podMark(backend: BackendFact, box: Box): PodMark {
  const wide = box.width >= 200
  const room = Math.floor((box.width - 26) / 7)
  const address = wide && backend.address.length <= 15 ? backend.address : lastPart(backend.address)
  return {
    kind: 'pod',
    id: backend.id,
    box,
    name: shortenMiddle(backend.name, Math.max(6, room - address.length - 1)),
    address: backend.name === backend.address ? '' : address,
    state: backend.state,
  }
}

const goneMark = ({ labels }: SceneInput, { id, name, members }: PlanGroup, box: Box): PodMark => ({
  kind: 'pod',
  id,
  box,
  name: labels.words.group.gone(members.length),
  address: shortenMiddle(name, 12),
  state: 'draining',
})

interface Things {
  readonly nodes: ReadonlyMap<ThingId, NodeFact>
  readonly services: ReadonlyMap<ThingId, ServiceFact>
  readonly backends: ReadonlyMap<ThingId, BackendFact>
}

function groupMark(
  { labels, traffic, layout, plan }: SceneInput,
  group: PlanGroup,
  box: Box,
  things: Things,
): GroupMark {
  const { words } = labels
  const rank = group.id.startsWith('island:') ? 'services' : group.id.startsWith('nodes:') ? 'nodes' : 'pods'
  const flow = traffic.of.get(group.id)
  const toneOfMember = (id: ThingId): Tone =>
    things.nodes.get(id)?.tone ?? things.services.get(id)?.tone ?? toneOfHost(things, id)
  const cells: Cell[] = group.gathered
    ? group.members.flatMap((id) => {
        // Drawn singly above: its cell stays free.
        if (plan.attention.nodes.includes(id) || plan.attention.services.includes(id)) return []
        const cell = layout.boxes.get(id)
        const name =
          (things.services.get(id) ?? things.nodes.get(id) ?? things.backends.get(id))?.name ??
          id.slice(id.indexOf(':') + 1)
        return cell ? [{ id, box: cell, name, tone: toneOfMember(id) }] : []
      })
    : []
  const nameless =
    rank === 'services' ? words.group.noNamespace : rank === 'pods' ? words.group.nowhere : words.group.noZone
  const host = rank === 'pods' && !group.gathered ? things.nodes.get(`node:${group.name}`) : undefined
  return {
    kind: group.gathered ? 'gathered' : rank === 'services' ? 'island' : 'host',
    id: group.id,
    box,
    name: group.name === '' ? nameless : group.name,
    line: group.gathered ? words.group[rank](countOf(group, rank, things)) : '',
    rate: group.gathered && flow ? labels.perSecond(rateOf(flow)) : '',
    tone:
      host && !host.trusted
        ? 'unknown'
        : cells.reduce<Tone>((tone, cell) => (isProblem(cell.tone) ? worst(tone, cell.tone) : tone), 'fine'),
    cells,
  }
}

function countOf(group: PlanGroup, rank: 'nodes' | 'services' | 'pods', things: Things): number {
  if (rank !== 'pods' || !group.members[0]?.startsWith('host:')) return group.members.length
  const hosts = new Set(group.members.map((id) => id.slice('host:'.length)))
  let pods = 0
  for (const backend of things.backends.values()) if (hosts.has(backend.host)) pods += 1
  return pods
}

const toneOfHost = (things: Things, id: ThingId): Tone => {
  const node = things.nodes.get(`node:${id.slice(id.indexOf(':') + 1)}`)
  return node && !node.trusted ? 'unknown' : 'fine'
}
