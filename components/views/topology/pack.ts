/** Blocks into columns: each goes where the columns are least full, and stays in that column ever after. */
import type { Box } from '#components/stage/box.ts'
import type { ThingId } from '#model/thing.ts'
import type { Block } from './blocks.ts'
import type { Rank, Sizes } from './sizes.ts'

export interface Packed {
  /** From the rank's own corner. */
  readonly boxes: ReadonlyMap<ThingId, Box>
  readonly columns: ReadonlyMap<ThingId, readonly [number, number]>
  readonly size: { readonly width: number; readonly height: number }
}

const betweenBlocks: Record<Rank, number> = { nodes: 12, services: 18, pods: 14 }

/** What a group needs beyond the width of its members. */
export const outerWidth = (rank: Rank, sizes: Sizes): number =>
  rank === 'nodes' || sizes.direction === 'down' ? 0 : 16

export function packColumns(
  blocks: readonly Block[],
  count: number,
  sizes: Sizes,
  rank: Rank,
  before: ReadonlyMap<ThingId, readonly [number, number]> | undefined,
): Packed {
  const filled = new Array<number>(count).fill(0)
  const boxes = new Map<ThingId, Box>()
  const columns = new Map<ThingId, readonly [number, number]>()
  const columnWidth = sizes.column[rank] + outerWidth(rank, sizes)
  for (const block of blocks) {
    const span = before?.get(block.id)?.[1] ?? Math.min(count, block.span)
    const first = before?.get(block.id)?.[0] ?? leastFull(filled, span)
    const top = Math.max(...filled.slice(first, first + span))
    const height = block.height(span)
    boxes.set(block.id, {
      x: first * (columnWidth + sizes.gutter[rank]),
      y: top,
      width: span * columnWidth + (span - 1) * sizes.gutter[rank],
      height,
    })
    columns.set(block.id, [first, span])
    filled.fill(top + height + betweenBlocks[rank], first, first + span)
  }
  const used = Math.min(count, Math.max(1, ...[...columns.values()].map(([first, span]) => first + span)))
  return {
    boxes,
    columns,
    size: {
      width: used * columnWidth + (used - 1) * sizes.gutter[rank],
      height: Math.max(0, ...filled.map((height) => height - betweenBlocks[rank])),
    },
  }
}

/** The leftmost run of `span` columns whose fullest is least full. */
function leastFull(filled: readonly number[], span: number): number {
  let best = 0
  let least = Infinity
  for (let first = 0; first + span <= filled.length; first++) {
    const height = Math.max(...filled.slice(first, first + span))
    if (height < least) {
      least = height
      best = first
    }
  }
  return best
}
