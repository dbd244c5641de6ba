/** Weighted least connections (ip_vs_wlc.c): smallest load for its weight. */
import { leastLoaded } from './least.ts'
import { stateless } from './scheduler.ts'

export const wlc = stateless((ring) => leastLoaded(ring.members, ring.load))
