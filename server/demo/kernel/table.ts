/**
 * The IPVS table of one simulated node: what `ipvsadm -A -a -e -d -D` would alter. Walked in the
 * kernel's own order: 256 hash chains, newest first in each, then firewall marks (ip_vs_ctl.c).
 */
import { equal } from '#model/equal.ts'
import type { VirtualServerKey } from '#model/ids.ts'
import { schedulers } from '#model/schedulers/index.ts'
import { type Match, makeKey, type RealServer, type VirtualServer } from '#model/topology.ts'
import { type Counts, makeCounts } from './counts.ts'
import { type Destination, settle, tell } from './destination.ts'
import {
  addDestination,
  editServer,
  familyOfServer,
  makeSimulatedServer,
  removeDestination,
  type ServerSettings,
  type SimulatedServer,
  settingsOf,
} from './virtual-server.ts'

export interface SimulatedTable {
  /** In kernel order. */
  readonly servers: readonly SimulatedServer[]
  /** Grows with every change of structure or of counts that shows. */
  version(): number
  find(key: VirtualServerKey): SimulatedServer | null
  /**
   * Adds the virtual server, its real servers in the given order (so that the last comes first). One
   * that is there is left as it is. Null when this kernel has no such scheduler.
   */
  addServer(server: VirtualServer): SimulatedServer | null
  /** Nothing happens when the settings are these already, or name a scheduler this kernel has not. */
  editServer(key: VirtualServerKey, settings: ServerSettings): void
  removeServer(key: VirtualServerKey): void
  addReal(key: VirtualServerKey, real: RealServer): Destination | null
  removeReal(key: VirtualServerKey, address: string, port: number): void
  setWeight(key: VirtualServerKey, address: string, port: number, weight: number): void
  /** Says that counts have changed. */
  touch(): void
  /** The kernel's two-second tick: totals as they will be told until the next. */
  tick(nowMs: number): void
  /** Totals of the whole node as of the last tick. */
  readonly told: Counts
}

const protocolNumber = { TCP: 6, UDP: 17, SCTP: 132 } as const

/** `salt` stands for the kernel's address of the namespace, which differs from boot to boot. */
function chainOf(match: Match, addressKey: number, salt: number): number {
  if (match.protocol === 'FWM') return 256 + ((match.mark ^ salt) & 255)
  const { port } = match
  return (protocolNumber[match.protocol] ^ addressKey ^ (port >>> 8) ^ port ^ salt) & 255
}

/** `none` is what a virtual server has whose scheduler was taken away. */
const hasScheduler = (name: string): boolean => name === 'none' || Object.hasOwn(schedulers, name)

export function makeSimulatedTable(salt: number): SimulatedTable {
  const servers: SimulatedServer[] = []
  const chains: number[] = []
  const byKey = new Map<VirtualServerKey, SimulatedServer>()
  const told = makeCounts()
  let version = 0

  const findReal = (key: VirtualServerKey, address: string, port: number) => {
    const server = byKey.get(key)
    const destination = server?.destinations.find((each) => each.address === address && each.port === port)
    return server && destination ? { server, destination } : null
  }

  return {
    servers,
    told,
    version: () => version,
    touch: () => void version++,
    find: (key) => byKey.get(key) ?? null,
    addServer(wanted) {
      const known = byKey.get(makeKey(wanted.match))
      if (known) return known
      if (!hasScheduler(wanted.scheduler)) return null
      const server = makeSimulatedServer(wanted.match, familyOfServer(wanted), settingsOf(wanted))
      const chain = chainOf(server.match, server.addressKey, salt)
      const at = chains.findIndex((other) => other >= chain)
      servers.splice(at < 0 ? servers.length : at, 0, server)
      chains.splice(at < 0 ? chains.length : at, 0, chain)
      byKey.set(server.key, server)
      for (const real of wanted.realServers) addDestination(server, real)
      version++
      return server
    },
    editServer(key, settings) {
      const server = byKey.get(key)
      if (server === undefined || !hasScheduler(settings.scheduler) || equal(server.settings, settings)) return
      editServer(server, settings)
      version++
    },
    removeServer(key) {
      const server = byKey.get(key)
      if (server === undefined) return
      for (const destination of [...server.destinations]) removeDestination(server, destination, told)
      const at = servers.indexOf(server)
      servers.splice(at, 1)
      chains.splice(at, 1)
      byKey.delete(key)
      version++
    },
    addReal(key, real) {
      const server = byKey.get(key)
      if (server === undefined || findReal(key, real.address, real.port)) return null
      version++
      return addDestination(server, real)
    },
    removeReal(key, address, port) {
      const found = findReal(key, address, port)
      if (found === null) return
      removeDestination(found.server, found.destination, told)
      version++
    },
    setWeight(key, address, port, weight) {
      const found = findReal(key, address, port)
      if (found === null) return
      found.server.balancer.setWeight(found.destination, weight)
      version++
    },
    tick(nowMs) {
      for (const server of servers) {
        let isChanged = false
        for (const destination of server.restless) {
          const meter = destination.meter!
          settle(meter, nowMs)
          if (tell(meter, [server.told, told])) isChanged = true
          if (meter.open === 0 && meter.average.every((rate) => rate === 0)) server.restless.delete(destination)
        }
        if (isChanged) server.changes++
      }
    },
  }
}
