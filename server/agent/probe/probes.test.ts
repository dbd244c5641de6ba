import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import type { Connection } from '#model/flow.ts'
import { type ProbeAnswer, type ProbeAsk, parseProbeAnswer } from '#model/probe/question.ts'
import { connectionsTitle, writeConnection } from '#model/sources/connections/write.ts'
import { writeEntry } from '#model/sources/conntrack/write.ts'
import type { Kernel, ProbeOnce, Tried } from '../kernel.ts'
import { bareKernel } from '../testing.ts'
import { askOnce } from './ask.ts'
import { whyForbidden } from './forbidden.ts'
import { makeProbes } from './probes.ts'
import { spellings } from './testing.ts'

const virtual = { address: '10.104.197.218', port: 80 }
const reals = ['100.66.209.194', '100.108.11.194', '100.74.135.1'].map((address) => ({ address, port: 80 }))
const snat = (port: number) => ({ address: '100.117.189.64', port })

const answered = (port: number): Tried => ({
  outcome: 'answered',
  error: null,
  status: 200,
  connectMs: 0.5,
  firstByteMs: 1.25,
  local: { address: virtual.address, port },
  startedAtMs: 1_000,
})

const connectionAt = (port: number, at: number): Connection => ({
  protocol: 'TCP',
  client: { address: virtual.address, port },
  virtual,
  real: reals[at % reals.length]!,
  source: null,
  state: 'TIME_WAIT',
  expiresSeconds: 119,
  packets: null,
  bytes: null,
})

const entryOf = ({ client, real }: Connection): string =>
  writeEntry({
    protocol: 6,
    expiresSeconds: 119,
    state: 'TIME_WAIT',
    original: { from: client, to: virtual, packets: 6, bytes: 400 },
    reply: { from: real, to: snat(client.port + 1), packets: 4, bytes: 900 },
    isUnreplied: false,
    isAssured: true,
    isOffloaded: false,
    mark: 0,
    id: null,
  })

/** A node whose kernel keeps connections from ports 40,000 on, each try the next. */
function makeNode(files: Readonly<Record<string, string>> = {}, probe?: Kernel['probe']) {
  const lines: string[] = []
  const asked: ProbeOnce[] = []
  let walks = 0
  const kernel: Kernel = {
    ...bareKernel,
    async stream(path, take) {
      if (path === '/proc/net/ip_vs_conn') walks++
      const text = files[path]
      if (text !== undefined) take(new TextEncoder().encode(text))
      return text !== undefined
    },
    async probe(one) {
      asked.push(one)
      return probe ? probe(one) : answered(one.sourcePort ?? 39_999 + asked.length)
    },
  }
  const ask = makeProbes({
    kernel,
    log: (line) => lines.push(line),
    whyForbidden: (address) => (address === '10.0.0.1' ? '10.0.0.1 is forbidden.' : null),
    nowMs: () => 0,
  })
  return {
    lines,
    asked,
    walks: () => walks,
    ask: (question: unknown, isWanted = () => true) => ask(question, '192.168.138.1', isWanted),
  }
}

const http: ProbeAsk = { ...virtual, method: { is: 'http' } }
const connections = Array.from({ length: 12 }, (_, at) => connectionAt(40_000 + at, at))
const whole = {
  '/proc/net/ip_vs_conn': connectionsTitle + connections.map(writeConnection).join(''),
  '/proc/net/nf_conntrack': connections.map(entryOf).join(''),
}

async function answerOf(reply: ReturnType<ReturnType<typeof makeNode>['ask']>): Promise<ProbeAnswer> {
  const { status, body } = await reply
  expect(status).toBe(200)
  expect(parseProbeAnswer(JSON.parse(JSON.stringify(body)))).toEqual({ ok: true, value: body })
  return body as ProbeAnswer
}

describe('an answer', () => {
  test('tells of each try whom the kernel chose and how that sees us, by one walk', async () => {
    const node = makeNode(whole)
    const answer = await answerOf(node.ask({ ...http, tries: 12 }))
    expect(answer).toMatchObject({ withoutConnections: null, withoutConntrack: null })
    expect(answer.tries.map(({ chosen }) => chosen)).toEqual(connections.map(({ real }) => real))
    expect(answer.tries.map(({ source }) => source)).toEqual(connections.map(({ client }) => snat(client.port + 1)))
    expect(new Set(answer.tries.map(({ state }) => state))).toEqual(new Set(['TIME_WAIT']))
    expect(node.walks()).toBe(1)
    expect(node.lines).toEqual(['probe http 10.104.197.218:80 x12 from 192.168.138.1'])
    expect(node.asked[0]).toEqual({
      ...virtual,
      method: { is: 'http', path: '/', host: '', statuses: [] },
      timeoutMs: 2_000,
      sourcePort: null,
    })
  })

  test('of a kernel without an entry says no real server, not another connection’s', async () => {
    const others = [
      { ...connectionAt(40_000, 0), client: { address: '10.9.9.9', port: 40_000 } },
      { ...connectionAt(40_000, 0), virtual: { ...virtual, port: 81 } },
      { ...connectionAt(40_000, 0), protocol: 'UDP' as const, state: 'UDP' },
    ]
    const text = connectionsTitle + others.map(writeConnection).join('')
    const answer = await answerOf(makeNode({ '/proc/net/ip_vs_conn': text }).ask(http))
    expect(answer).toMatchObject({ withoutConnections: null, withoutConntrack: null })
    expect(answer.tries[0]).toMatchObject({ chosen: null, state: null, source: null, outcome: 'answered' })
  })

  test('says why connections or sources are not known', async () => {
    expect(await answerOf(makeNode().ask(http))).toMatchObject({
      withoutConnections: expect.stringMatching(/ip_vs module is not loaded\. There is no .*install conntrack-tools/),
      withoutConntrack: expect.stringMatching(/install conntrack-tools/),
    })
    const { '/proc/net/nf_conntrack': _, ...table } = whole
    const answer = await answerOf(makeNode(table).ask(http))
    expect(answer.withoutConntrack).toMatch(/install conntrack-tools/)
    expect(answer.tries[0]).toMatchObject({ chosen: reals[0], source: null })
  })

  test('of a try that never had a socket looks for nothing', async () => {
    const node = makeNode(whole, async () => ({ ...answered(1), outcome: 'failed', error: 'EMFILE', local: null }))
    expect((await answerOf(node.ask(http))).tries[0]).toMatchObject({ outcome: 'failed', chosen: null })
    expect(node.walks()).toBe(0)
  })

  test('tries for one that has gone are not begun', async () => {
    const node = makeNode(whole)
    expect((await answerOf(node.ask({ ...http, tries: 20 }, () => false))).tries).toHaveLength(1)
  })
})

describe('a question is refused', () => {
  test.for([
    [{ ...http, tries: 21 }, 400],
    [{ ...http, address: 'web.default.svc' }, 400],
    [{ ...http, method: { is: 'http', host: 'a\r\nX: y' } }, 400],
    [{ ...http, tries: 2, sourcePort: 40_000 }, 400],
    [{ ...http, method: { is: 'dns', name: 'a..b' } }, 400],
    [{ ...http, method: { is: 'udp', payload: Buffer.alloc(513).toString('base64') } }, 400],
    [{ ...http, address: '10.0.0.1' }, 403],
  ] as const)('%j with %d, and audited', async ([question, status]) => {
    const node = makeNode(whole)
    expect(await node.ask(question)).toEqual({ status, body: { error: expect.stringMatching(/\.$/) } })
    expect(node.asked).toEqual([])
    expect(node.lines).toHaveLength(1)
    expect(node.lines[0]).toMatch(/^probe [^\n]+$/)
  })

  test('above the rate, with the time to wait', async () => {
    const node = makeNode({}, async () => ({ ...answered(1), local: null }))
    for (let asked = 0; asked < 6; asked++)
      expect(await node.ask({ ...http, tries: 20 })).toMatchObject({ status: 200 })
    expect(await node.ask({ ...http, tries: 3 })).toEqual({
      status: 429,
      body: { error: 'This agent makes 120 tries a minute at most: ask again in 2 s.' },
    })
    expect(node.asked).toHaveLength(120)
  })

  test('where this kernel cannot be asked from', async () => {
    expect(await makeNode({}, bareKernel.probe).ask(http)).toEqual({
      status: 409,
      body: { error: 'Nothing is probed in this test.' },
    })
  })
})

test('no packet reaches a canary on the loopback, however it is spelled', async () => {
  let reached = 0
  const canary = createServer((socket) => {
    reached++
    socket.destroy()
  })
  await new Promise<void>((resolve) => canary.listen(0, '::', resolve))
  const { port } = canary.address() as AddressInfo
  const probe = { ...bareKernel, probe: askOnce }
  const ask = makeProbes({
    kernel: probe,
    log: () => {},
    whyForbidden: (address, asked) => whyForbidden(address, asked, { addresses: [], agentPort: 9797 }),
  })
  const further = ['localhost', '0.0.0.0', '::1', '::', '[::1]', '::1%lo', '0:0:0:0:0:0:0:1']
  const statuses = new Map<number, number>()
  for (let number = 0; number < 2_000; number++) {
    const value = number % 3 === 0 ? 0x7f00_0001 : 0x7f00_0000 + ((number * 2_654_435_761) % 0x100_0000)
    const address = further[number] ?? spellings[number % spellings.length]!(value)
    const question = { address, port, method: { is: 'tcp' }, timeoutMs: 100 }
    const { status } = await ask(question, 'test', () => true)
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
  }
  // The canary sings when it is asked.
  await askOnce({ address: '127.0.0.1', port, method: { is: 'tcp' }, timeoutMs: 500, sourcePort: null })
  canary.close()
  expect([...statuses.keys()].sort()).toEqual([400, 403])
  expect(reached).toBe(1)
})
