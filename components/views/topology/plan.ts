/**
 * What becomes a mark of its own and what is gathered into a group, before anybody says where. Up
 * to about 400 things all are drawn singly; above, ranks that are long are gathered: nodes by
 * zone, Services by namespace, Pods by the zone of their node. What needs attention is drawn
 * singly all the same.
 */

import { compareNames } from '#model/compare-names.ts'
import type { ThingId } from '#model/thing.ts'
import { isProblem } from './tone.ts'
import type { Visible } from './visible.ts'

export interface PlanGroup {
  readonly id: ThingId
  /** Namespace, zone, range of names or node; empty where there is none. */
  readonly name: string
  readonly members: readonly ThingId[]
  /** Drawn as one mark, its members as small cells in it. */
  readonly gathered: boolean
}

export interface Plan {
  /** Nodes drawn as cards of their own, in order. */
  readonly cards: readonly ThingId[]
  readonly nodeGroups: readonly PlanGroup[]
  readonly islands: readonly PlanGroup[]
  readonly hosts: readonly PlanGroup[]
  /** Real servers of one Service that are gone but for what still drains, too many to draw singly. */
  readonly gone: readonly PlanGroup[]
  /** Drawn singly although their group is gathered. */
  readonly attention: { readonly nodes: readonly ThingId[]; readonly services: readonly ThingId[] }
  /** The mark a thing's edges end at, where it is not its own. */
  readonly standIn: ReadonlyMap<ThingId, ThingId>
  /** The cell of a gathered group a thing is in, where it has none of its own: a Pod's node. */
  readonly cellOf: ReadonlyMap<ThingId, ThingId>
  /** Something is gathered: it is said on top. */
  readonly gathers: boolean
}

const mostThings = 400
/** Gone and draining real servers of a Service drawn singly. */
const mostGone = 8
const mostAttention = { nodes: 24, services: 40 }
const longRank = { nodes: 40, services: 60, backends: 160 }
/** Nodes of a group where zones do not part them. */
const groupSize = 50

/** Beside one ClusterIP nodes are gathered sooner: each needs room for its words. */
export const makeClosePlan = (visible: Visible): Plan => makePlan(visible, 80)

export function makePlan(visible: Visible, most = mostThings): Plan {
  const { nodes, services, backends } = visible
  const many = nodes.length + services.length + backends.length > most
  const gatherNodes = many && nodes.length > longRank.nodes
  const gatherServices = many && services.length > longRank.services
  const gatherPods = many && backends.length > longRank.backends
  const zones = gatherNodes
    ? partNodes(nodes.map((node) => ({ name: node.name, zone: node.node.kube?.zone ?? '' })))
    : null

  const standIn = new Map<ThingId, ThingId>()
  const nodeGroups = zones
    ? [...zones.groups].map(([name, members]): PlanGroup => {
        const ids = members.map((member) => `node:${member}`)
        for (const id of ids) standIn.set(id, `nodes:${name}`)
        return { id: `nodes:${name}`, name, members: ids, gathered: true }
      })
    : []
  const islands = gather(services, (service) => service.namespace).map(([name, members]): PlanGroup => {
    const id = `island:${name}`
    if (gatherServices) for (const member of members) standIn.set(member.id, id)
    return { id, name, members: members.map((member) => member.id), gathered: gatherServices }
  })
  const cellOf = new Map<ThingId, ThingId>()
  const zoned = zones !== null && gatherPods
  const hostOf = (name: string) => (zoned ? (zones.groupOf.get(name) ?? name) : name)
  const places = new Map(nodes.map((node, place) => [node.name as string, place]))
  const cells = new Map<string, ThingId>()
  /** One text per host, whatever the number of its Pods. */
  const cellOfHost = (host: string): ThingId => {
    const known = cells.get(host) ?? `host:${host}`
    cells.set(host, known)
    return known
  }
  const gone = gatherPods ? [] : gatherGone(visible)
  for (const group of gone) for (const member of group.members) standIn.set(member, group.id)
  const hosts = gather(backends, (backend) => hostOf(backend.host)).map(([name, members]): PlanGroup => {
    const id = zoned ? `hosts:${name}` : `host:${name}`
    if (gatherPods) for (const member of members) standIn.set(member.id, id)
    if (zoned) for (const member of members) cellOf.set(member.id, cellOfHost(member.host))
    const hostCells = zoned
      ? [...new Set(members.map((member) => member.host))]
          .sort((a, b) => (places.get(a) ?? places.size) - (places.get(b) ?? places.size) || compareNames(a, b))
          .map(cellOfHost)
      : null
    return {
      id,
      name,
      members: hostCells ?? [...new Set(members.map(({ id: own }) => (gatherPods ? own : (standIn.get(own) ?? own))))],
      gathered: gatherPods,
    }
  })

  const attention = {
    nodes: gatherNodes
      ? nodes
          .filter((node) => !node.trusted || isProblem(node.tone))
          .slice(0, mostAttention.nodes)
          .map((node) => node.id)
      : [],
    services: gatherServices
      ? services
          .filter((service) => isProblem(service.tone))
          .slice(0, mostAttention.services)
          .map((service) => service.id)
      : [],
  }
  for (const id of [...attention.nodes, ...attention.services]) standIn.delete(id)
  return {
    cards: gatherNodes ? [] : nodes.map((node) => node.id),
    nodeGroups,
    islands,
    hosts,
    gone,
    attention,
    standIn,
    cellOf,
    gathers: gatherNodes || gatherServices || gatherPods,
  }
}

/** Whether two plans put the same things in the same groups: then the same layout serves both. */
export function samePlaces(a: Plan, b: Plan): boolean {
  const same = (left: readonly string[], right: readonly string[]) =>
    left.length === right.length && left.every((id, index) => id === right[index])
  const sameGroups = (left: readonly PlanGroup[], right: readonly PlanGroup[]) =>
    left.length === right.length &&
    left.every((group, index) => {
      const other = right[index]!
      return group.id === other.id && group.gathered === other.gathered && same(group.members, other.members)
    })
  return (
    same(a.cards, b.cards) &&
    sameGroups(a.nodeGroups, b.nodeGroups) &&
    sameGroups(a.islands, b.islands) &&
    sameGroups(a.hosts, b.hosts) &&
    sameGroups(a.gone, b.gone) &&
    same(a.attention.nodes, b.attention.nodes) &&
    same(a.attention.services, b.attention.services)
  )
}

function gatherGone({ services, backends }: Visible): PlanGroup[] {
  const alone = new Set(
    backends.filter((backend) => backend.state === 'draining' && backend.host === '').map(({ id }) => id),
  )
  return services.flatMap((service): PlanGroup[] => {
    const members = service.backends.filter((id) => alone.delete(id))
    if (members.length > mostGone) return [{ id: `gone:${service.id}`, name: service.name, members, gathered: false }]
    for (const id of members) alone.add(id)
    return []
  })
}

/** Groups in the order of their names; what has no name last. */
function gather<Thing>(things: readonly Thing[], nameOf: (thing: Thing) => string): [string, Thing[]][] {
  const groups = new Map<string, Thing[]>()
  for (const thing of things) {
    const name = nameOf(thing)
    const group = groups.get(name)
    if (group) group.push(thing)
    else groups.set(name, [thing])
  }
  return [...groups].sort(([a], [b]) => Number(a === '') - Number(b === '') || compareNames(a, b))
}

interface Parted {
  readonly groups: ReadonlyMap<string, readonly string[]>
  readonly groupOf: ReadonlyMap<string, string>
}

/** By zone where zones part them, else by name, fifty at a time. */
function partNodes(nodes: readonly { name: string; zone: string }[]): Parted {
  const byZone = gather(nodes, (node) => node.zone)
  const parted = byZone.length >= 2 && byZone.length <= nodes.length / 4
  const names = nodes.map((node) => node.name)
  const groups = parted
    ? byZone.map(([zone, members]) => [zone, members.map((member) => member.name)] as const)
    : Array.from({ length: Math.ceil(names.length / groupSize) }, (_, index) => {
        const members = names.slice(index * groupSize, (index + 1) * groupSize)
        return [`${members[0]} – ${members.at(-1)}`, members] as const
      })
  return {
    groups: new Map(groups),
    groupOf: new Map(groups.flatMap(([group, members]) => members.map((member) => [member, group] as const))),
  }
}
