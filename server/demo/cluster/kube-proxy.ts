/**
 * kube-proxy of one node: follows the API some time behind, programs the node's table by its rules,
 * and ends real servers gracefully. It trusts what it did itself: what is altered behind its back
 * stays until `repair`.
 */
import type { ServiceId, VirtualServerKey } from '#model/ids.ts'
import { type ProxyNode, wantService } from '#model/kube-proxy/want.ts'
import { makeKey, makeRealKey, type RealServer, type VirtualServer } from '#model/topology.ts'
import type { Agenda } from '../agenda.ts'
import type { SimulatedTable } from '../kernel/table.ts'
import { settingsOf } from '../kernel/virtual-server.ts'
import type { Random } from '../random.ts'
import type { Mirror } from './mirror.ts'

export interface ProxyConfig {
  readonly node: ProxyNode
  readonly table: SimulatedTable
  readonly mirror: Mirror
  readonly agenda: Agenda
  readonly random: Random
  /** Brings the node's traffic up to then, before its table changes. */
  readonly advance: (nowMs: number) => void
}

export interface KubeProxy {
  /** The API has news of this Service. */
  notice(service: ServiceId): void
  /** Programs everything known now, at once: kube-proxy's start. */
  syncAll(): void
  /** Makes the table what it should be, whatever is in it. */
  repair(): void
}

const lag = { leastMs: 300, mostMs: 1500 }
const gracefulCheckMs = 60_000

export function makeKubeProxy(config: ProxyConfig): KubeProxy {
  const { table, mirror, agenda, random } = config
  const programmed = new Map<ServiceId, Map<VirtualServerKey, VirtualServer>>()
  const dirty = new Set<ServiceId>()
  const leaving = new Map<string, () => boolean>()
  let isPlanned = false
  let isChecking = false

  const now = () => agenda.nowMs()

  const wantedOf = (id: ServiceId): Map<VirtualServerKey, VirtualServer> => {
    const service = mirror.service(id)
    const wanted = service ? wantService(service, mirror.slices(id), config.node) : []
    return new Map(wanted.map(({ server }) => [makeKey(server.match), server]))
  }

  /** In a Go map's order: another on every node. */
  const shuffled = (reals: readonly RealServer[]): RealServer[] =>
    reals
      .map((real) => ({ real, at: random.next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ real }) => real)

  const addReal = (key: VirtualServerKey, real: RealServer) => {
    if (leaving.delete(`${key} ${makeRealKey(real)}`)) table.removeReal(key, real.address, real.port)
    table.addReal(key, real)
  }

  /** TCP goes when its last connection did, looked at once a minute; all else goes at once. */
  const removeReal = (key: VirtualServerKey, real: RealServer) => {
    const isIdle = (): boolean => {
      const found = table
        .find(key)
        ?.destinations.find(({ address, port }) => address === real.address && port === real.port)
      return found === undefined || found.active + found.inactive === 0
    }
    const go = () => table.removeReal(key, real.address, real.port)
    if (!key.startsWith('TCP') || isIdle()) {
      go()
      return
    }
    table.setWeight(key, real.address, real.port, 0)
    leaving.set(`${key} ${makeRealKey(real)}`, () => {
      if (!isIdle()) return false
      go()
      return true
    })
    checkLater()
  }

  const checkLater = () => {
    if (isChecking) return
    isChecking = true
    agenda.after(gracefulCheckMs, () => {
      isChecking = false
      config.advance(now())
      for (const [what, goes] of leaving) if (goes()) leaving.delete(what)
      if (leaving.size > 0) checkLater()
    })
  }

  const programOne = (before: VirtualServer | undefined, wanted: VirtualServer) => {
    const key = makeKey(wanted.match)
    if (before === undefined) {
      table.addServer({ ...wanted, realServers: shuffled(wanted.realServers) })
      return
    }
    table.editServer(key, settingsOf(wanted))
    const had = new Set(before.realServers.map(makeRealKey))
    const has = new Set(wanted.realServers.map(makeRealKey))
    for (const real of shuffled(wanted.realServers)) if (!had.has(makeRealKey(real))) addReal(key, real)
    for (const real of before.realServers) if (!has.has(makeRealKey(real))) removeReal(key, real)
  }

  const sync = (id: ServiceId) => {
    const before = programmed.get(id) ?? new Map<VirtualServerKey, VirtualServer>()
    const wanted = wantedOf(id)
    for (const [key, server] of wanted) programOne(before.get(key), server)
    for (const key of before.keys()) if (!wanted.has(key)) table.removeServer(key)
    programmed.set(id, wanted)
  }

  return {
    notice(service) {
      dirty.add(service)
      if (isPlanned) return
      isPlanned = true
      agenda.after(random.between(lag.leastMs, lag.mostMs), () => {
        isPlanned = false
        config.advance(now())
        for (const id of dirty) sync(id)
        dirty.clear()
      })
    },
    syncAll() {
      for (const id of mirror.services()) sync(id)
    },
    repair() {
      config.advance(now())
      const keys = new Set([...programmed.values()].flatMap((servers) => [...servers.keys()]))
      for (const { key } of [...table.servers]) if (!keys.has(key)) table.removeServer(key)
      for (const servers of programmed.values()) {
        for (const [key, wanted] of servers) {
          table.addServer({ ...wanted, realServers: [] })
          table.editServer(key, settingsOf(wanted))
          const has = new Set(wanted.realServers.map(makeRealKey))
          const there = (table.find(key)?.destinations ?? []).map((real) => ({ ...real }) as RealServer)
          for (const real of there) if (!has.has(makeRealKey(real)) && real.weight > 0) removeReal(key, real)
          for (const real of wanted.realServers) {
            addReal(key, real)
            table.setWeight(key, real.address, real.port, real.weight)
          }
        }
      }
    },
  }
}
