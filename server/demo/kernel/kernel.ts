/** One simulated node as its agent sees it: the files it reads, its clocks, its netlink. */
import type { Ran } from '#model/sources/source.ts'
import type { Kernel, Netlink } from '#server/agent/kernel.ts'
import type { Clock } from '../clock.ts'
import { makeRandom } from '../random.ts'
import { formatConnectionTable, formatConntrack } from './connection-texts.ts'
import { makeCounts } from './counts.ts'
import type { Demand } from './demand.ts'
import { makeSimulatedFacts } from './facts/facts.ts'
import { makeSimulatedNetlink } from './netlink.ts'
import { addressesOf, formatRoutes, type LocalPod, type Neighbour, type NodeNetwork } from './network.ts'
import { makeNodeStats, type NodeStats } from './node-stats.ts'
import { formatProcTable } from './render-table.ts'
import { makeSimulatedTable, type SimulatedTable } from './table.ts'
import { makeTraffic, type Traffic } from './traffic.ts'

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

export interface SimulatedKernel {
  readonly kernel: Kernel
  readonly table: SimulatedTable
  /** Begins traffic on the table as it is now; before, nothing moves. */
  startTraffic(demands: readonly Demand[]): void
  setPods(pods: readonly LocalPod[]): void
  /** Lets time pass on this node up to then. */
  advance(toMs: number): void
}

const encoder = new TextEncoder()

export function makeSimulatedKernel(config: KernelConfig): SimulatedKernel {
  const random = makeRandom(config.seed, 'node', config.name)
  const bootId = [8, 4, 4, 4, 12].map((digits) => random.hex(digits)).join('-')
  const machineId = random.hex(32)
  const table = makeSimulatedTable(random.whole(256))
  const addresses = addressesOf(config.network)
  let stats: NodeStats = makeNodeStats(makeCounts())
  let traffic: Traffic | null = null
  let pods: readonly LocalPod[] = []
  let routes: string | null = null
  let rendered: { readonly version: number; readonly bytes: Uint8Array } | null = null

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
    '/proc/net/route': () => {
      routes ??= formatRoutes(config.network, config.others, pods)
      return routes
    },
    '/proc/net/ipv6_route': () => '',
    ...(config.hasIpvs
      ? {
          '/proc/net/ip_vs': renderTable,
          '/proc/net/ip_vs_conn': () => formatConnectionTable(entriesNow(), table.servers, config.clock.nowMs()),
          '/proc/net/nf_conntrack': () =>
            formatConntrack(entriesNow(), config.network, config.others, config.clock.nowMs()),
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
  const facts = makeSimulatedFacts({ ...config, connections }, table, () => pods)

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
    advance,
    setPods(next) {
      pods = next
      routes = null
    },
    startTraffic(demands) {
      traffic = makeTraffic(table, demands, `${config.seed} ${config.name}`, config.uptimeSeconds, () => {
        if (traffic === null) stats = makeNodeStats(table.told)
        stats.tick(table.told)
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
      probe: async () => ({ why: 'A simulated node cannot be probed from.' }),
      capture: () => ({ why: 'A simulated node has no packets.' }),
    },
  }
}
