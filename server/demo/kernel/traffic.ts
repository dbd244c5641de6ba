/** Time on one simulated node: clients open connections, connections end, totals grow. */

import { makeRandom } from '../random.ts'
import {
  type Connections,
  type Course,
  type Ending,
  type Entry,
  type Given,
  makeConnections,
  type Opening,
  stepMs,
} from './connections.ts'
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
  /** Opens a connection of somebody else's, at its own moment; null when nobody takes it. */
  connect(server: SimulatedServer, opening: Opening, courseOf: (given: Given) => Course): Entry | null
}

/** Hears of the simulated clients' connections, and may say what becomes of them. */
export interface TrafficEvents {
  /** At every kernel tick, each two seconds. */
  ticked(): void
  /** The usual course, or another where the network is broken. */
  course(given: Given, usual: Course): Course
  /** `entry` is null where no real server took it. */
  opened(server: SimulatedServer, opening: Opening, entry: Entry | null): void
  /** One that lasted has ended. */
  closed(entry: Entry): void
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
 * included, and the totals it would have.
 */
export function makeTraffic(
  table: SimulatedTable,
  demands: readonly Demand[],
  seed: string,
  uptimeSeconds: number,
  events: TrafficEvents,
): Traffic {
  const random = makeRandom(seed, 'traffic')
  const connections = makeConnections(events.closed)
  let nowMs = 0

  const streams: Stream[] = demands.map((demand) => ({
    ...demand,
    wave: makeWave(`${seed} ${demand.server}`),
    kind: profiles[demand.profile],
    nextMs: 0,
    isLook: true,
  }))

  const requestOf = (stream: Stream, server: SimulatedServer, atMs: number): Opening => {
    const sourceKey = random.pick(stream.clients)
    return {
      sourceKey,
      sourcePort: connections.freePort(server, sourceKey, 32_768 + random.whole(28_232)),
      destinationKey: server.addressKey,
      nowMs: atMs,
      isMasqueraded: stream.isMasqueraded ?? false,
    }
  }

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
  events.ticked()

  const serve = (stream: Stream) => {
    const server = table.find(stream.server)
    if (server === null) return
    const lifeMs = random.exponential(stream.kind.meanSeconds * 1000)
    const opening = requestOf(stream, server, nowMs)
    const ending: Ending = random.next() < resetShare ? 'reset' : 'farewell'
    const usual: Course = { profile: stream.kind, lifeMs, ending }
    events.opened(
      server,
      opening,
      connections.open(server, opening, (given) => events.course(given, usual)),
    )
  }

  return {
    entries: connections.entries,
    connect(server, opening, courseOf) {
      const entry = connections.open(server, opening, courseOf)
      table.touch()
      return entry
    },
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
          events.ticked()
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
    const opening = requestOf(server)
    const lifeMs = random.exponential(kind.meanSeconds * 1000)
    connections.open(server, opening, () => ({ profile: kind, lifeMs, ending: 'farewell' }))
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
