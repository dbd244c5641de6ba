/** Marks of things: cards, capsules, Pods, islands and gathered groups. */
import type { Box } from '#components/stage/box.ts'
import type { ThingId } from '#model/thing.ts'
import type { BackendFact } from './backends.ts'
import { type Body, bodiesIn, type Things, thingsIn } from './bodies.ts'
import type { NodeFact, ServiceFact } from './facts.ts'
import { capsuleBox } from './fan.ts'
import { describePorts, lastPart, shortenMiddle } from './labels.ts'
import type { GroupMark, Mark, NodeMark, PodMark, ServiceMark } from './marks.ts'
import type { PlanGroup } from './plan.ts'
import type { SceneInput } from './scene.ts'
import { isProblem, soften, type Tone, worst } from './tone.ts'
import { rateOf } from './traffic.ts'

/** Ticks of a node's glyph; longer tables show a run of virtual servers as one tick. */
const mostTicks = 40

/** `opened` is the ClusterIP whose fan is open: drawn as a capsule even where its island is gathered. */
export function makeMarks(input: SceneInput, opened: ThingId | null): Mark[] {
  const { visible, plan, layout } = input
  const things = thingsIn(visible)
  const { nodes, services, settling } = things
  const bodies = bodiesIn(visible, plan, layout)
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
    const body = bodies.get(group.id)
    if (box && body) marks.push(groupMark(input, group, box, body, nodes))
  }
  put([...plan.cards, ...plan.attention.nodes], nodes, (node, box) => nodeMark(input, node, box, settling))
  const shownServices = plan.islands.flatMap((group) => (group.gathered ? [] : group.members))
  put([...shownServices, ...plan.attention.services], services, (service, box) => serviceMark(input, service, box))
  const shownPods = plan.hosts.flatMap((group) => (group.gathered ? [] : group.members))
  if (shownPods.length > 0) put(shownPods, things.backends, (backend, box) => podMark(backend, box))
  for (const group of plan.gone) {
    const box = layout.boxes.get(group.id)
    if (box) marks.push(goneMark(input, group, box))
  }
  const single = opened !== null && plan.standIn.has(opened) ? services.get(opened) : undefined
  const capsule = single && capsuleBox(layout, plan, single.id)
  if (single && capsule) marks.push(serviceMark(input, single, capsule))
  return marks
}

/** One tone a tick. `toneOf` is asked only for entries that are not simply fine. */
export function ticksOf(node: NodeFact, toneOf: (position: number) => Tone): Tone[] {
  const count = node.table?.entries.length ?? 0
  const run = Math.max(1, Math.ceil(count / mostTicks))
  const ticks = new Array<Tone>(Math.ceil(count / run)).fill('fine')
  for (const position of node.table?.odd ?? []) {
    const tick = Math.floor(position / run)
    ticks[tick] = worst(ticks[tick]!, toneOf(position))
  }
  return ticks
}

function nodeMark(
  { labels, cluster, traffic, facts }: SceneInput,
  node: NodeFact,
  box: Box,
  settling: ReadonlySet<ThingId>,
): NodeMark {
  const rate = rateOf(traffic.of.get(node.id) ?? null)
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

function groupMark(
  { labels, traffic }: SceneInput,
  group: PlanGroup,
  box: Box,
  { cells, count }: Body,
  nodes: Things['nodes'],
): GroupMark {
  const { words } = labels
  const rank = group.id.startsWith('island:') ? 'services' : group.id.startsWith('nodes:') ? 'nodes' : 'pods'
  const flow = traffic.of.get(group.id)
  const nameless =
    rank === 'services' ? words.group.noNamespace : rank === 'pods' ? words.group.nowhere : words.group.noZone
  const host = rank === 'pods' && !group.gathered ? nodes.get(`node:${group.name}`) : undefined
  return {
    kind: group.gathered ? 'gathered' : rank === 'services' ? 'island' : 'host',
    id: group.id,
    box,
    name: group.name === '' ? nameless : group.name,
    line: group.gathered ? words.group[rank](count) : '',
    rate: group.gathered && flow ? labels.perSecond(rateOf(flow)) : '',
    tone:
      host && !host.trusted
        ? 'unknown'
        : cells.reduce<Tone>((tone, cell) => (isProblem(cell.tone) ? worst(tone, cell.tone) : tone), 'fine'),
    cells,
  }
}
