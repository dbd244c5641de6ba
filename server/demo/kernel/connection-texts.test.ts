import { describe, expect, test } from 'vitest'
import type { Connection } from '#model/flow.ts'
import { makeVirtualServerKey } from '#model/ids.ts'
import { foldAddress } from '#model/schedulers/hashes.ts'
import type { ConnectionsRead } from '#model/sources/connections/report.ts'
import type { VirtualServer } from '#model/topology.ts'
import { makeConnectionsReader } from '#server/agent/connections/connections.ts'
import { makeHandClock } from '../clock.ts'
import type { Demand } from './demand.ts'
import { makeSimulatedKernel } from './kernel.ts'
import { kernelConfig } from './testing.ts'

const config = kernelConfig({
  network: { ...kernelConfig().network, ipv6: 'fd00:138::50' },
})

const web: VirtualServer = {
  match: { protocol: 'TCP', address: '10.104.197.218', port: 80 },
  scheduler: 'rr',
  schedulerFlags: [],
  onePacket: false,
  persistence: null,
  realServers: ['100.66.209.194', '100.117.189.66'].map((address) => ({
    address,
    port: 80,
    forward: 'Masq',
    weight: 1,
  })),
}
const webKey = makeVirtualServerKey('TCP', '10.104.197.218', 80)
const pod = foldAddress('100.117.189.66')
const own = foldAddress('10.104.197.218')

/** What an agent reads of a node with one virtual server and these clients. */
async function read(demands: readonly Demand[], servers: readonly VirtualServer[] = [web]): Promise<ConnectionsRead> {
  const node = makeSimulatedKernel({ ...config, clock: makeHandClock(0) })
  for (const server of servers) node.table.addServer(server)
  node.startTraffic(demands)
  const { body } = await makeConnectionsReader(node.kernel)({ limit: 500, templates: true, counts: true })
  if (!('is' in body) || body.is !== 'read') throw new Error(JSON.stringify(body))
  return body
}

const sourcesOf = (read: ConnectionsRead, fits: (connection: Connection) => boolean) =>
  new Set(read.connections.filter(fits).map(({ source }) => source?.address ?? null))

describe('the connections of a simulated node', () => {
  test('are as many as its table counts', async () => {
    const clock = makeHandClock(0)
    const node = makeSimulatedKernel({ ...config, clock })
    node.table.addServer(web)
    node.startTraffic([{ server: webKey, profile: 'keepalive', perSecond: 3, clients: [pod, own] }])
    clock.forward(20_000)
    const { body } = await makeConnectionsReader(node.kernel)({ counts: true })
    const { counts, total } = body as ConnectionsRead
    const sum = (count: 'active' | 'inactive') =>
      node.table.servers.flatMap(({ destinations }) => destinations).reduce((all, each) => all + each[count], 0)
    const established = counts!.counts.filter(({ state }) => state === 'ESTABLISHED')
    expect(established.reduce((all, { connections }) => all + connections, 0)).toBe(sum('active'))
    expect(total.connections).toBe(sum('active') + sum('inactive'))
    expect(sum('active')).toBeGreaterThan(0)
  })

  test("the node's own requests come from the virtual address and leave with the tunnel's", async () => {
    const seen = await read([{ server: webKey, profile: 'keepalive', perSecond: 1, clients: [pod, own] }])
    expect(new Set(seen.connections.map(({ client }) => client.address))).toEqual(
      new Set(['100.117.189.66', '10.104.197.218']),
    )
    expect(sourcesOf(seen, ({ client }) => client.address === '10.104.197.218')).toEqual(new Set(['100.117.189.64']))
    expect(seen.conntrack).toEqual({ is: 'read', found: seen.connections.length, cut: null })
  })

  test('to a server on the LAN leave with the address there', async () => {
    const realServers = [{ address: '192.168.138.52', port: 6443, forward: 'Masq', weight: 1 }] as const
    const demand = { server: webKey, profile: 'keepalive', perSecond: 1, clients: [own] } as const
    expect(sourcesOf(await read([demand], [{ ...web, realServers }]), () => true)).toEqual(new Set(['192.168.138.50']))
  })

  test('a Pod keeps its address, but when it reaches itself', async () => {
    const seen = await read([{ server: webKey, profile: 'keepalive', perSecond: 1, clients: [pod] }])
    const isToItself = ({ client, real }: Connection) => client.address === real.address
    expect(sourcesOf(seen, (each) => !isToItself(each))).toEqual(new Set(['100.117.189.66']))
    expect(sourcesOf(seen, isToItself)).toEqual(new Set(['100.117.189.64']))
  })

  test('a client from outside is translated where the rules say so', async () => {
    const clients = [foldAddress('203.0.113.20')]
    const demand = { server: webKey, profile: 'http', perSecond: 2, clients } as const
    const isAny = () => true
    expect(sourcesOf(await read([{ ...demand, isMasqueraded: true }]), isAny)).toEqual(new Set(['100.117.189.64']))
    expect(sourcesOf(await read([demand]), isAny)).toEqual(new Set(['203.0.113.20']))
  })

  test('of UDP are forgotten by conntrack before IPVS forgets them', async () => {
    const match = { protocol: 'UDP', address: '10.96.0.10', port: 53 } as const
    const server = makeVirtualServerKey('UDP', '10.96.0.10', 53)
    const seen = await read([{ server, profile: 'dns', perSecond: 1, clients: [pod] }], [{ ...web, match }])
    expect(new Set(seen.connections.map(({ state }) => state))).toEqual(new Set(['UDP']))
    for (const { expiresSeconds, source } of seen.connections) expect(source !== null).toBe(expiresSeconds >= 270)
  })

  test('over IPv6 have IPv6 addresses at every end', async () => {
    const match = { protocol: 'TCP', address: 'fd00:96::5f0', port: 80 } as const
    const realServers = [{ address: 'fd00:244:6442::d1c2', port: 80, forward: 'Masq', weight: 1 }] as const
    const server = makeVirtualServerKey('TCP', match.address, 80)
    const clients = [pod, foldAddress(match.address)]
    const seen = await read([{ server, profile: 'keepalive', perSecond: 1, clients }], [{ ...web, match, realServers }])
    expect(sourcesOf(seen, ({ client }) => client.address === 'fd00:96::5f0')).toEqual(new Set(['fd00:138::50']))
    expect(sourcesOf(seen, ({ client }) => client.address === 'fd00:244:6475::bd42')).toEqual(
      new Set(['fd00:244:6475::bd42']),
    )
  })

  test('persistence has templates', async () => {
    const persistence = { timeoutSeconds: 10_800, prefix: 32 }
    const seen = await read(
      [{ server: webKey, profile: 'http', perSecond: 2, clients: [pod] }],
      [{ ...web, persistence }],
    )
    expect(seen.templates!.shown).toMatchObject([
      { match: web.match, client: '100.117.189.66', state: 'ASSURED', isInvalidated: false },
    ])
  })
})
