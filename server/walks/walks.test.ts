import { describe, expect, it } from 'vitest'
import type { WalkAsk } from '#model/asks.ts'
import type { Capture, PacketRow } from '#model/capture/capture.ts'
import { makeNodeName, makePodId } from '#model/ids.ts'
import type { ProbeAnswer, ProbeTry } from '#model/probe/question.ts'
import { expectWay } from '#model/walk/expect.ts'
import { questionOf } from '#model/walk/plan.ts'
import { askedOf, clusterIp, layPackets, planOf, referenceCluster, smallRequest, webPort } from '#model/walk/testing.ts'
import type { WalksOptions } from './parts.ts'
import { makeWalks, walkLimits } from './walks.ts'

const master = makeNodeName('zmaster0')
const cluster = referenceCluster()
const virtual = { address: clusterIp, port: 80 }
const real = { address: '100.108.11.194', port: 80 }
const client = { address: clusterIp, port: 58_654 }
const source = { address: '100.117.189.64', port: 31_076 }

const ask: WalkAsk = {
  source: { is: 'node', node: master },
  port: webPort,
  role: null,
  node: null,
  family: null,
  method: null,
  how: null,
  seconds: null,
}
const answered: ProbeTry = {
  outcome: 'answered',
  error: null,
  status: 200,
  connectMs: 1,
  firstByteMs: 2,
  local: client,
  startedAtMs: 0,
  chosen: real,
  state: 'TIME_WAIT',
  source,
}

/** Packets of one answered request, from the given source. */
function packetsOf(walkSource: WalkAsk['source'], from: typeof client, seen: typeof client): PacketRow[] {
  const asked = askedOf(cluster, walkSource)
  const { ground } = planOf(cluster, asked)
  return layPackets(expectWay(questionOf(ground, asked, { client: from, virtual, real, source: seen })), smallRequest)
}

interface Fake {
  readonly tries?: readonly ProbeTry[]
  readonly rows?: readonly PacketRow[]
  readonly probe?: WalksOptions['probe']
  readonly connections?: WalksOptions['connections']
}

/** A hub whose timers run at once, one after the other. */
function hubWith({ tries = [answered], rows = [], probe, connections }: Fake = {}) {
  const captures = new Map<string, Capture>()
  const stopped: string[] = []
  const asked: string[] = []
  const said: string[] = []
  let ids = 0
  const walks = makeWalks({
    cluster: () => cluster,
    refresh: async () => undefined,
    captures: {
      start({ port, nodes }) {
        const id = `c${captures.size}`
        const states = [...nodes.keys()].map((node) => ({
          node,
          feed: { is: 'running', since: 0 } as const,
          packets: 0,
          bytes: 0,
        }))
        captures.set(id, {
          id,
          port,
          seconds: 10,
          startedAt: 0,
          endedAt: null,
          keptUntil: 0,
          nodes: states,
          packets: 0,
        })
        return { ok: true, id, started: Promise.resolve() }
      },
      stop: (id) => stopped.push(id) > 0,
      ended: async () => undefined,
      forget: (id) => captures.delete(id),
      captures: () => captures,
      rowsOf: () => rows.map((packet) => ({ node: packet.node, packet, device: packet.device })),
      file: (id) => (captures.has(id) ? new Uint8Array([1]) : null),
    },
    async probe(node, question) {
      asked.push(`${node} ${question.address}:${question.port}`)
      if (probe) return probe(node, question)
      const next = tries[Math.min(asked.length, tries.length) - 1]!
      const value: ProbeAnswer = { tries: [next], withoutConnections: null, withoutConntrack: null }
      return { ok: true, value }
    },
    connections: connections ?? (async () => ({ ok: false, why: 'not asked in this test' })),
    changed: () => undefined,
    timing: {
      now: () => 1_000,
      after: (_ms, run) => {
        const timer = setImmediate(run)
        return () => clearImmediate(timer)
      },
    },
    randomId: () => `w${ids++}`,
    log: (sentence) => said.push(sentence),
  })
  const ended = async (id: string) => {
    while (walks.walks().get(id)?.endedAt === null) await new Promise((resolve) => setImmediate(resolve))
    return walks.walks().get(id)!
  }
  const start = (question: WalkAsk = ask) => {
    const started = walks.start(question, '127.0.0.1')
    if (!started.ok) throw new Error(started.why)
    return started.id
  }
  return { walks, start, ended, stopped, asked, said }
}

describe('walks', () => {
  it('ask from the node while captures run, and end with a verdict', async () => {
    const hub = hubWith({ rows: packetsOf(ask.source, client, source) })
    const walk = await hub.ended(hub.start())
    expect(walk).toMatchObject({ stage: 'done', verdict: { is: 'through' }, packets: 7 })
    expect(hub.asked).toEqual([`zmaster0 ${clusterIp}:80`])
    expect(hub.stopped).toEqual(['c0'])
    expect(hub.said[0]).toContain('by 127.0.0.1')
    expect(hub.walks.results().get(walk.id)).toMatchObject({ real, source, translator: 'zmaster0' })
  })

  it("wait for a Pod's own request and ask the kernel whom it chose", async () => {
    const pod = { is: 'pod', pod: makePodId('default', 'web-znode2-1') } as const
    const from = { address: '100.108.11.195', port: 41_428 }
    const questions: unknown[] = []
    const hub = hubWith({
      rows: packetsOf(pod, from, from),
      connections: async (node, question) => {
        questions.push([node, question.client])
        const row = {
          protocol: 'TCP',
          client: from,
          virtual,
          real,
          source: from,
          state: 'TIME_WAIT',
          expiresSeconds: 9,
          packets: null,
          bytes: null,
        }
        return { ok: true, value: { is: 'read', connections: [row] } } as never
      },
    })
    const walk = await hub.ended(hub.start({ ...ask, source: pod }))
    expect(walk).toMatchObject({
      stage: 'done',
      asked: { how: 'live' },
      verdict: { is: 'through', facts: { isSourceKept: true } },
    })
    expect(questions).toEqual([['znode2', from.address]])
    expect(hub.asked).toEqual([])
  })

  it('fail with the reason when the node cannot be made to ask', async () => {
    const hub = hubWith({ probe: async () => ({ ok: false, why: 'probes are switched off.' }) })
    const walk = await hub.ended(hub.start())
    expect(walk).toMatchObject({
      stage: 'failed',
      why: 'Node “zmaster0” could not be made to ask: probes are switched off.',
    })
    expect(hub.stopped).toEqual(['c0'])
  })

  it('can be cancelled: captures end, and there is no verdict', async () => {
    const hub = hubWith({ probe: () => new Promise(() => undefined) })
    const id = hub.start()
    await new Promise((resolve) => setImmediate(resolve))
    expect(hub.walks.cancel(id)).toBe(true)
    expect(hub.stopped).toContain('c0')
    expect(await hub.ended(id)).toMatchObject({ stage: 'cancelled', verdict: null })
    expect(hub.walks.cancel(id)).toBe(false)
  })

  it.each([
    [{ port: '10.0.0.1:80' }, /There is no Service port/],
    [{ source: { is: 'node', node: makeNodeName('nowhere') } }, /There is no node “nowhere”/],
    [
      { source: { is: 'pod', pod: makePodId('default', 'web-znode2-1') }, how: 'probe' },
      /Only a node can be made to ask/,
    ],
    [{ how: 'live' }, /A node is made to ask/],
    [{ role: 'load-balancer' }, /no load-balancer address/],
  ] as const)('refuse %j', (part, why) => {
    const { walks } = hubWith()
    expect(walks.start({ ...ask, ...part } as WalkAsk, 'me')).toMatchObject({
      ok: false,
      why: expect.stringMatching(why),
    })
    expect(walks.walks().size).toBe(0)
  })

  it('are a few at once, and the newest are kept; kept ones outlast them', async () => {
    const hub = hubWith()
    const first = hub.start()
    await hub.ended(first)
    hub.walks.keep(first, true)
    for (let more = 0; more < walkLimits.newest + 2; more++) await hub.ended(hub.start())
    expect(hub.walks.walks().has(first)).toBe(true)
    expect(hub.walks.walks().size).toBe(walkLimits.newest + 1)
    expect(hub.walks.forget(first)).toBe(true)
    expect(hub.walks.file(first)).toBeNull()
    const busy = hubWith({ probe: () => new Promise(() => undefined) })
    for (let running = 0; running < walkLimits.running; running++) busy.start()
    expect(busy.walks.start(ask, 'me')).toMatchObject({ ok: false, why: expect.stringMatching(/3 walks are running/) })
    busy.walks.close()
  })
})
