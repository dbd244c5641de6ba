import type { Cluster } from '../cluster.ts'

/** How finely load is known in a state that was kept: of each row, by its sums alone, or not at all. Of nodes that were heard. */
export function loadKnown({ load, sums, nodes }: Cluster): 'rows' | 'sums' | 'none' {
  if (load.size > 0 || ![...nodes.values()].some(({ table }) => table.is === 'read' && table.size > 0)) return 'rows'
  return [...(sums?.nodes.values() ?? [])].some(({ rated, unrated }) => rated + unrated > 0) ? 'sums' : 'none'
}
