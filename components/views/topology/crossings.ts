/** Fewer crossings: a few rounds of barycentre over Services and Pods. Boxes of Pods keep the order of the nodes. */
import type { ThingId } from '#model/thing.ts'
import { barycentre, sortByWeight } from './order.ts'
import type { Plan, PlanGroup } from './plan.ts'

const rounds = 4

export function orderPlan(plan: Plan, links: ReadonlyMap<ThingId, readonly ThingId[]>): Plan {
  const back = new Map<ThingId, ThingId[]>()
  for (const [service, backends] of links) {
    for (const backend of backends) {
      const known = back.get(backend)
      if (known) known.push(service)
      else back.set(backend, [service])
    }
  }
  let { islands, hosts } = plan
  for (let round = 0; round < rounds; round++) {
    const hostPlaces = placesOf(hosts)
    islands = sortGroups(islands, (id) => links.get(id) ?? [], hostPlaces)
    hosts = sortMembers(hosts, (id) => back.get(id) ?? [], placesOf(islands))
  }
  return { ...plan, islands, hosts }
}

/** A place for every member, 0 to 1 over the whole rank, whatever the sizes of its groups. */
function placesOf(groups: readonly PlanGroup[]): Map<ThingId, number> {
  const all = groups.flatMap((group) => group.members)
  return new Map(all.map((id, index) => [id, (index + 0.5) / all.length]))
}

const weigh = (linked: readonly ThingId[], places: ReadonlyMap<ThingId, number>): number =>
  barycentre(
    linked.flatMap((id) => places.get(id) ?? []),
    0.5,
  )

function sortMembers(
  groups: readonly PlanGroup[],
  linked: (id: ThingId) => readonly ThingId[],
  places: ReadonlyMap<ThingId, number>,
): readonly PlanGroup[] {
  // Cells of a gathered group stay in the order of their names: that is how they are looked for.
  return groups.map((group) =>
    group.gathered ? group : { ...group, members: sortByWeight(group.members, (id) => weigh(linked(id), places)) },
  )
}

function sortGroups(
  groups: readonly PlanGroup[],
  linked: (id: ThingId) => readonly ThingId[],
  places: ReadonlyMap<ThingId, number>,
): readonly PlanGroup[] {
  const sorted = sortMembers(groups, linked, places)
  if (groups.some((group) => group.gathered)) return sorted
  const weightOf = (group: PlanGroup) =>
    barycentre(
      group.members.map((id) => weigh(linked(id), places)),
      0.5,
    )
  return sortByWeight(sorted, weightOf)
}
