/** Probes and captures of simulated nodes, as their agents use them. */
import { describe, expect, test } from 'vitest'
import type { Packet } from '#model/packets/packet.ts'
import type { ProbeMethod } from '#model/probe/question.ts'
import { connectionsTitle } from '#model/sources/connections/write.ts'
import type { Tried } from '#server/agent/kernel.ts'
import { type FaultKind, faultKinds } from '../cluster/faults.ts'
import { captureAll, makeDemoWorld } from './testing.ts'

const web = '10.104.197.218'
const page: ProbeMethod = { is: 'http', path: '/', host: '', statuses: [] }
const pods = { znode1: '100.66.209.194', znode2: '100.108.11.194', znode3: '100.74.135.1' }

type Demo = ReturnType<typeof makeDemoWorld>
interface Target {
  readonly address?: string
  readonly port?: number
  readonly method?: ProbeMethod
  readonly timeoutMs?: number
}

async function ask({ world, forward }: Demo, node: string, target: Target = {}): Promise<Tried> {
  const { address = web, port = 80, method = page, timeoutMs = 2_000 } = target
  const { kernel } = world.nodes.get(node)!.simulated
  const asked = kernel.probe({ address, port, method, timeoutMs, sourcePort: null })
  await forward(timeoutMs + 100)
  const tried = await asked
  if ('why' in tried) throw new Error(tried.why)
  return tried
}

const readOf = ({ world }: Demo, node: string, path: string): string =>
  new TextDecoder().decode(world.nodes.get(node)!.simulated.kernel.read(path)!)
const hex = (port: number) => port.toString(16).toUpperCase().padStart(4, '0')
const entryOf = (demo: Demo, node: string, { local }: Tried): string[] =>
  readOf(demo, node, '/proc/net/ip_vs_conn')
    .slice(connectionsTitle.length)
    .split('\n')
    .find((line) => line.includes(`0A68C5DA ${hex(local!.port)} `))
    ?.split(/\s+/) ?? []

describe('a probe', () => {
  test('is answered, and its node’s tables tell by whom', async () => {
    const demo = makeDemoWorld('reference')
    const tried = await ask(demo, 'zmaster0')
    expect(tried).toMatchObject({ outcome: 'answered', error: null, status: 200, local: { address: web } })
    expect(tried.firstByteMs).toBeGreaterThan(tried.connectMs!)
    const [protocol, client, , virtual, , , port, state] = entryOf(demo, 'zmaster0', tried)
    expect([protocol, client, virtual, port, state]).toEqual(['TCP', '0A68C5DA', '0A68C5DA', '0050', 'TIME_WAIT'])
    const tracked = readOf(demo, 'zmaster0', '/proc/net/nf_conntrack').split('\n')
    expect(tracked.find((line) => line.includes(`sport=${tried.local!.port} `))).toMatch(
      /TIME_WAIT src=10\.104\.197\.218 dst=10\.104\.197\.218 .* src=100\.\S+ dst=100\.117\.189\.64 sport=80 dport=\d+ .*\[ASSURED]/,
    )
  })

  test('goes to the real servers in turn, as the scheduler says, and is counted', async () => {
    const demo = makeDemoWorld('reference')
    const server = () => demo.world.nodes.get('zmaster0')!.simulated.table.find('TCP 10.96.0.10:9153' as never)!
    const metrics = { address: '10.96.0.10', port: 9_153, method: { is: 'tcp' }, timeoutMs: 100 } as const
    for (let tries = 0; tries < 4; tries++) expect((await ask(demo, 'zmaster0', metrics)).outcome).toBe('answered')
    expect(server().destinations.map(({ inactive }) => inactive)).toEqual([2, 2])
    expect(server().destinations.map(({ meter }) => meter!.counts[0])).toEqual([2, 2])
    expect(server().destinations.every(({ meter }) => meter!.counts[1]! >= 4)).toBe(true)
  })

  test('is faster to a Pod of its own node than to another', async () => {
    const demo = makeDemoWorld('shop')
    const times = new Map<boolean, number[]>([
      [true, []],
      [false, []],
    ])
    for (let tries = 0; tries < 12; tries++) {
      const tried = await ask(demo, 'znode1', { timeoutMs: 100 })
      const real = entryOf(demo, 'znode1', tried)[5]
      times.get(real === '6442D1C2')!.push(tried.connectMs!)
    }
    expect(Math.max(...times.get(true)!)).toBeLessThan(Math.min(...times.get(false)!))
  })

  test('asks what the Service speaks', async () => {
    const demo = makeDemoWorld('shop')
    const outcome = async (address: string, port: number, method: ProbeMethod) => {
      const { outcome: how, status } = await ask(demo, 'znode0', { address, port, method, timeoutMs: 100 })
      return [how, status]
    }
    const dns = (name: string): ProbeMethod => ({ is: 'dns', name })
    expect(await outcome('10.96.0.10', 53, dns('web.default.svc.cluster.local'))).toEqual(['answered', 0])
    expect(await outcome('10.96.0.10', 53, dns('nowhere.example.'))).toEqual(['answered', 3])
    expect(await outcome('10.96.0.1', 443, { ...page, is: 'https', path: '/readyz' })).toEqual(['answered', 200])
    expect(await outcome('10.96.0.1', 443, { ...page, is: 'https' })).toEqual(['wrong-status', 403])
    expect(await outcome('10.96.0.1', 443, page)).toEqual(['wrong-status', 400])
    expect(await outcome(web, 80, { ...page, path: '/no/such/page' })).toEqual(['wrong-status', 404])
    expect(await outcome(web, 80, { ...page, is: 'https' })).toEqual(['closed', null])
    expect(await outcome('fd00:96::5f0', 80, page)).toEqual(['answered', 200])
    expect(await outcome('203.0.113.7', 80, page)).toEqual(['answered', 200])
  })

  test('is refused at once where there is no virtual server, no real server, or none with weight', async () => {
    const demo = makeDemoWorld('reference')
    const { table } = demo.world.nodes.get('znode0')!.simulated
    const { key } = table.find('TCP 10.104.197.218:80' as never)!
    const refused = { outcome: 'refused', error: 'ECONNREFUSED', connectMs: null }
    expect(await ask(demo, 'znode0', { port: 81 })).toMatchObject(refused)
    for (const { address, port } of table.find(key)!.destinations) table.setWeight(key, address, port, 0)
    expect(await ask(demo, 'znode0')).toMatchObject(refused)
    for (const { address, port } of [...table.find(key)!.destinations]) table.removeReal(key, address, port)
    expect(await ask(demo, 'znode0')).toMatchObject(refused)
  })

  test('of a real server that is no Pod waits in vain, and leaves a connection half open', async () => {
    const demo = makeDemoWorld('reference')
    const { table } = demo.world.nodes.get('znode0')!.simulated
    const { key } = table.find('TCP 10.104.197.218:80' as never)!
    for (const { address, port } of [...table.find(key)!.destinations]) table.removeReal(key, address, port)
    table.addReal(key, { address: '100.74.135.62', port: 80, forward: 'Masq', weight: 1 })
    const tried = await ask(demo, 'znode0', { timeoutMs: 500 })
    expect(tried).toMatchObject({ outcome: 'timeout', connectMs: null })
    expect(entryOf(demo, 'znode0', tried)[7]).toBe('SYN_RECV')
  })

  test('of a node port of another node goes there', async () => {
    const demo = makeDemoWorld('shop')
    const target = { address: '192.168.138.53', port: 30_080, timeoutMs: 100 }
    expect(await ask(demo, 'znode0', target)).toMatchObject({
      outcome: 'answered',
      local: { address: '192.168.138.51' },
    })
    expect(await ask(demo, 'znode2', target)).toMatchObject({
      outcome: 'answered',
      local: { address: '192.168.138.53' },
    })
  })
})

/** Where the request, or the answer where that went further, was seen last. */
const lastOf = (packets: ReadonlyMap<string, Packet[]>, fits: (packet: Packet) => boolean): string => {
  const all = [...packets].flatMap(([node, of]) => of.filter(fits).map((packet) => ({ node, packet })))
  // Clocks of nodes differ: by what its TTL has lost, then by the device's place on the way.
  const last = all.at(-1)
  return last ? `${last.node} ${last.packet.deviceIndex} ${last.packet.direction}` : 'nowhere'
}

describe('a broken node', () => {
  const oneRealServer = async (demo: Demo) => {
    demo.world.scale('default/web', 1)
    await demo.forward(15_000, 500)
    const { destinations } = demo.world.nodes.get('zmaster0')!.simulated.table.find('TCP 10.104.197.218:80' as never)!
    const [real] = destinations.filter(({ weight }) => weight > 0)
    return Object.entries(pods).find(([, address]) => address === real!.address)!
  }
  const expected: Record<FaultKind, { outcome: string; last: (node: string) => string; atPod?: boolean }> = {
    'drop-at-tunnel': { outcome: 'timeout', last: () => 'nowhere' },
    'wrong-route': { outcome: 'timeout', last: () => 'zmaster0 3 out' },
    'pod-not-listening': { outcome: 'refused', last: (node) => `${node} 5 out`, atPod: true },
    'no-masquerade': { outcome: 'timeout', last: (node) => `${node} 3 in` },
    'missing-real-server': { outcome: 'refused', last: () => 'nowhere' },
    'mtu-too-small': { outcome: 'timeout', last: (node) => `${node} 5 out`, atPod: true },
  }

  test.each(faultKinds)('%s: the request ends where it should, and is mended', async (kind) => {
    const demo = makeDemoWorld('reference')
    const [node, pod] = await oneRealServer(demo)
    const { outcome, last, atPod = false } = expected[kind]
    const broken = atPod ? node : 'zmaster0'
    expect((await ask(demo, 'zmaster0')).outcome).toBe('answered')
    expect(demo.world.break(broken, kind, { node: null, service: 'default/web' })).toBeNull()
    const captured = captureAll(demo.world)
    const tried = await ask(demo, 'zmaster0')
    expect(tried.outcome).toBe(outcome)
    const source = kind === 'no-masquerade' ? web : '100.117.189.64'
    const isRequest = ({ ip }: Packet) => ip.source === source && ip.destination === pod
    expect(lastOf(captured, isRequest)).toBe(last(node))
    expect(demo.world.mend(broken)).toBeNull()
    expect((await ask(demo, 'zmaster0')).outcome).toBe('answered')
  })

  test('too small an MTU shows as a connection whose answer never leaves the Pod’s node', async () => {
    const demo = makeDemoWorld('reference')
    const [node, pod] = await oneRealServer(demo)
    demo.world.break(node, 'mtu-too-small', { node: null, service: null })
    const captured = captureAll(demo.world)
    const tried = await ask(demo, 'zmaster0')
    expect(tried).toMatchObject({ outcome: 'timeout', firstByteMs: null })
    expect(tried.connectMs).toBeGreaterThan(0)
    const answers = (captured.get(node) ?? []).filter(
      ({ ip, transport }) =>
        ip.source === pod && ip.destination === '100.117.189.64' && transport.is === 'tcp' && transport.payload > 500,
    )
    expect(answers.length).toBeGreaterThan(1)
    expect(new Set(answers.map(({ deviceIndex, direction }) => `${deviceIndex} ${direction}`))).toEqual(
      new Set(['5 in']),
    )
  })

  test('shows in its facts, and in what its clients get', async () => {
    const demo = makeDemoWorld('reference')
    const { simulated } = demo.world.nodes.get('zmaster0')!
    const run = async (words: string) => {
      const ran = await simulated.kernel.run(words.split(' '))
      return ran.is === 'ran' ? ran.text : ran.why
    }
    demo.world.break('zmaster0', 'wrong-route', { node: 'znode2', service: null })
    expect(await run('ip -4 -j route show table all')).toContain(
      '{"dst":"100.108.11.192/26","gateway":"192.168.138.254"',
    )
    demo.world.break('zmaster0', 'mtu-too-small', { node: null, service: null })
    expect(await run('ip -j -d link show')).toMatch(/"ifname":"tunl0","mtu":600/)
    demo.world.break('zmaster0', 'no-masquerade', { node: null, service: null })
    expect(readOf(demo, 'zmaster0', '/proc/sys/net/ipv4/vs/conntrack')).toBe('0\n')
    await demo.forward(5_000, 500)
    expect(readOf(demo, 'zmaster0', '/proc/net/ip_vs_conn')).toContain('SYN_RECV')
    demo.world.mend('zmaster0')
    expect(await run('ip -j -d link show')).toMatch(/"ifname":"tunl0","mtu":1480/)
  })

  test('cannot be broken where there is nothing to break', () => {
    const { world } = makeDemoWorld('reference')
    const nothing = { node: null, service: null }
    expect(world.break('moon', 'no-masquerade', nothing)).toContain('no node moon')
    expect(world.break('znode0', 'wrong-route', { ...nothing, service: 'default/moon' })).toContain('no Service')
    expect(world.break('znode0', 'wrong-route', { ...nothing, node: 'moon' })).toContain('no node moon')
    expect(world.break('zmaster0', 'pod-not-listening', nothing)).toContain('No Pod')
    expect(world.break('zmaster0', 'missing-real-server', nothing)).toContain('wants a Service')
  })
})

describe('a capture', () => {
  test('of live traffic: the same connections with the same numbers on every node, and not too many', async () => {
    const demo = makeDemoWorld('reference')
    const captured = captureAll(demo.world)
    await demo.forward(5_000)
    const at = (node: string) => (captured.get(node) ?? []).filter(({ outer }) => outer === null)
    const keyOf = ({ ip, transport }: Packet) =>
      transport.is === 'tcp' ? `${ip.source} ${transport.sourcePort} ${transport.sequence} ${ip.id}` : ''
    const sent = at('zmaster0').filter(({ ip, deviceIndex }) => ip.destination === pods.znode2 && deviceIndex === 3)
    const received = new Set(
      at('znode2')
        .filter(({ deviceIndex }) => deviceIndex === 3)
        .map(keyOf),
    )
    expect(sent.length).toBeGreaterThan(10)
    // What was just sent may not have been handed over yet.
    expect(sent.slice(0, -20).every((packet) => received.has(keyOf(packet)))).toBe(true)
    for (const [node, packets] of captured) expect(packets.length, node).toBeLessThan(5 * 120)
  })

  test('of a Pod that asks: the ClusterIP at its own device, never behind it', async () => {
    const demo = makeDemoWorld('reference')
    const captured = captureAll(demo.world)
    await demo.forward(5_000)
    const carrying = [...captured].flatMap(([node, packets]) =>
      packets
        .filter(({ ip }) => ip.source === web || ip.destination === web)
        .map(({ deviceIndex }) => `${node} ${deviceIndex! >= 5 ? 'cali' : deviceIndex}`),
    )
    expect(carrying.length).toBeGreaterThan(10)
    expect(carrying.every((place) => place.endsWith('cali'))).toBe(true)
  })

  test('ends when it is told to, or when its time is over; nothing is laid when nobody looks', async () => {
    const demo = makeDemoWorld('reference')
    const { kernel } = demo.world.nodes.get('zmaster0')!.simulated
    const said: string[] = []
    const begin = (seconds: number) =>
      kernel.capture(
        {
          filter: { ends: [{ protocol: 'TCP', address: web, port: 80 }], peers: [], tunnels: [], errors: false },
          devices: [],
          seconds,
          packets: 10,
          bytes: 1_000,
        },
        {
          started: (type, [first]) => said.push(`started ${type} ${first}`),
          records() {},
          ended: ({ why }) => said.push(why),
        },
      )
    const running = begin(60)
    await demo.forward(50)
    if ('stop' in running) running.stop()
    expect(said).toEqual(['started 276 1,lo', 'asked'])
    begin(1)
    await demo.forward(1_100)
    expect(said.slice(2)).toEqual(['started 276 1,lo', 'seconds'])
  })
})
