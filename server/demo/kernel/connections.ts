/**
 * The connection table of one simulated node: entries with the states that are counted and the
 * timeouts of ip_vs_proto_tcp.c and _udp.c, on a wheel of quarter seconds.
 */
import { bind, setActive, unbind } from '#model/schedulers/ring.ts'
import type { Request } from '#model/schedulers/scheduler.ts'
import { addCounts } from './counts.ts'
import { type Destination, meterOf, settle } from './destination.ts'
import type { Profile } from './profile.ts'
import type { SimulatedServer, Template } from './virtual-server.ts'

/** Time passes in steps of this. */
export const stepMs = 250

const lastPort = 65_535
const timeWaitMs = 120_000
const closeMs = 10_000
const halfOpenMs = 60_000
const closeWaitMs = 60_000
const udpMs = 300_000
/** A template that outlived its time because connections hang on it is prolonged by this. */
const survivorMs = 60_000

/** What a client wants, and whether its address is translated on the way out. */
export interface Opening extends Request {
  readonly isMasqueraded: boolean
}

/**
 * How it ends: in order; by a reset; its first packet was never answered; or it was connected and never heard anything
 * more, until its client gave up.
 */
export type Ending = 'farewell' | 'reset' | 'unanswered' | 'given-up'

/** What a connection does, once it is known with whom. */
export interface Course {
  readonly profile: Profile
  /** Until its last packet. */
  readonly lifeMs: number
  readonly ending: Ending
  /** Whether conntrack has an entry of it: none when its packets are dropped before they leave. True when not said. */
  readonly isConfirmed?: boolean
}

/** Whom a client was given to. */
export interface Given {
  readonly server: SimulatedServer
  readonly destination: Destination
  readonly opening: Opening
}

/** An entry of the connection table. */
export interface Entry extends Given {
  readonly profile: Profile
  readonly template: Template | null
  readonly isUdp: boolean
  readonly ending: Ending
  readonly isConfirmed: boolean
  /** How long the entry stays after the last packet. */
  readonly waitMs: number
  /** When the last packet moved; null while packets move. */
  closedMs: number | null
}

export interface Connections {
  /** The port, or the next one this client has no connection to this virtual server from: a kernel gives none twice. */
  freePort(server: SimulatedServer, sourceKey: number, port: number): number
  /** Opens one from this client; null when nobody takes it. */
  open(server: SimulatedServer, opening: Opening, courseOf: (given: Given) => Course): Entry | null
  /** An entry that closed a while ago and will go in `leftMs`: what a node has from before the demo began. */
  remember(server: SimulatedServer, opening: Opening, profile: Profile, leftMs: number): void
  /** Does what is due in this step. True when a count changed. */
  step(nowMs: number): boolean
  /** All that are in the table, in no order. */
  entries(): Entry[]
}

/** `closed` is told of connections that moved their last packet in a later step than their first. */
export function makeConnections(closed: (entry: Entry) => void = () => {}): Connections {
  const wheel = new Map<number, Entry[]>()
  /** Clients and their ports in one number. */
  const taken = new WeakMap<SimulatedServer, Set<number>>()
  const endOf = (sourceKey: number, port: number): number => sourceKey * 0x10000 + port

  const later = (connection: Entry, atMs: number) => {
    const slot = Math.floor(atMs / stepMs) + 1
    const due = wheel.get(slot)
    if (due) due.push(connection)
    else wheel.set(slot, [connection])
  }

  const take = (server: SimulatedServer, opening: Opening, courseOf: (given: Given) => Course) => {
    const found = choose(server, opening)
    if (found === null) return null
    const { destination, template } = found
    bind(destination)
    if (template) template.connections++
    const ends = taken.get(server) ?? new Set()
    taken.set(server, ends.add(endOf(opening.sourceKey, opening.sourcePort)))
    const { profile, lifeMs, ending, isConfirmed = true } = courseOf({ server, destination, opening })
    const isUdp = server.match.protocol === 'UDP'
    const waitMs = isUdp ? udpMs : waitsMs[ending]
    const lasting = { ending, isConfirmed, waitMs, closedMs: null }
    const entry: Entry = { server, destination, opening, profile, template, isUdp, ...lasting }
    return { entry, lifeMs }
  }

  const close = (connection: Entry, nowMs: number) => {
    const { destination, profile, isUdp } = connection
    const meter = meterOf(destination, nowMs)
    settle(meter, nowMs)
    addCounts(meter.flow, profile.flow, -1)
    addCounts(meter.counts, profile.closing)
    meter.open--
    if (!isUdp && connection.ending !== 'unanswered') setActive(destination, false)
    connection.closedMs = nowMs
    later(connection, nowMs + connection.waitMs)
  }

  return {
    freePort(server, sourceKey, port) {
      const ends = taken.get(server)
      let free = port
      while (ends?.has(endOf(sourceKey, free)) && free < lastPort) free++
      return free
    },
    open(server, opening, courseOf) {
      const made = take(server, opening, courseOf)
      if (made === null) return null
      const { entry, lifeMs } = made
      const { destination, profile, isUdp } = entry
      const meter = meterOf(destination, opening.nowMs)
      settle(meter, opening.nowMs)
      addCounts(meter.counts, profile.opening)
      addCounts(meter.flow, profile.flow)
      meter.open++
      server.restless.add(destination)
      if (!isUdp) setActive(destination, true)
      if (lifeMs < stepMs) close(entry, opening.nowMs)
      else later(entry, opening.nowMs + lifeMs)
      return entry
    },
    remember(server, opening, profile, leftMs) {
      const made = take(server, opening, () => ({ profile, lifeMs: 0, ending: 'farewell' }))
      if (made === null) return
      made.entry.closedMs = opening.nowMs + leftMs - made.entry.waitMs
      later(made.entry, opening.nowMs + leftMs)
    },
    step(nowMs) {
      const slot = Math.round(nowMs / stepMs)
      const due = wheel.get(slot)
      if (due === undefined) return false
      wheel.delete(slot)
      for (const connection of due) {
        const isOver = connection.closedMs !== null || !connection.destination.isThere
        const { sourceKey, sourcePort } = connection.opening
        if (isOver) taken.get(connection.server)?.delete(endOf(sourceKey, sourcePort))
        // A deleted real server took its entries with it.
        if (!connection.destination.isThere) continue
        if (connection.closedMs === null) {
          close(connection, nowMs)
          closed(connection)
        } else {
          unbind(connection.destination, !connection.isUdp && connection.ending === 'unanswered')
          if (connection.template) connection.template.connections--
        }
      }
      return true
    },
    entries: () => [...wheel.values()].flatMap((due) => due.filter(({ destination }) => destination.isThere)),
  }
}

const waitsMs: Readonly<Record<Ending, number>> = {
  farewell: timeWaitMs,
  reset: closeMs,
  unanswered: halfOpenMs,
  'given-up': closeWaitMs,
}

/** By template where the virtual server is persistent (`expire_quiescent_template=1`), else by its scheduler. */
function choose(
  server: SimulatedServer,
  request: Request,
): { destination: Destination; template: Template | null } | null {
  const { persistence } = server.settings
  if (persistence === null) {
    const destination = server.balancer.choose(request) as Destination | null
    return destination && { destination, template: null }
  }
  const client = groupOf(request.sourceKey, server.family, persistence.prefix)
  const known = server.templates.get(client)
  if (known && known.destination.weight > 0 && (request.nowMs < known.expiresMs || known.connections > 0)) {
    if (request.nowMs >= known.expiresMs) known.timeoutMs = survivorMs
    known.expiresMs = request.nowMs + known.timeoutMs
    return { destination: known.destination, template: known }
  }
  const destination = server.balancer.choose(request) as Destination | null
  if (destination === null) return null
  const timeoutMs = (persistence.timeoutSeconds ?? 0) * 1000
  const template = { destination, timeoutMs, expiresMs: request.nowMs + timeoutMs, connections: 0 }
  server.templates.set(client, template)
  if (known) known.destination.persistent--
  destination.persistent++
  return { destination, template }
}

/** IPv6 clients are folded to 32 bits already: each is a group of its own. */
const groupOf = (clientKey: number, family: 4 | 6, prefix: number): number =>
  family === 6 || prefix >= 32 ? clientKey : prefix === 0 ? 0 : (clientKey & (-1 << (32 - prefix))) >>> 0
