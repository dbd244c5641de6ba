import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { makeVirtualServerKey } from '#model/ids.ts'
import { foldAddress } from '#model/schedulers/hashes.ts'
import { makeDestsRequest, makeServicesRequest } from '#model/sources/ipvs/netlink.ts'
import { decodeDest } from '#model/sources/ipvs/netlink-dest.ts'
import { decodeService } from '#model/sources/ipvs/netlink-service.ts'
import { decodeStatistics } from '#model/sources/ipvs/netlink-statistics.ts'
import { type ReadOnce, readOnce } from '#model/sources/ipvs/testing.ts'
import { parseTotals } from '#model/sources/ipvs/totals.ts'
import { formatCanonical, makeKey, type VirtualServer } from '#model/topology.ts'
import { repliesOf } from '#server/agent/testing.ts'
import { type HandClock, makeHandClock } from '../clock.ts'
import { type KernelConfig, makeSimulatedKernel, type SimulatedKernel } from './kernel.ts'
import { formatProcTable } from './render-table.ts'
import { makeSimulatedTable } from './table.ts'
import { kernelConfig } from './testing.ts'

const fixtures = new URL('../../../model/fixtures/ipvs/', import.meta.url).pathname
const decoder = new TextDecoder()

const config = (clock: HandClock, changes: Partial<KernelConfig> = {}) =>
  kernelConfig({ clock, skewMs: 12, ...changes })

const web: VirtualServer = {
  match: { protocol: 'TCP', address: '10.104.197.218', port: 80 },
  scheduler: 'rr',
  schedulerFlags: [],
  onePacket: false,
  persistence: null,
  realServers: ['100.66.209.194', '100.74.135.1', '100.108.11.194'].map((address) => ({
    address,
    port: 80,
    forward: 'Masq',
    weight: 1,
  })),
}
const webKey = makeVirtualServerKey('TCP', '10.104.197.218', 80)
const dns: VirtualServer = { ...web, match: { protocol: 'UDP', address: '10.96.0.10', port: 53 } }
const clients = [foldAddress('100.117.189.66'), foldAddress('100.117.189.67')]

function procOf({ kernel }: SimulatedKernel, hz = 250): ReadOnce {
  return readOnce(kernel.read('/proc/net/ip_vs')!, hz)
}

describe('a table loaded from a real kernel is rendered as that kernel did', () => {
  const captures = readdirSync(fixtures).filter((name) => name.endsWith('.proc.txt'))
  test('there are captures', () => expect(captures.length).toBeGreaterThan(10))

  /** A virtual server's lines, first line first; virtual servers in any order, their rows in the kernel's. */
  const blocks = (text: string) => {
    const [head, ...rest] = text.split(/^(?=[A-Z]+ {2}[0-9A-F[])/m)
    return [head, ...rest.sort()]
  }

  test.each(captures)('%s', (name) => {
    const text = readFileSync(fixtures + name, 'utf8')
    const { structure, servers, active, inactive } = readOnce(text, 100)
    const table = makeSimulatedTable(0)
    const inFile = new Map(Array.from(structure.listedRows, (row, place) => [row, place] as const))
    let row = 0
    for (const server of servers) {
      const first = row
      const oldestFirst = server.realServers
        .map((real, index) => ({ real, row: first + index }))
        .sort((a, b) => inFile.get(b.row)! - inFile.get(a.row)!)
      row += server.realServers.length
      const made = table.addServer({ ...server, realServers: oldestFirst.map(({ real }) => real) })
      for (const destination of made!.destinations) {
        const index = server.realServers.findIndex(
          ({ address, port }) => address === destination.address && port === destination.port,
        )
        Object.assign(destination, { active: active[first + index]!, inactive: inactive[first + index]! })
      }
    }
    expect(blocks(formatProcTable(table.servers, 100))).toEqual(blocks(text))
  })
})

test('every shape of row, to the byte', () => {
  const table = makeSimulatedTable(0)
  const base = { ...web, realServers: [] }
  const v6 = { address: 'fd00:1::a1', port: 5353, forward: 'Masq', weight: 1 } as const
  const servers: VirtualServer[] = [
    { ...base, match: { protocol: 'TCP', address: '10.96.0.32', port: 443 }, scheduler: 'mh' },
    { ...base, match: { protocol: 'UDP', address: '10.96.0.10', port: 53 }, onePacket: true },
    {
      ...base,
      match: { protocol: 'UDP', address: 'fd00:1::10', port: 53 },
      persistence: { timeoutSeconds: 600, prefix: 64 },
      realServers: [v6],
    },
    {
      ...base,
      match: { protocol: 'TCP', address: '10.96.0.20', port: 80 },
      persistence: { timeoutSeconds: 10_800, prefix: 32 },
    },
    { ...base, match: { protocol: 'FWM', mark: 77 }, persistence: { timeoutSeconds: 360, prefix: 32 } },
    { ...base, match: { protocol: 'FWM', mark: 78 }, onePacket: true },
    { ...base, match: { protocol: 'SCTP', address: '10.96.0.50', port: 9999 } },
  ]
  for (const server of servers) table.addServer(server)
  const lines = formatProcTable(table.servers, 100).split('\n').slice(3, -1).sort()
  expect(lines).toEqual(
    [
      'TCP  0A600020:01BB mh  ',
      'UDP  0A60000A:0035 rr ops  ',
      'UDP  [fd00:0001:0000:0000:0000:0000:0000:0010]:0035 rr persistent 60000 40000000',
      '  -> [fd00:0001:0000:0000:0000:0000:0000:00a1]:14E9      Masq    1      0          0         ',
      'TCP  0A600014:0050 rr  persistent 1080000 FFFFFFFF',
      'FWM  0000004D rr persistent 36000 FFFFFFFF',
      'FWM  0000004E rr ops ',
      'SCTP  0A600032:270F rr  ',
    ].sort(),
  )
})

describe('traffic', () => {
  const start = (changes: Partial<KernelConfig> = {}) => {
    const clock = makeHandClock(Date.UTC(2026, 10, 23))
    const node = makeSimulatedKernel(config(clock, changes))
    node.table.addServer(web)
    node.table.addServer(dns)
    node.startTraffic([
      { server: webKey, profile: 'http', perSecond: 20, clients },
      { server: makeVirtualServerKey('UDP', '10.96.0.10', 53), profile: 'dns', perSecond: 8, clients },
    ])
    return { clock, node }
  }

  test('the real parser reads it, and what it reads is what was put in', () => {
    const { node } = start()
    const { structure, servers } = procOf(node)
    expect(structure.rejected.rows).toBe(0)
    const seen = { ...web, schedulerFlags: null }
    expect(servers.map(formatCanonical)).toEqual(
      [seen, { ...seen, match: dns.match }].map((s) => formatCanonical({ ...s, realServers: sortedReals(s) })),
    )
  })

  test('begins in the middle of its life and stays there', () => {
    const { clock, node } = start()
    const sum = (values: Uint32Array) => values.reduce((a, b) => a + b, 0)
    const before = procOf(node)
    clock.forward(300_000)
    const after = procOf(node)
    // Twenty a second that linger for 120 s, eight a second that linger for 300 s.
    for (const reading of [before, after]) {
      expect(sum(reading.inactive.slice(0, 3))).toBeGreaterThan(1200)
      expect(sum(reading.inactive.slice(0, 3))).toBeLessThan(4200)
      expect(sum(reading.inactive.slice(3))).toBeGreaterThan(1200)
      expect(sum(reading.inactive.slice(3))).toBeLessThan(4200)
    }
    expect(Math.abs(sum(after.inactive) - sum(before.inactive))).toBeLessThan(2500)
    expect(sum(after.active.slice(3))).toBe(0)
  })

  test('rr gives every real server the same', () => {
    const { clock, node } = start()
    const connections = () => node.table.find(webKey)!.destinations.map((destination) => destination.meter!.counts[0]!)
    const before = connections()
    clock.forward(60_000)
    node.advance(clock.nowMs())
    const grown = connections().map((count, i) => count - before[i]!)
    expect(Math.min(...grown)).toBeGreaterThan(150)
    expect(Math.max(...grown) - Math.min(...grown)).toBeLessThanOrEqual(1)
  })

  test('is the same for the same seed however time is cut, and another for another', () => {
    const textAfter = (cuts: readonly number[], seed: string) => {
      const { clock, node } = start({ seed })
      for (const ms of cuts) {
        clock.forward(ms)
        node.advance(clock.nowMs())
      }
      return ['/proc/net/ip_vs', '/proc/net/ip_vs_stats'].map((path) => decoder.decode(node.kernel.read(path)!)).join()
    }
    const whole = textAfter([30_000], 'a')
    expect(textAfter([1, 249, 1750, 13_000.5, 14_999.5], 'a')).toBe(whole)
    expect(textAfter([30_000], 'b')).not.toBe(whole)
  })

  test('totals move at two-second ticks only and never back', () => {
    const { clock, node } = start()
    const totals = () => parseTotals(decoder.decode(node.kernel.read('/proc/net/ip_vs_stats')!).trim())!
    clock.forward(2000)
    const first = totals()
    clock.forward(1900)
    expect(totals()).toEqual(first)
    clock.forward(100)
    const next = totals()
    expect(next.connections).toBeGreaterThan(first.connections)
    expect(next.inBytes).toBeGreaterThan(first.inBytes)
  })

  test('netlink tells the same table with totals that add up to the node’s', () => {
    const { clock, node } = start()
    clock.forward(10_000)
    const netlink = node.kernel.openNetlink()
    if ('why' in netlink) throw new Error(netlink.why)
    const services = repliesOf(netlink, makeServicesRequest()).map((reply) => decodeService(reply))
    let sum = 0n
    for (const service of services) {
      if (!service.ok) throw new Error(service.why)
      const dests = repliesOf(netlink, makeDestsRequest(service.value.match, 4)).map((reply) => decodeDest(reply, 4))
      for (const dest of dests) {
        if (!dest.ok) throw new Error(dest.why)
        sum += dest.value.totals!.connections
      }
    }
    expect(services).toHaveLength(2)
    expect(sum).toBe(parseTotals(decoder.decode(node.kernel.read('/proc/net/ip_vs_stats')!).trim())!.connections)
    expect(() => repliesOf(netlink, makeDestsRequest({ protocol: 'TCP', address: '10.0.0.1', port: 1 }, 4))).toThrow(
      'no such',
    )
  })

  test('netlink tells the kernel’s own rates, which fade when the traffic ends', () => {
    const { clock, node } = start()
    const netlink = node.kernel.openNetlink()
    if ('why' in netlink) throw new Error(netlink.why)
    /** Connections a second: of the virtual server, and of its real servers together. */
    const rates = () => {
      const own = repliesOf(netlink, makeServicesRequest()).find((reply) => {
        const decoded = decodeService(reply)
        return decoded.ok && makeKey(decoded.value.match) === webKey
      })
      const told = repliesOf(netlink, makeDestsRequest(web.match, 4)).map((reply) => decodeStatistics(reply, 'dest'))
      expect(told.every((values) => values?.length === 10)).toBe(true)
      return {
        own: Number(decodeStatistics(own!, 'service')![5]),
        rows: told.reduce((sum, values) => sum + Number(values![5]), 0),
      }
    }
    clock.forward(60_000)
    const busy = rates()
    expect(busy.own).toBeGreaterThan(10)
    expect(busy.own).toBeLessThan(40)
    expect(Math.abs(busy.own - busy.rows)).toBeLessThanOrEqual(3)
    for (const { address, port } of web.realServers) node.table.setWeight(webKey, address, port, 0)
    clock.forward(60_000)
    expect(rates()).toEqual({ own: 0, rows: 0 })
  })

  test('a deleted real server takes its connections with it; one of weight 0 keeps them until they end', () => {
    const { clock, node } = start()
    node.table.removeReal(webKey, '100.74.135.1', 80)
    node.table.setWeight(webKey, '100.108.11.194', 80, 0)
    clock.forward(60_000)
    const rows = () => {
      const reading = procOf(node)
      const server = reading.servers.find((each) => each.match.protocol === 'TCP')!
      const offset = reading.servers[0] === server ? 0 : 3
      return server.realServers.map((real, i) => [
        real.address,
        reading.active[offset + i]! + reading.inactive[offset + i]!,
      ])
    }
    expect(rows()).toEqual([
      ['100.66.209.194', expect.any(Number)],
      ['100.108.11.194', expect.any(Number)],
    ])
    expect(rows()[1]![1]).toBeGreaterThan(0)
    clock.forward(120_000)
    expect(rows()[1]![1]).toBe(0)
  })
})

test('affinity sends a client to one real server until its template ends or its server is emptied', () => {
  const clock = makeHandClock(0)
  const node = makeSimulatedKernel(config(clock))
  node.table.addServer({ ...web, persistence: { timeoutSeconds: 300, prefix: 32 } })
  node.startTraffic([{ server: webKey, profile: 'http', perSecond: 10, clients: clients.slice(0, 1) }])
  const busy = () => node.table.find(webKey)!.destinations.filter((each) => each.inactive + each.active > 0)
  clock.forward(60_000)
  node.advance(clock.nowMs())
  expect(busy()).toHaveLength(1)
  const [first] = busy()
  node.table.setWeight(webKey, first!.address, 80, 0)
  clock.forward(10_000)
  node.advance(clock.nowMs())
  expect(busy()).toHaveLength(2)
})

describe('the node’s other files', () => {
  test('a node without the module has no IPVS files and says so over netlink', () => {
    const { kernel } = makeSimulatedKernel(config(makeHandClock(0), { hasIpvs: false }))
    expect(kernel.read('/proc/net/ip_vs')).toBeNull()
    expect(kernel.read('/proc/net/ip_vs_stats')).toBeNull()
    expect(kernel.openNetlink()).toEqual({ why: expect.stringContaining('not loaded') })
    expect(kernel.read('/no/such/file')).toBeNull()
  })
})

const sortedReals = (server: VirtualServer) =>
  ['100.66.209.194', '100.74.135.1', '100.108.11.194'].map((a) => server.realServers.find((r) => r.address === a)!)
