/** A virtual server in a simulated kernel: who it is, its real servers newest first, and its persistence templates. */
import { familyOf } from '#model/address.ts'
import type { VirtualServerKey } from '#model/ids.ts'
import { type Balancer, makeBalancer } from '#model/schedulers/balancer.ts'
import { foldAddress } from '#model/schedulers/hashes.ts'
import type { SchedulerFlag } from '#model/schedulers/scheduler.ts'
import { type Match, makeKey, type Persistence, type RealServer, type VirtualServer } from '#model/topology.ts'
import { type Counts, makeCounts } from './counts.ts'
import { type Destination, makeDestination, tell } from './destination.ts'

/** A client group's way to its real server. */
export interface Template {
  readonly destination: Destination
  expiresMs: number
  /** What a new connection prolongs it by. */
  timeoutMs: number
  /** Connections made under it that still are. */
  connections: number
}

export interface ServerSettings {
  readonly scheduler: string
  readonly schedulerFlags: readonly SchedulerFlag[]
  readonly onePacket: boolean
  readonly persistence: Persistence | null
}

export interface SimulatedServer {
  readonly key: VirtualServerKey
  readonly match: Match
  readonly family: 4 | 6
  /** The address folded to 32 bits; a firewall mark is itself. */
  readonly addressKey: number
  settings: ServerSettings
  balancer: Balancer
  /** Newest first. */
  destinations: readonly Destination[]
  readonly templates: Map<number, Template>
  /** Real servers whose totals may have grown since the last tick. */
  readonly restless: Set<Destination>
  /** Totals as of the last tick, those of real servers that are gone included. */
  readonly told: Counts
  /** How often what is told has changed, its rates included: they are the sums of its real servers'. */
  changes: number
}

export const settingsOf = (server: VirtualServer): ServerSettings => ({
  scheduler: server.scheduler,
  schedulerFlags: (server.schedulerFlags ?? []) as readonly SchedulerFlag[],
  onePacket: server.onePacket,
  persistence: server.persistence,
})

export function makeSimulatedServer(match: Match, family: 4 | 6, settings: ServerSettings): SimulatedServer {
  const balancer = makeBalancer({ scheduler: settings.scheduler, flags: settings.schedulerFlags })
  return {
    key: makeKey(match),
    match,
    family,
    addressKey: match.protocol === 'FWM' ? match.mark : foldAddress(match.address),
    settings,
    balancer,
    destinations: balancer.members as readonly Destination[],
    templates: new Map(),
    restless: new Set(),
    told: makeCounts(),
    changes: 0,
  }
}

/** As `ipvsadm -E`: the real servers and their connections stay, the scheduler begins anew. */
export function editServer(server: SimulatedServer, settings: ServerSettings): void {
  const balancer = makeBalancer({ scheduler: settings.scheduler, flags: settings.schedulerFlags })
  for (const destination of server.destinations.toReversed()) balancer.add(destination)
  server.settings = settings
  server.balancer = balancer
  server.destinations = balancer.members as readonly Destination[]
}

export const familyOfServer = ({ match, realServers }: VirtualServer): 4 | 6 =>
  match.protocol === 'FWM' ? familyOf(realServers[0]?.address ?? '0.0.0.0') : familyOf(match.address)

export function addDestination(server: SimulatedServer, real: RealServer): Destination {
  const destination = makeDestination(real)
  server.balancer.add(destination)
  return destination
}

/**
 * With all its connections and templates, as a kernel of 5.9 or later does under
 * `expire_nodest_conn=1`. What it counted stays in the sums.
 */
export function removeDestination(server: SimulatedServer, destination: Destination, nodeTold: Counts): void {
  destination.isThere = false
  if (destination.meter && tell(destination.meter, [server.told, nodeTold])) server.changes++
  server.restless.delete(destination)
  server.balancer.remove(destination)
  for (const [client, template] of server.templates) {
    if (template.destination === destination) server.templates.delete(client)
  }
}
