/**
 * Where everything is. Three ranks, each of columns of blocks (a card, an island, a box of Pods):
 *
 *     across   nodes │ ClusterIPs │ Pods        down   nodes
 *                                                      ClusterIPs
 *                                                      Pods
 *
 * Sorted, seeded by nothing, fixed steps: the same plan gives the same picture. With the layout
 * before, what stays keeps its column and slot; a counter never comes here.
 */
import { around, type Box } from '#components/stage/box.ts'
import type { ThingId } from '#model/thing.ts'
import { type Block, blockOfCard, blockOfGroup, placeMembers } from './blocks.ts'
import { orderPlan } from './crossings.ts'
import { fillSlots, type Slots } from './order.ts'
import { outerWidth, packColumns } from './pack.ts'
import type { Plan } from './plan.ts'
import { chooseSizes, type Free, type Rank, ranks, type Sizes } from './sizes.ts'

export interface Layout {
  readonly sizes: Sizes
  readonly boxes: ReadonlyMap<ThingId, Box>
  readonly bounds: Box
  /** Slots by list (`nodes`, `services`, `pods`, or a group's id). */
  readonly slots: ReadonlyMap<string, Slots>
  /** First column and columns taken, of each block. */
  readonly columns: ReadonlyMap<ThingId, readonly [number, number]>
  readonly columnsOf: Readonly<Record<Rank, number>>
  /** Left (across) or top (down) of each rank, and its offset the other way. */
  readonly origin: Readonly<Record<Rank, { readonly x: number; readonly y: number }>>
}

/** `links` are the backends of each Service; `before` is the layout whose order is kept. */
export function makeLayout(
  plan: Plan,
  links: ReadonlyMap<ThingId, readonly ThingId[]>,
  free: Free,
  before: Layout | null,
): Layout {
  const wished = chooseSizes(free, plan)
  const last = before?.sizes.direction === wished.direction ? before : null
  const sizes = last?.sizes.direction === 'across' ? last.sizes : wished
  const ordered = last ? plan : orderPlan(plan, links)

  const slots = new Map<string, Slots>()
  const fill = (list: string, ids: readonly ThingId[]): Slots => {
    const made = fillSlots(last?.slots.get(list), ids)
    slots.set(list, made)
    return made
  }
  const groups = new Map(
    [...ordered.nodeGroups, ...ordered.islands, ...ordered.hosts].map((group) => [group.id, group]),
  )
  for (const group of groups.values()) fill(group.id, group.members)
  const blocksOf: Record<Rank, readonly Block[]> = { nodes: [], services: [], pods: [] }
  const lists: Record<Rank, readonly ThingId[]> = {
    nodes: [...ordered.cards, ...ordered.nodeGroups.map(({ id }) => id)],
    services: ordered.islands.map(({ id }) => id),
    pods: ordered.hosts.map(({ id }) => id),
  }
  for (const rank of ranks) {
    blocksOf[rank] = fill(rank, lists[rank]).flatMap((id): Block[] => {
      if (id === null) return []
      const group = groups.get(id)
      return [group ? blockOfGroup(rank, group, slots.get(id)!, sizes) : blockOfCard(rank, id, sizes)]
    })
  }

  const columnsOf = last?.columnsOf ?? chooseColumns(blocksOf, sizes, free)
  const columns = new Map<ThingId, readonly [number, number]>()
  const packed = mapRanks((rank) => {
    const made = packColumns(blocksOf[rank], columnsOf[rank], sizes, rank, last?.columns)
    for (const [id, place] of made.columns) columns.set(id, place)
    return made
  })
  const origin = placeRanks(
    mapRanks((rank) => packed[rank].size),
    sizes,
    free,
    last,
    attentionHeight(plan.attention.services.length, columnsOf.services, sizes.row.services),
  )
  const boxes = new Map<ThingId, Box>()
  for (const rank of ranks) {
    for (const [id, box] of packed[rank].boxes) {
      const placed = { ...box, x: box.x + origin[rank].x, y: box.y + origin[rank].y }
      boxes.set(id, placed)
      const group = groups.get(id)
      if (group) placeMembers(boxes, rank, group, slots.get(id)!, placed, columns.get(id)?.[1] ?? 1, sizes)
    }
  }
  placeAttention(boxes, 'nodes', plan.attention.nodes, origin, columnsOf, sizes)
  placeAttention(boxes, 'services', plan.attention.services, origin, columnsOf, sizes)
  return { sizes, boxes, bounds: around(boxes.values()), slots, columns, columnsOf, origin }
}

const mapRanks = <T>(make: (rank: Rank) => T): Record<Rank, T> => ({
  nodes: make('nodes'),
  services: make('services'),
  pods: make('pods'),
})

/** The numbers of columns that show the whole picture largest; fewer where it hardly matters. */
function chooseColumns(blocks: Record<Rank, readonly Block[]>, sizes: Sizes, free: Free): Record<Rank, number> {
  if (sizes.direction === 'down') return sizes.mostColumns
  const sizesOf = mapRanks((rank) =>
    Array.from(
      { length: sizes.mostColumns[rank] },
      (_, index) => packColumns(blocks[rank], index + 1, sizes, rank, undefined).size,
    ),
  )
  let best = { score: -Infinity, columns: { nodes: 1, services: 1, pods: 1 } }
  sizesOf.nodes.forEach((nodes, n) => {
    sizesOf.services.forEach((services, s) => {
      sizesOf.pods.forEach((pods, p) => {
        const width = nodes.width + services.width + pods.width + 2 * sizes.gap[0]
        const height = Math.max(nodes.height, services.height, pods.height)
        const score = Math.min(free.width / width, free.height / height, 1.25) - 0.012 * (2 * n + s + p)
        if (score > best.score) best = { score, columns: { nodes: n + 1, services: s + 1, pods: p + 1 } }
      })
    })
  })
  return best.columns
}

type Extent = { readonly width: number; readonly height: number }

/** `above` is what stands above the ClusterIPs: below another rank it needs room of its own. */
function placeRanks(
  size: Record<Rank, Extent>,
  sizes: Sizes,
  free: Free,
  last: Layout | null,
  above: number,
): Layout['origin'] {
  if (sizes.direction === 'down') {
    const width = Math.max(...ranks.map((rank) => size[rank].width))
    const services = size.nodes.height + sizes.gap[0] + above
    const pods = services + size.services.height + sizes.gap[0]
    const x = (rank: Rank) => (width - size[rank].width) / 2
    return {
      nodes: { x: x('nodes'), y: 0 },
      services: { x: x('services'), y: services },
      pods: { x: x('pods'), y: pods },
    }
  }
  if (last) return last.origin
  const width = size.nodes.width + size.services.width + size.pods.width
  const height = Math.max(...ranks.map((rank) => size[rank].height))
  // Ranks stand as far apart as the stage has room for at the scale it will show them in.
  const k = Math.min(1.25, free.width / (width + 2 * sizes.gap[0]), free.height / Math.max(1, height))
  const gap = Math.min(sizes.gap[1], Math.max(sizes.gap[0], (free.width / k - width) / 2))
  const y = (rank: Rank) => (height - size[rank].height) / 2
  return {
    nodes: { x: 0, y: y('nodes') },
    services: { x: size.nodes.width + gap, y: y('services') },
    pods: { x: size.nodes.width + size.services.width + 2 * gap, y: y('pods') },
  }
}

const attentionHeight = (things: number, columns: number, height: number): number =>
  things === 0 ? 0 : 28 + Math.ceil(things / columns) * (height + 10)

/** What needs attention stands above its rank, growing upwards: nothing below it moves. */
function placeAttention(
  boxes: Map<ThingId, Box>,
  rank: Rank,
  ids: readonly ThingId[],
  origin: Layout['origin'],
  columnsOf: Layout['columnsOf'],
  sizes: Sizes,
): void {
  const count = columnsOf[rank]
  const [width, height] = [sizes.column[rank], sizes.row[rank]]
  const outer = outerWidth(rank, sizes)
  ids.forEach((id, index) => {
    boxes.set(id, {
      x: origin[rank].x + outer / 2 + (index % count) * (width + outer + sizes.gutter[rank]),
      y: origin[rank].y - attentionHeight(index + 1, count, height),
      width,
      height,
    })
  })
}
