/** The real agent over simulated kernels: what a hub asks of it is answered as the contracts say. */
import { afterEach, expect, test } from 'vitest'
import { type CaptureAsk, type CaptureLine, parseCaptureLine } from '#model/capture/question.ts'
import { decodePacket } from '#model/packets/decode.ts'
import { type ProbeAnswer, type ProbeAsk, parseProbeAnswer } from '#model/probe/question.ts'
import { agentPaths } from '#model/report.ts'
import { startAgents } from '../agents.ts'
import { makeClock } from '../clock.ts'
import { makeWorld } from '../cluster/world.ts'
import { makeStore } from '../kube-api/store.ts'
import { makeRandom } from '../random.ts'
import { scenarios } from '../scenarios/index.ts'

const token = 'test'
const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function start() {
  const clock = makeClock(() => performance.now(), Date.now)
  const uids = makeRandom('1', 'uids')
  const store = makeStore({ now: clock.wallMs, makeUid: () => uids.hex(32), historyLength: 10_000 })
  const wake = (ms: number) => void setTimeout(() => world.agenda.run(clock.nowMs()), Math.ceil(ms) + 1)
  const world = makeWorld({ scenario: scenarios['reference']!('1'), seed: '1', clock, store, wake })
  const ticking = setInterval(() => world.advance(clock.nowMs()), 250)
  const agents = await startAgents({ world, token, version: 'test', further: [] })
  closers.push(
    () => agents.close(),
    async () => clearInterval(ticking),
  )
  const post = (node: string, path: string, body: unknown) =>
    fetch(new URL(path, agents.addresses.find((each) => each.node === node)!.url), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  return { world, post }
}
type Started = Awaited<ReturnType<typeof start>>

async function probe({ post }: Started, node: string, asked: Partial<ProbeAsk> = {}): Promise<ProbeAnswer> {
  const method = { is: 'http', path: '/' } as const
  const response = await post(node, agentPaths.probes, { address: '10.104.197.218', port: 80, method, ...asked })
  const parsed = parseProbeAnswer(await response.json())
  if (!parsed.ok) throw new Error(parsed.why)
  return parsed.value
}

/** All lines of a capture, and what was answered to something asked as soon as it had started. */
async function capture<T>({ post }: Started, node: string, asked: CaptureAsk, meanwhile: () => Promise<T>) {
  let asking: Promise<T> | null = null
  const response = await post(node, agentPaths.captures, asked)
  const lines: CaptureLine[] = []
  let text = ''
  for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
    const parts = (text + piece).split('\n')
    text = parts.pop()!
    for (const part of parts) {
      const parsed = parseCaptureLine(JSON.parse(part))
      if (!parsed.ok) throw new Error(parsed.why)
      lines.push(parsed.value)
      if (parsed.value.is === 'started') asking = meanwhile()
    }
  }
  return { lines, answer: await asking! }
}

test('probes: three tries, three real servers, with the address each of them sees', async () => {
  const answer = await probe(await start(), 'zmaster0', { tries: 3 })
  expect(answer).toMatchObject({ withoutConnections: null, withoutConntrack: null })
  expect(answer.tries.map(({ chosen }) => chosen!.address).sort()).toEqual([
    '100.108.11.194',
    '100.66.209.194',
    '100.74.135.1',
  ])
  for (const { outcome, status, state, source, local } of answer.tries) {
    expect([outcome, status, state]).toEqual(['answered', 200, 'TIME_WAIT'])
    expect([local!.address, source!.address]).toEqual(['10.104.197.218', '100.117.189.64'])
  }
})

test('probes: silence takes as long as was asked for', async () => {
  const started = await start()
  started.world.break('zmaster0', 'drop-at-tunnel', { node: null, service: null })
  const before = performance.now()
  const { tries, withoutConntrack } = await probe(started, 'zmaster0', { timeoutMs: 300 })
  // Dropped before POSTROUTING: IPVS has it, conntrack does not.
  expect(tries[0]).toMatchObject({ outcome: 'timeout', connectMs: null, state: 'SYN_RECV', source: null })
  expect(withoutConntrack).toBeNull()
  // A timer may come a millisecond early.
  expect(performance.now() - before).toBeGreaterThan(290)
})

test('captures: of a probe at the Pod’s device only the tunnel’s address and the Pod’s', async () => {
  const started = await start()
  const [real] = started.world.nodes
    .get('zmaster0')!
    .simulated.table.find('TCP 10.104.197.218:80' as never)!.destinations
  const next = ['znode1', 'znode2', 'znode3'].find((name) =>
    started.world.nodes
      .get(name)!
      .simulated.pods()
      .some(({ address }) => address === real!.address),
  )!
  const filter: CaptureAsk['filter'] = {
    ends: [{ protocol: 'TCP', address: real!.address, port: 80 }],
    peers: ['100.117.189.64'],
    tunnels: [{ is: 'ipip' }],
  }
  const { lines, answer } = await capture(started, next, { filter, seconds: 3 }, () =>
    probe(started, 'zmaster0', { tries: 3 }),
  )
  const [first] = lines
  if (first?.is !== 'started') throw new Error('It did not start.')
  const cali = first.devices.find(([, name]) => name.startsWith('cali'))![0]
  const packets = lines
    .flatMap((line) => (line.is === 'packets' ? line.packets : []))
    .map(
      ([atUs, length, bytes]) => decodePacket({ atUs, length, bytes: Buffer.from(bytes, 'base64') }, first.linkType)!,
    )
  const { source } = answer.tries.find(({ chosen }) => chosen!.address === real!.address)!
  const isOurs = (address: string, port: number) => address === '100.117.189.64' && port === source!.port
  const atPod = packets.filter(({ deviceIndex, ip, transport }) => {
    if (deviceIndex !== cali || transport.is !== 'tcp') return false
    return isOurs(ip.source, transport.sourcePort) || isOurs(ip.destination, transport.destinationPort)
  })
  expect(atPod).toHaveLength(10)
  for (const { ip } of packets)
    expect([ip.source, ip.destination].sort()).toEqual(['100.117.189.64', real!.address].sort())
  expect(packets.some(({ outer }) => outer?.ip.source === '192.168.138.50')).toBe(true)
  expect(Math.abs(packets[0]!.atUs / 1_000 - Date.now())).toBeLessThan(5_000)
  expect(lines.at(-1)).toEqual({ is: 'ended', why: 'seconds', sentence: null, dropped: 0 })
})
