/** The blocks ranks are built of: how high they are, and where their members go. */
import type { Box } from '#components/stage/box.ts'
import type { ThingId } from '#model/thing.ts'
import type { Slots } from './order.ts'
import type { PlanGroup } from './plan.ts'
import { gathered, host, island, type Rank, type Sizes } from './sizes.ts'

export interface Block {
  readonly id: ThingId
  /** Columns it would like; it gets no more than there are. */
  readonly span: number
  /** Height when it has that many columns. */
  readonly height: (span: number) => number
}

/** Members a column of a group holds before the group asks for another column. */
const tall: Record<Rank, number> = { nodes: 40, services: 18, pods: 40 }

const shape = (rank: Rank) => (rank === 'services' ? island : host)

export const blockOfCard = (rank: Rank, id: ThingId, sizes: Sizes): Block => ({
  id,
  span: 1,
  height: () => sizes.row[rank],
})

export function blockOfGroup(rank: Rank, group: PlanGroup, slots: Slots, sizes: Sizes): Block {
  if (group.gathered) {
    const rows = Math.ceil(slots.length / cellsPerRow(sizes.column[rank]))
    const { pad, head, cell } = gathered
    return { id: group.id, span: 1, height: () => head + rows * (cell.height + cell.between) + pad }
  }
  const { pad, label, between } = shape(rank)
  return {
    id: group.id,
    span: Math.ceil(slots.length / tall[rank]),
    height: (span) => label + Math.ceil(slots.length / span) * (sizes.row[rank] + between) - between + pad,
  }
}

const cellsPerRow = (width: number): number =>
  Math.max(
    1,
    Math.floor((width - 2 * gathered.pad + gathered.cell.between) / (gathered.cell.width + gathered.cell.between)),
  )

/** Gives each member its place in the group's box. Rows fill up left to right. */
export function placeMembers(
  boxes: Map<ThingId, Box>,
  rank: Rank,
  group: PlanGroup,
  slots: Slots,
  box: Box,
  span: number,
  sizes: Sizes,
): void {
  const { pad, label, between } = shape(rank)
  const perRow = group.gathered ? cellsPerRow(sizes.column[rank]) : span
  const step = group.gathered ? gathered.cell.between : between
  const across = group.gathered ? gathered.cell.between : sizes.gutter[rank]
  const inner = box.width - 2 * (group.gathered ? gathered.pad : pad)
  const width = (inner - across * (perRow - 1)) / perRow
  const height = group.gathered ? gathered.cell.height : sizes.row[rank]
  const top = box.y + (group.gathered ? gathered.head : label)
  const left = box.x + (group.gathered ? gathered.pad : pad)
  slots.forEach((id, index) => {
    // A thing drawn singly for attention has its box above the rank; its cell stays free.
    if (id === null) return
    boxes.set(id, {
      x: left + (index % perRow) * (width + across),
      y: top + Math.floor(index / perRow) * (height + step),
      width,
      height,
    })
  })
}
