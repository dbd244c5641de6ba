/** Time on one simulated node: clients open connections, connections end, totals grow. */

import { makeRandom } from '../random.ts'
import { type Connections, type Entry, makeConnections, type Opening, stepMs } from './connections.ts'
import { addCounts } from './counts.ts'
import { type Demand, makeWave } from './demand.ts'
import { meterOf } from './destination.ts'
import { tickMs } from './node-stats.ts'
import { type Profile, profiles } from './profile.ts'
import type { SimulatedTable } from './table.ts'
import type { SimulatedServer } from './virtual-server.ts'

export interface Traffic {
  /** Goes on to the last whole step at or before now. Time never goes back. */
  advance(nowMs: number): void
  /** The connection table. */
  entries(): Entry[]
}

interface Stream extends Demand {
  readonly wave: (nowMs: number) => number
  readonly kind: Profile
  /** When something is to be done for it: a connection, or only another look at the rate. */
  nextMs: number
  isLook: boolean
}

/** A rate is looked at again after this, however rare its connections are. */
const longestGapMs = 10_000
/** One connection in so many ends with a reset. */
const resetShare = 0.02

/**
 * The node begins as if it had been up for `uptimeSeconds`: with the connections, closed ones
 * included, and the totals it would have. `onTick` is called every two seconds.
 */
export function makeTraffic(
  table: SimulatedTable,
  demands: readonly Demand[],
  seed: string,
  uptimeSeconds: number,
  onTick: () => void,
): Traffic {
  const random = makeRandom(seed, 'traffic')
  const connections = makeConnections()
  let nowMs = 0

  const streams: Stream[] = demands.map((demand) => ({
    ...demand,
    wave: makeWave(`${seed} ${demand.server}`),
    kind: profiles[demand.profile],
    nextMs: 0,
    isLook: true,
  }))

  const requestOf = (stream: Stream, server: SimulatedServer, atMs: number): Opening => ({
    sourceKey: random.pick(stream.clients),
    sourcePort: 32_768 + random.whole(28_232),
    destinationKey: server.addressKey,
    nowMs: atMs,
    isMasqueraded: stream.isMasqueraded ?? false,
  })

  const plan = (stream: Stream) => {
    const gapMs = random.exponential(1000 / (stream.perSecond * stream.wave(stream.nextMs)))
    stream.isLook = gapMs > longestGapMs
    stream.nextMs += Math.min(gapMs, longestGapMs)
  }

  for (const stream of streams) {
    const server = table.find(stream.server)
    if (server) fill(connections, server, stream, random, uptimeSeconds, (s) => requestOf(stream, s, 0))
    plan(stream)
  }
  table.tick(0)
  // What was counted before the first tick is no growth of its two seconds.
  for (const server of table.servers) for (const { meter } of server.destinations) meter?.average.fill(0)
  onTick()

  const serve = (stream: Stream) => {
    const server = table.find(stream.server)
    if (server === null) return
    const lifeMs = random.exponential(stream.kind.meanSeconds * 1000)
    connections.open(server, requestOf(stream, server, nowMs), stream.kind, lifeMs, random.next() < resetShare)
  }

  return {
    entries: connections.entries,
    advance(toMs) {
      while (nowMs + stepMs <= toMs) {
        nowMs += stepMs
        let isMoved = connections.step(nowMs)
        for (const stream of streams) {
          while (stream.nextMs <= nowMs) {
            if (!stream.isLook) {
              serve(stream)
              isMoved = true
            }
            plan(stream)
          }
        }
        if (nowMs % tickMs === 0) {
          table.tick(nowMs)
          onTick()
        }
        if (isMoved) table.touch()
      }
    },
  }
}

/** What a node has after its uptime: open connections, closed ones that still wait, totals. */
function fill(
  connections: Connections,
  server: SimulatedServer,
  stream: Stream,
  random: ReturnType<typeof makeRandom>,
  uptimeSeconds: number,
  requestOf: (server: SimulatedServer) => Parameters<Connections['open']>[1],
): void {
  const { kind } = stream
  const rate = stream.perSecond * stream.wave(0)
  const waitSeconds = server.match.protocol === 'UDP' ? 300 : 120
  for (let count = random.poisson(rate * kind.meanSeconds); count > 0; count--) {
    connections.open(server, requestOf(server), kind, random.exponential(kind.meanSeconds * 1000), false)
  }
  for (let count = random.poisson(rate * waitSeconds); count > 0; count--) {
    connections.remember(server, requestOf(server), kind, random.next() * waitSeconds * 1000)
  }
  const total = stream.perSecond * uptimeSeconds
  for (const destination of server.destinations) {
    const share = Math.floor((total / server.destinations.length) * random.between(0.92, 1.08))
    const { counts } = meterOf(destination, 0)
    addCounts(counts, kind.opening, share)
    addCounts(counts, kind.closing, share)
    addCounts(counts, kind.flow, Math.floor(share * kind.meanSeconds))
    server.restless.add(destination)
  }
}
