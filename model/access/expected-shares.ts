/** Which part of a node's new connections each real server should get, by scheduler and weights of the node's own virtual server. */
import type { RealServerKey } from '../ids.ts'
import { makeRealKey, type VirtualServer } from '../topology.ts'

/** Of these each real server in use gets as much as another: lc looks at connections, and probes leave none behind. */
const even = ['rr', 'lc']
const byWeight = ['wrr', 'wlc']

/** 0 to 1; null where one client always comes to one real server, or the scheduler cannot be told ahead. */
export function expectedShares(server: VirtualServer | null): ReadonlyMap<RealServerKey, number | null> {
  if (server === null) return new Map()
  const isShared = server.persistence === null && [...even, ...byWeight].includes(server.scheduler)
  const parts = server.realServers.map(({ weight }) =>
    weight <= 0 ? 0 : byWeight.includes(server.scheduler) ? weight : 1,
  )
  const whole = parts.reduce((sum, part) => sum + part, 0)
  return new Map(
    server.realServers.map((real, at) => {
      const part = parts[at]!
      return [makeRealKey(real), part === 0 ? 0 : isShared ? part / whole : null]
    }),
  )
}
