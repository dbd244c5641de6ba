import { beforeEach, describe, expect, it } from 'vitest'
import { mapCounters } from '#model/load.ts'
import { decodeRequest, makeServicesRequest } from '#model/sources/ipvs/netlink.ts'
import { encodeDest } from '#model/sources/ipvs/netlink-dest.ts'
import { encodeService } from '#model/sources/ipvs/netlink-service.ts'
import { collectFacts, makeSupplement } from '#model/sources/ipvs/netlink-supplement.ts'
import { makeTableReader, type TableReading } from '#model/sources/ipvs/read.ts'
import { makeKey, type VirtualServer } from '#model/topology.ts'
import { answering, renderTable } from '../testing.ts'
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
  const netlink = answering((message) => {
    const asked = decodeRequest(message)
    if (asked?.is === 'services') {
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
    if (asked?.is !== 'dests') throw new Error('Not a question of this test.')
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
  })
  return { kernel, netlink }
}

describe('growth', () => {
  const a = server('10.0.0.1', ['10.1.0.1', '10.1.0.2'])
  const b = server('10.0.0.2', ['10.1.0.3'])
  let { kernel, netlink } = makeKernel([])
  let totals: NetlinkTotals
  let table = makeTableReader()
  let shown: readonly VirtualServer[] = []
  beforeEach(() => {
    ;({ kernel, netlink } = makeKernel([a, b]))
    totals = makeNetlinkTotals(netlink)
    table = makeTableReader()
    shown = [a, b]
  })
  const look = (): TableReading => {
    const bytes = new TextEncoder().encode(renderTable(shown, () => [0, 0]))
    const outcome = table.read(
      () => ({ bytes, moved: null }),
      100,
      () => null,
    )
    if (outcome.is !== 'read') throw new Error(outcome.is)
    return outcome.reading
  }
  /** Growth as one number a row, since all five are equal here. */
  const read = (atSeconds: number) => {
    kernel.asked = []
    const { structure, origin } = look()
    const { increments, unknown } = totals.read(structure, origin, BigInt(Math.round(atSeconds * 10)) * (second / 10n))
    const grown: Record<number, number> = {}
    for (let at = 0; at < increments.length; at += 6) {
      grown[increments[at]!] = increments[at + 1]!
      expect(new Set(increments.slice(at + 1, at + 6)).size).toBe(1)
    }
    return { grown, unknown }
  }
  const use = (...servers: VirtualServer[]) => {
    kernel.servers = servers
    shown = servers
  }

  it('lies beside the rows of the table, though the kernel lists them newest first', () => {
    kernel.counts = new Map([['10.0.0.1>10.1.0.2', 2n ** 60n]])
    expect(read(0)).toEqual({ grown: {}, unknown: [0, 1, 2] })
    kernel.counts = new Map([
      ['10.0.0.1>10.1.0.1', 7n],
      ['10.0.0.1>10.1.0.2', 2n ** 60n + 2n ** 33n + 1n],
      ['10.0.0.2>10.1.0.3', 9n],
    ])
    expect(read(2)).toEqual({ grown: { 0: 7, 1: 2 ** 33 + 1, 2: 9 }, unknown: [] })
  })

  it('is asked only of virtual servers that moved, and of those for two refreshes more', () => {
    read(0)
    read(10)
    expect(kernel.asked).toEqual(['all'])
    kernel.counts.set('10.0.0.2>10.1.0.3', 5n)
    expect(read(12)).toEqual({ grown: { 2: 5 }, unknown: [] })
    expect(kernel.asked).toEqual(['all', 'TCP 10.0.0.2:80'])
    const asked = [14, 16, 18, 20].map((at) => {
      expect(read(at)).toEqual({ grown: {}, unknown: [] })
      return kernel.asked.length - 1
    })
    expect(asked).toEqual([1, 1, 0, 0])
  })

  it('of a real server that is refreshed later than its virtual server is not missed', () => {
    read(0)
    read(10)
    kernel.counts.set('10.0.0.1>10.1.0.1', 1n)
    read(12)
    // The virtual server's own total stays as it is: one up, one down.
    kernel.counts.set('10.0.0.1>10.1.0.1', 0n).set('10.0.0.1>10.1.0.2', 1n)
    expect(read(14)).toEqual({ grown: { 1: 1 }, unknown: [0] })
  })

  it('is known of rows that stay when the table changes, within a virtual server too', () => {
    kernel.counts.set('10.0.0.1>10.1.0.2', 4n)
    read(0)
    read(10)
    use(server('10.0.0.0', ['10.1.0.9']), server('10.0.0.1', ['10.1.0.2', '10.1.0.7']), b)
    kernel.counts.set('10.0.0.1>10.1.0.2', 6n)
    expect(read(12)).toEqual({ grown: { 1: 2 }, unknown: [0, 2] })
    expect(kernel.asked).toEqual(['all', 'TCP 10.0.0.0:80', 'TCP 10.0.0.1:80'])
  })

  it('is not known where the kernel lists other real servers than the table, until both agree twice', () => {
    read(0)
    kernel.servers = [server('10.0.0.1', ['10.1.0.1']), b]
    kernel.counts.set('10.0.0.1>10.1.0.1', 3n)
    expect(read(12)).toEqual({ grown: {}, unknown: [0, 1] })
    use(server('10.0.0.1', ['10.1.0.1']), b)
    expect(read(14)).toEqual({ grown: {}, unknown: [0] })
    kernel.counts.set('10.0.0.1>10.1.0.1', 4n)
    expect(read(16)).toEqual({ grown: { 0: 1 }, unknown: [] })
  })

  it('is not known where the kernel no longer names the virtual server', () => {
    read(0)
    kernel.servers = [a]
    expect(read(12).unknown).toEqual([2])
    kernel.servers = [a, b]
    expect(read(14).unknown).toEqual([2])
    expect(read(16).unknown).toEqual([])
  })

  it('is found in whatever order the kernel lists virtual servers', () => {
    read(0)
    kernel.servers = [b, a]
    kernel.counts.set('10.0.0.1>10.1.0.1', 3n).set('10.0.0.2>10.1.0.3', 4n)
    expect(read(2)).toEqual({ grown: { 0: 3, 2: 4 }, unknown: [] })
  })

  it('is told of an IPv4 firewall mark too', () => {
    use(server('', ['10.1.0.1'], { match: { protocol: 'FWM', mark: 77 } }))
    read(0)
    kernel.counts.set('77>10.1.0.1', 6n)
    expect(read(2)).toEqual({ grown: { 0: 6 }, unknown: [] })
  })

  it('comes with news when a virtual server is set otherwise, told once', () => {
    read(0)
    kernel.counts.set('10.0.0.2>10.1.0.3', 5n)
    read(2)
    expect(totals.takeNews()).toBe(false)
    kernel.flags = ['flag-1']
    read(4)
    expect([totals.takeNews(), totals.takeNews()]).toEqual([true, false])
  })
})

describe('what netlink adds to the table', () => {
  const factsOf = (kernel: ReturnType<typeof makeKernel>) =>
    collectFacts((take) => kernel.netlink.request(makeServicesRequest(), take))

  it('is flags and seconds', () => {
    const known = server('10.0.0.1', ['10.1.0.1'], {
      scheduler: 'mh',
      persistence: { timeoutSeconds: null, prefix: 32 },
    })
    const simulated = makeKernel([known])
    simulated.kernel.flags = ['mh-port']
    expect(makeSupplement(factsOf(simulated))(known)).toEqual({
      ...known,
      schedulerFlags: ['mh-port'],
      persistence: { timeoutSeconds: 360, prefix: 32 },
    })
  })

  it('is nothing for a virtual server it does not name, or names with another scheduler', () => {
    const known = server('10.0.0.1', [])
    const add = makeSupplement(factsOf(makeKernel([known])))
    const other = server('10.0.0.9', [])
    expect(add(other)).toBe(other)
    const changed = { ...known, scheduler: 'wlc' }
    expect(add(changed)).toBe(changed)
  })
})
