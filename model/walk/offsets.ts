/**
 * How far clocks of nodes differ, from packets two nodes saw: what goes there seems to take `d1`, what comes back `d2`,
 * the shortest of each; half of their difference is the clocks', half of their sum how far it may be wrong.
 *
 *     first node   t1 ──────────► t2   another      d1 = t2 - t1      offset = (d1 - d2) / 2
 *                  t4 ◄────────── t3                d2 = t4 - t3      within = (d1 + d2) / 2
 */
import type { NodeName } from '../ids.ts'
import type { Found } from './fits.ts'
import type { ClockOffset } from './walk.ts'

/** `nodes`: in the order of the request's way; the first one's clock is taken for right. `packets`: sightings of one packet together. */
export function estimateOffsets(
  nodes: readonly NodeName[],
  packets: readonly (readonly Found[])[],
): readonly ClockOffset[] {
  const [first, ...others] = nodes
  if (first === undefined) return []
  return [
    { node: first, us: 0, withinUs: 0 },
    ...others.map((node) => {
      const there = shortest(packets, 'request', first, node)
      const back = shortest(packets, 'reply', node, first)
      if (there === null || back === null) return { node, us: null, withinUs: null }
      return { node, us: Math.round((there - back) / 2), withinUs: Math.max(0, Math.round((there + back) / 2)) }
    }),
  ]
}

/** Least time from the last sighting on one node to the first on the other, microseconds. */
function shortest(
  packets: readonly (readonly Found[])[],
  way: Found['way'],
  from: NodeName,
  to: NodeName,
): number | null {
  let least: number | null = null
  for (const sightings of packets) {
    if (sightings[0]?.way !== way) continue
    const at = (node: NodeName) => sightings.flatMap(({ row }) => (row.node === node ? [row.atUs] : []))
    const [left, arrived] = [at(from), at(to)]
    if (left.length === 0 || arrived.length === 0) continue
    const took = Math.min(...arrived) - Math.max(...left)
    least = least === null ? took : Math.min(least, took)
  }
  return least
}
