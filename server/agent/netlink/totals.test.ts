import { beforeEach, describe, expect, it } from 'vitest'
import { absent, counterNames, mapCounters } from '#model/load.ts'
import { decodeRequest } from '#model/sources/ipvs/netlink.ts'
import { encodeDest } from '#model/sources/ipvs/netlink-dest.ts'
import { encodeService } from '#model/sources/ipvs/netlink-service.ts'
import { makeSupplement } from '#model/sources/ipvs/netlink-supplement.ts'
import { makeKey, makeTable, type VirtualServer } from '#model/topology.ts'
import type { Netlink } from '../kernel.ts'
import { makeNetlinkTotals, type NetlinkTotals } from './totals.ts'

const second = 1_000_000_000n

const server = (address: string, reals: readonly string[], over: Partial<VirtualServer> = {}): VirtualServer => ({
  match: { protocol: 'TCP', address, port: 80 },
  scheduler: 'rr',
  schedulerFlags: null,
  onePacket: false,
  persistence: null,
  realServers: reals.map((real) => ({ address: real, port: 8080, forward: 'Masq', weight: 1 })),
  ...over,
})

/** A kernel that holds virtual servers and, by `ADDRESS of virtual server>ADDRESS of real server`, one count for all five totals. */
function makeKernel(servers: readonly VirtualServer[]) {
  const kernel = { servers, counts: new Map<string, bigint>(), flags: [] as string[], asked: [] as string[] }
  const totals = (count: bigint) => mapCounters(() => count)
  const count = (of: VirtualServer, real: string) => kernel.counts.get(`${addressOf(of)}>${real}`) ?? 0n
  const addressOf = ({ match }: VirtualServer) => (match.protocol === 'FWM' ? String(match.mark) : match.address)
  const netlink: Netlink = {
    request(message) {
      const asked = decodeRequest(message)
      if (asked === null || asked.is === 'info') throw new Error('Not asked here.')
      if (asked.is === 'services') {
        kernel.asked.push('all')
        return kernel.servers.map((each) =>
          encodeService({
            ...each,
            schedulerFlags: kernel.flags,
            family: 4,
            persistence: each.persistence && { ...each.persistence, timeoutSeconds: 360 },
            persistenceEngine: null,
            totals: totals(each.realServers.reduce((sum, real) => sum + count(each, real.address), 0n)),
          }),
        )
      }
      if (asked?.is !== 'dests') throw new Error('not a question of this test')
      kernel.asked.push(makeKey(asked.match))
      const found = kernel.servers.find((each) => makeKey(each.match) === makeKey(asked.match))
      // Newest first, as the kernel lists them.
      return (found?.realServers ?? []).toReversed().map((real) =>
        encodeDest({
          ...real,
          upperThreshold: 0,
          lowerThreshold: 0,
          active: 0,
          inactive: 0,
          persistent: 0,
          totals: totals(count(found!, real.address)),
        }),
      )
    },
    close() {},
  }
  return { kernel, netlink }
}

describe('totals', () => {
  const a = server('10.0.0.1', ['10.1.0.1', '10.1.0.2'])
  const b = server('10.0.0.2', ['10.1.0.3'])
  let { kernel, netlink } = makeKernel([])
  let totals: NetlinkTotals
  let table = { servers: [a, b], table: makeTable([a, b]).table }
  beforeEach(() => {
    ;({ kernel, netlink } = makeKernel([a, b]))
    totals = makeNetlinkTotals(netlink)
    table = { servers: [a, b], table: makeTable([a, b]).table }
  })
  const read = (atSeconds: number) => {
    kernel.asked = []
    const nowNs = BigInt(Math.round(atSeconds * 10)) * (second / 10n)
    totals.readServices(nowNs)
    return totals.readRows(table.servers, table.table, nowNs)
  }
  const use = (...servers: VirtualServer[]) => {
    kernel.servers = servers
    table = { servers, table: makeTable(servers).table }
  }

  it('lie beside the rows of the table, though the kernel lists them newest first', () => {
    kernel.counts = new Map([
      ['10.0.0.1>10.1.0.1', 7n],
      ['10.0.0.1>10.1.0.2', 2n ** 60n],
      ['10.0.0.2>10.1.0.3', 9n],
    ])
    const counters = read(0)
    for (const name of counterNames) expect([...counters[name]]).toEqual([7n, 2n ** 60n, 9n])
  })

  it('are asked only of virtual servers that moved, and of those for two refreshes more', () => {
    read(0)
    const quiet = read(10)
    expect(kernel.asked).toEqual(['all'])
    kernel.counts.set('10.0.0.2>10.1.0.3', 5n)
    const moved = read(12)
    expect(kernel.asked).toEqual(['all', 'TCP 10.0.0.2:80'])
    expect(moved).not.toBe(quiet)
    expect([...moved.connections]).toEqual([0n, 0n, 5n])
    expect([...quiet.connections]).toEqual([0n, 0n, 0n])
    const asked = [14, 16, 18, 20].map((at) => {
      read(at)
      return kernel.asked.length - 1
    })
    expect(asked).toEqual([1, 1, 0, 0])
    expect(read(22)).toBe(moved)
  })

  it('of a real server that is refreshed later than its virtual server are not missed', () => {
    read(0)
    read(10)
    kernel.counts.set('10.0.0.1>10.1.0.1', 1n)
    read(12)
    // The virtual server's own total stays as it is: one up, one down.
    kernel.counts.set('10.0.0.1>10.1.0.1', 0n).set('10.0.0.1>10.1.0.2', 1n)
    expect([...read(14).connections]).toEqual([0n, 1n, 0n])
  })

  it('stay with rows whose virtual server stays when the table changes', () => {
    kernel.counts.set('10.0.0.1>10.1.0.2', 4n)
    read(0)
    read(10)
    const before = server('10.0.0.0', ['10.1.0.9'])
    use(before, a, b)
    expect([...read(12).inBytes]).toEqual([0n, 0n, 4n, 0n])
    expect(kernel.asked).toEqual(['all', 'TCP 10.0.0.0:80'])
  })

  it('are absent where the kernel lists other real servers than the table, until both agree', () => {
    read(0)
    kernel.servers = [server('10.0.0.1', ['10.1.0.1']), b]
    kernel.counts.set('10.0.0.1>10.1.0.1', 3n)
    expect([...read(12).connections]).toEqual([absent, absent, 0n])
    use(server('10.0.0.1', ['10.1.0.1']), b)
    expect([...read(14).connections]).toEqual([3n, 0n])
  })

  it('are absent where the kernel no longer names the virtual server', () => {
    read(0)
    kernel.servers = [a]
    expect([...read(12).connections]).toEqual([0n, 0n, absent])
    kernel.servers = [a, b]
    expect([...read(14).connections]).toEqual([0n, 0n, 0n])
  })

  it('tell of an IPv4 firewall mark too', () => {
    const mark = server('', ['10.1.0.1'], { match: { protocol: 'FWM', mark: 77 } })
    use(mark)
    kernel.counts.set('77>10.1.0.1', 6n)
    expect([...read(0).outPackets]).toEqual([6n])
  })
})

describe('what netlink adds to the table', () => {
  it('is flags and seconds, told anew only when they change', () => {
    const known = server('10.0.0.1', ['10.1.0.1'], {
      scheduler: 'mh',
      persistence: { timeoutSeconds: null, prefix: 32 },
    })
    const { kernel, netlink } = makeKernel([known])
    kernel.flags = ['mh-port']
    const totals = makeNetlinkTotals(netlink)
    const facts = totals.readServices(0n)
    expect(makeSupplement(facts)(known)).toEqual({
      ...known,
      schedulerFlags: ['mh-port'],
      persistence: { timeoutSeconds: 360, prefix: 32 },
    })
    kernel.counts.set('10.0.0.1>10.1.0.1', 3n)
    expect(totals.readServices(second)).toBe(facts)
    kernel.flags = ['mh-fallback', 'mh-port']
    const changed = totals.readServices(2n * second)
    expect(changed).not.toBe(facts)
    expect(makeSupplement(changed)(known).schedulerFlags).toEqual(['mh-fallback', 'mh-port'])
  })

  it('is nothing for a virtual server it does not name, or names with another scheduler', () => {
    const known = server('10.0.0.1', [])
    const { netlink } = makeKernel([known])
    const add = makeSupplement(makeNetlinkTotals(netlink).readServices(0n))
    const other = server('10.0.0.9', [])
    expect(add(other)).toBe(other)
    const changed = { ...known, scheduler: 'wlc' }
    expect(add(changed)).toBe(changed)
  })
})
