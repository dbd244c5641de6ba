/** How large things are drawn, world units (screen pixels when the camera stands at 1). */
import type { Plan } from './plan.ts'

export type Direction = 'across' | 'down'
export const ranks = ['nodes', 'services', 'pods'] as const
export type Rank = (typeof ranks)[number]

export interface Sizes {
  readonly direction: Direction
  /** Width of a column, by rank. */
  readonly column: Readonly<Record<Rank, number>>
  /** Height of one thing, by rank. */
  readonly row: Readonly<Record<Rank, number>>
  /** Between columns of a rank: room for the bars of a dense picture, two of them between ClusterIPs. */
  readonly gutter: Readonly<Record<Rank, number>>
  /** Least and most between ranks. */
  readonly gap: readonly [number, number]
  /** Most columns a rank may have. */
  readonly mostColumns: Readonly<Record<Rank, number>>
}

export interface Free {
  readonly width: number
  readonly height: number
}

/** Below this width ranks follow each other downwards, so that words stay readable. */
const narrowPx = 640

export function chooseSizes(free: Free, plan: Plan): Sizes {
  const count = (groups: readonly { members: readonly unknown[] }[]) =>
    groups.reduce((sum, each) => sum + each.members.length, 0)
  const pods = count(plan.hosts)
  const manyServices = count(plan.islands) > 24
  if (free.width >= narrowPx) {
    return {
      direction: 'across',
      column: { nodes: manyServices ? 180 : 200, services: manyServices ? 224 : 244, pods: pods <= 40 ? 236 : 156 },
      row: { nodes: 52, services: 48, pods: pods <= 80 ? 26 : 22 },
      gutter: { nodes: 34, services: 36, pods: 24 },
      gap: [100, 320],
      mostColumns: { nodes: 2, services: 6, pods: 6 },
    }
  }
  const gutter = 26
  const width = Math.max(320, free.width)
  const half = (width - gutter) / 2
  return {
    direction: 'down',
    // Beside the ClusterIPs there is room for a bar at either side.
    column: { nodes: half, services: Math.min(320, width - 52), pods: half },
    row: { nodes: 46, services: 48, pods: 26 },
    gutter: { nodes: gutter, services: gutter, pods: gutter },
    gap: [64, 64],
    mostColumns: { nodes: 2, services: 1, pods: 2 },
  }
}

/** Air and label around the members of a group. */
export const island = { pad: 12, label: 26, between: 10 } as const
export const host = { pad: 8, label: 26, between: 3 } as const
/** A gathered group: two lines of words, then its members as cells. */
export const gathered = { pad: 12, head: 50, cell: { width: 24, height: 9, between: 3 } } as const
