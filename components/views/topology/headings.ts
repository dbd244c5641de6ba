/** The words above the ranks. */
import { around } from '#components/stage/box.ts'
import { trunkAway } from './bars.ts'
import type { LabelMark } from './marks.ts'
import type { SceneInput } from './scene.ts'
import { type Rank, ranks } from './sizes.ts'

/** Height they take above the picture, world units. */
export const headingRoom = 26

export function makeHeadings({ plan, layout, labels }: SceneInput, hasBars: boolean): LabelMark[] {
  const ids: Record<Rank, readonly string[]> = {
    nodes: [...plan.cards, ...plan.nodeGroups.map(({ id }) => id), ...plan.attention.nodes],
    services: [...plan.islands.map(({ id }) => id), ...plan.attention.services],
    pods: plan.hosts.map(({ id }) => id),
  }
  const across = layout.sizes.direction === 'across'
  return ranks.flatMap((rank): LabelMark[] => {
    const box = around(ids[rank].flatMap((id) => layout.boxes.get(id) ?? []))
    if (box.width === 0) return []
    const top = across ? layout.bounds.y - (hasBars ? trunkAway : 0) : box.y
    const place = { x: box.x + (rank === 'nodes' ? 0 : 2), y: top - 14, width: box.width, height: 1 }
    return [{ kind: 'label', id: `rank:${rank}`, box: place, text: labels.words.rank[rank] }]
  })
}
