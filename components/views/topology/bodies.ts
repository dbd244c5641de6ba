/** What a group holds, the same from tick to tick: worked out once for a structure and its layout. */
import type { ThingId } from '#model/thing.ts'
import type { BackendFact } from './backends.ts'
import type { NodeFact, ServiceFact } from './facts.ts'
import type { Layout } from './layout.ts'
import type { Cell } from './marks.ts'
import type { Plan, PlanGroup } from './plan.ts'
import type { Tone } from './tone.ts'
import type { Visible } from './visible.ts'

export interface Things {
  readonly nodes: ReadonlyMap<ThingId, NodeFact>
  readonly services: ReadonlyMap<ThingId, ServiceFact>
  readonly backends: ReadonlyMap<ThingId, BackendFact>
  readonly settling: ReadonlySet<ThingId>
}

const indexes = new WeakMap<Visible, Things>()

export function thingsIn(visible: Visible): Things {
  const known = indexes.get(visible)
  if (known !== undefined) return known
  const byId = <Thing extends { readonly id: ThingId }>(things: readonly Thing[]) =>
    new Map(things.map((thing) => [thing.id, thing]))
  let backends: Things['backends'] | null = null
  const made: Things = {
    nodes: byId(visible.nodes),
    services: byId(visible.services),
    // Ten thousand Pods, of which a gathered picture names none.
    get backends() {
      backends ??= byId(visible.backends)
      return backends
    },
    settling: new Set(visible.services.flatMap(({ settles, id }) => (settles ? [id] : []))),
  }
  indexes.set(visible, made)
  return made
}

export interface Body {
  /** Its members as cells; empty where they are drawn. */
  readonly cells: readonly Cell[]
  /** What its line counts: members, of a zone's hosts their Pods. */
  readonly count: number
}

type Bodies = ReadonlyMap<ThingId, Body>
const bodies = new WeakMap<Layout, { readonly plan: Plan; readonly bodies: Bodies }>()

export function bodiesIn(visible: Visible, plan: Plan, layout: Layout): Bodies {
  const known = bodies.get(layout)
  if (known?.plan === plan) return known.bodies
  const things = thingsIn(visible)
  const singles = new Set([...plan.attention.nodes, ...plan.attention.services])
  const pods = countPods(visible)
  const made = new Map(
    [...plan.nodeGroups, ...plan.islands, ...plan.hosts].map((group): [ThingId, Body] => [
      group.id,
      { cells: group.gathered ? cellsOf(group, layout, things, singles) : [], count: countOf(group, pods) },
    ]),
  )
  bodies.set(layout, { plan, bodies: made })
  return made
}

function cellsOf(group: PlanGroup, { boxes }: Layout, things: Things, singles: ReadonlySet<ThingId>): readonly Cell[] {
  return group.members.flatMap((id): Cell[] => {
    const box = boxes.get(id)
    // Drawn singly above: its cell stays free.
    if (!box || singles.has(id)) return []
    const thing = things.services.get(id) ?? things.nodes.get(id)
    const name =
      (thing ?? (id.startsWith('host:') ? undefined : things.backends.get(id)))?.name ?? id.slice(id.indexOf(':') + 1)
    return [{ id, box, name, tone: thing?.tone ?? toneOfHost(things.nodes, id) }]
  })
}

const toneOfHost = (nodes: Things['nodes'], id: ThingId): Tone => {
  const node = nodes.get(`node:${id.slice(id.indexOf(':') + 1)}`)
  return node && !node.trusted ? 'unknown' : 'fine'
}

/** By the box of the node that runs them. */
function countPods({ backends }: Visible): ReadonlyMap<ThingId, number> {
  const byHost = new Map<string, number>()
  for (const { host } of backends) byHost.set(host, (byHost.get(host) ?? 0) + 1)
  return new Map([...byHost].map(([host, count]) => [`host:${host}`, count]))
}

const countOf = ({ members }: PlanGroup, pods: ReadonlyMap<ThingId, number>): number =>
  members[0]?.startsWith('host:') ? members.reduce((sum, id) => sum + (pods.get(id) ?? 0), 0) : members.length
