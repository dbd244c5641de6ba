/** Shortest expected delay (ip_vs_sed.c): smallest (active + 1) for its weight. */
import { activePlusOne, leastLoaded } from './least.ts'
import { stateless } from './scheduler.ts'

export const sed = stateless((ring) => leastLoaded(ring.members, activePlusOne))
