/** One simulated node as its agent sees it: the files it reads, its clocks, its netlink. */
import type { Ran } from '#model/sources/source.ts'
import type { Kernel, Netlink } from '#server/agent/kernel.ts'
import type { Clock } from '../clock.ts'
import { makeRandom } from '../random.ts'
import { formatConnectionTable, formatConntrack } from './connection-texts.ts'
import type { Course, Entry, Given, Opening } from './connections.ts'
import { makeCounts } from './counts.ts'
import { type Damage, noDamage } from './damage.ts'
import type { Demand } from './demand.ts'
import { type Devices, makeDevices } from './devices.ts'
import { type EndsOf, makeEndsOf } from './ends.ts'
import { makeSimulatedFacts } from './facts/facts.ts'
import { makeSimulatedNetlink } from './netlink.ts'
import { addressesOf, formatRoutes, type LocalPod, type Neighbour, type NodeNetwork } from './network.ts'
import { makeNodeStats, type NodeStats } from './node-stats.ts'
import { formatProcTable } from './render-table.ts'
import { layRoutes, type Route } from './routes.ts'
import { makeSimulatedTable, type SimulatedTable } from './table.ts'
import { makeTraffic, type Traffic, type TrafficEvents } from './traffic.ts'
import type { SimulatedServer } from './virtual-server.ts'

export interface KernelConfig {
  readonly name: string
  readonly seed: string
  readonly clock: Clock
  /** Lets the rest of the cluster come up to then, before anything of this node is read. */
  readonly catchUp: (toMs: number) => void
  /** `6.1.0-28-amd64` */
  readonly release: string
  readonly hz: number
  readonly uptimeSeconds: number
  /** How far its wall clock is off, milliseconds. */
  readonly skewMs: number
  readonly network: NodeNetwork
  readonly others: readonly Neighbour[]
  /** False: the ip_vs module is not loaded. */
  readonly hasIpvs: boolean
  /** Null where the agent may use netlink; else why it may not. */
  readonly withoutNetlink: string | null
  /** Settings somebody changed behind kube-proxy's back, by name in `knownSettings`. */
  readonly settings: Readonly<Record<string, string>>
  /** False: the agent's image has neither iproute2 nor ipset. */
  readonly hasPrograms: boolean
  /** What happens to the text of /proc/net/ip_vs on its way out, for odd nodes. */
  readonly distort: (text: string) => string
}

/** What a node tells the network between nodes. */
export type NetworkEvents = Omit<TrafficEvents, 'ticked'>

export interface SimulatedKernel {
  /** Of a node alone: probes and captures need the network between nodes, and are its to add. */
  readonly kernel: Kernel
  readonly table: SimulatedTable
  readonly devices: Devices
  readonly endsOf: EndsOf
  /** How far its wall clock is off, milliseconds. */
  readonly skewMs: number
  routes(): readonly Route[]
  pods(): readonly LocalPod[]
  damage(): Damage
  setDamage(damage: Damage): void
  /** Whether it forwards what is not for itself. */
  doesForward(): boolean
  /** Lets traffic come up to now. */
  comeUp(): void
  /** Connections in its table; none before traffic begins. */
  entries(): readonly Entry[]
  /** Opens one besides the simulated clients'; null when nobody takes it. */
  connect(server: SimulatedServer, opening: Opening, courseOf: (given: Given) => Course): Entry | null
  listen(events: NetworkEvents): void
  /** Begins traffic on the table as it is now; before, nothing moves. */
  startTraffic(demands: readonly Demand[]): void
  setPods(pods: readonly LocalPod[]): void
  /** Lets time pass on this node up to then. */
  advance(toMs: number): void
}

const encoder = new TextEncoder()

const nobodyListens: NetworkEvents = { course: (_, usual) => usual, opened() {}, closed() {} }

export function makeSimulatedKernel(config: KernelConfig): SimulatedKernel {
  const random = makeRandom(config.seed, 'node', config.name)
  const bootId = [8, 4, 4, 4, 12].map((digits) => random.hex(digits)).join('-')
  const machineId = random.hex(32)
  const table = makeSimulatedTable(random.whole(256))
  const addresses = addressesOf(config.network)
  let stats: NodeStats = makeNodeStats(makeCounts())
  let traffic: Traffic | null = null
  let pods: readonly LocalPod[] = []
  let routes: readonly Route[] | null = null
  let damage = noDamage
  let settings = config.settings
  let events = nobodyListens
  let rendered: { readonly version: number; readonly bytes: Uint8Array } | null = null

  const devices = makeDevices(config.network, config.hasIpvs)
  const routesNow = () => {
    routes ??= layRoutes(config.network, config.others, pods, damage.strayRoutes)
    return routes
  }
  const hasConntrack = () => settings['vs.conntrack'] !== '0'
  const endsOf = makeEndsOf(config.network, config.others, hasConntrack)

  const advance = (toMs: number) => traffic?.advance(toMs)
  const comeUp = () => {
    const nowMs = config.clock.nowMs()
    config.catchUp(nowMs)
    advance(nowMs)
  }

  /** Rendered again only when something moved: an agent looks twice at what is new to it. */
  const renderTable = (): Uint8Array => {
    comeUp()
    const version = table.version()
    if (rendered?.version !== version) {
      const text = config.distort(formatProcTable(table.servers, config.hz))
      rendered = { version, bytes: encoder.encode(text) }
    }
    return rendered.bytes
  }

  /** Of the present: those are asked for by somebody who looks, not by every poll. */
  const entriesNow = () => {
    comeUp()
    return traffic?.entries() ?? []
  }

  const files: Readonly<Record<string, () => string | Uint8Array>> = {
    '/etc/machine-id': () => `${machineId}\n`,
    '/proc/sys/kernel/random/boot_id': () => `${bootId}\n`,
    '/proc/sys/kernel/osrelease': () => `${config.release}\n`,
    [`/boot/config-${config.release}`]: () => `CONFIG_64BIT=y\nCONFIG_IP_VS=m\nCONFIG_HZ=${config.hz}\n`,
    '/proc/net/route': () => formatRoutes(routesNow()),
    '/proc/net/ipv6_route': () => '',
    ...(config.hasIpvs
      ? {
          '/proc/net/ip_vs': renderTable,
          '/proc/net/ip_vs_conn': () =>
            formatConnectionTable(entriesNow(), endsOf, table.servers, config.clock.nowMs()),
          // Without `vs.conntrack` IPVS takes its packets out of it.
          '/proc/net/nf_conntrack': () =>
            hasConntrack() ? formatConntrack(entriesNow(), endsOf, config.clock.nowMs()) : '',
          '/proc/net/ip_vs_stats': () => {
            comeUp()
            return stats.format()
          },
        }
      : {}),
  }

  /** Every open connection has an entry of its own, and a node has a few hundred that are no Service's. */
  const connections = () =>
    table.servers.reduce(
      (sum, server) => sum + server.destinations.reduce((own, each) => own + each.active + each.inactive, 0),
      200 + (table.servers.length % 100),
    )
  const facts = makeSimulatedFacts(
    { ...config, connections, devices, routes: routesNow, pods: () => pods, settings: () => settings },
    table,
  )

  const read = (path: string): Uint8Array | null => {
    const content = files[path]?.() ?? facts.file(path)
    return typeof content === 'string' ? encoder.encode(content) : content
  }
  const noProgram = async (): Promise<Ran> => ({ is: 'missing', why: 'A simulated node has no programs.' })

  const netlink: Netlink = makeSimulatedNetlink(table, comeUp)
  const noNetlink = config.hasIpvs
    ? config.withoutNetlink
    : 'This kernel has no IPVS netlink family: the ip_vs module is not loaded.'

  return {
    table,
    devices,
    endsOf,
    skewMs: config.skewMs,
    advance,
    comeUp,
    routes: routesNow,
    pods: () => pods,
    damage: () => damage,
    doesForward: () => settings['ipv4.ip_forward'] !== '0',
    entries: () => traffic?.entries() ?? [],
    connect: (server, opening, courseOf) => traffic?.connect(server, opening, courseOf) ?? null,
    listen(next) {
      events = next
    },
    setPods(next) {
      pods = next
      devices.setPods(next)
      routes = null
    },
    setDamage(next) {
      damage = next
      settings = { ...config.settings, ...next.settings }
      devices.setTunnelMtu(next.tunnelMtu)
      routes = null
    },
    startTraffic(demands) {
      traffic = makeTraffic(table, demands, `${config.seed} ${config.name}`, config.uptimeSeconds, {
        ticked() {
          if (traffic === null) stats = makeNodeStats(table.told)
          stats.tick(table.told)
        },
        course: (given, usual) => events.course(given, usual),
        opened: (server, opening, entry) => events.opened(server, opening, entry),
        closed: (entry) => events.closed(entry),
      })
    },
    kernel: {
      read,
      list: () => null,
      stream: async (path, take) => {
        const bytes = read(path)
        if (bytes !== null) take(bytes)
        return bytes !== null
      },
      run: facts.run,
      runStream: noProgram,
      ask: facts.ask,
      addresses: () => addresses,
      monotonicNs: () => BigInt(Math.round((config.uptimeSeconds * 1000 + config.clock.nowMs()) * 1e6)),
      wallMs: () => config.clock.wallMs() + config.skewMs,
      openNetlink: () => (noNetlink === null ? netlink : { why: noNetlink }),
      probe: async () => ({ why: 'This simulated node is in no network.' }),
      capture: () => ({ why: 'This simulated node is in no network.' }),
    },
  }
}
