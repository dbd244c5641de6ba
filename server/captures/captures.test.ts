import { expect, it, vi } from 'vitest'
import { mostPacketsShown } from '#model/capture/capture.ts'
import type { CaptureLine } from '#model/capture/question.ts'
import { makeNodeName, makeServiceId, makeServicePortId, type NodeName } from '#model/ids.ts'
import { buildTcp } from '#model/packets/build.ts'
import { asCooked2 } from '#model/packets/enclose.ts'
import { type Captures, capturesLimits, makeCaptures } from './captures.ts'
import type { LinesQuestion } from './follow.ts'

const port = makeServicePortId(makeServiceId('default', 'web'), 80, 'TCP')
const [a, b] = [makeNodeName('a'), makeNodeName('b')]
const filter = { ends: [{ protocol: 'TCP', address: '10.96.0.1', port: 80 }] } as const
const ask = { filter: { ends: [...filter.ends] } }
const onNodes = (...nodes: NodeName[]) => new Map(nodes.map((node) => [node, ask]))

interface Agent {
  readonly question: LinesQuestion<CaptureLine>
  say(line: unknown): void
  end(answer: { readonly ok: true } | { readonly ok: false; readonly why: string }): void
  isCancelled: boolean
}

/** Captures over agents that say what a test tells them to. */
function make(limits: Partial<Record<keyof typeof capturesLimits, number>> = {}, { hears = true } = {}) {
  const told: string[] = []
  const agents = new Map<string, Agent>()
  const timers: { readonly at: number; readonly run: () => void }[] = []
  let now = 1_000
  let ids = 0
  const changed = vi.fn()
  const log = vi.fn()
  const captures = makeCaptures(
    {
      follow: (node, question) => {
        const { promise, resolve } = Promise.withResolvers<Parameters<Agent['end']>[0]>()
        const agent: Agent = {
          question: question as unknown as Agent['question'],
          say(line) {
            const parsed = question.parse(line)
            if (!parsed.ok) throw new Error(parsed.why)
            question.onLine(parsed.value)
          },
          end: resolve,
          isCancelled: false,
        }
        agents.set(node, agent)
        const cancel = () => {
          agent.isCancelled = true
        }
        return { cancel, ended: promise }
      },
      endCapture: async (node, name) => {
        told.push(`${node} ${name}`)
        return hears
      },
      changed,
      timing: {
        now: () => now,
        after: (ms, run) => {
          const timer = { at: now + ms, run }
          timers.push(timer)
          return () => void timers.splice(timers.indexOf(timer), 1)
        },
      },
      randomId: () => `c${++ids}`,
      log,
    },
    { ...capturesLimits, ...limits },
  )
  const pass = (ms: number) => {
    now += ms
    for (const timer of timers.filter(({ at }) => at <= now)) timer.run()
  }
  return { captures, agents, changed, log, pass, told }
}

function begin(captures: Captures, ...nodes: NodeName[]) {
  const started = captures.start({ port, nodes: onNodes(...nodes), by: '127.0.0.1' })
  if (!started.ok) throw new Error(started.why)
  return started
}

const started = { is: 'started', linkType: 276, devices: [[7, 'cali1']] }
const ended = { is: 'ended', why: 'seconds', sentence: null, dropped: 2 }
const syn = buildTcp({
  source: '10.0.0.1',
  destination: '10.96.0.1',
  sourcePort: 1,
  destinationPort: 80,
  sequence: 5,
  flags: { syn: true },
})
const record = (device = 7): [number, number, string] => {
  const bytes = asCooked2(syn, { deviceIndex: device, direction: 'in' })
  return [1e15, bytes.length, Buffer.from(bytes).toString('base64')]
}
const packets = (...records: unknown[]) => ({ is: 'packets', packets: records })

it('tells how each node stands, from the start to the end', async () => {
  const { captures, agents, log } = make()
  const { id, started: listening } = begin(captures, b, a)
  const feeds = () =>
    captures
      .captures()
      .get(id)!
      .nodes.map(({ node, feed }) => [node, feed.is])
  expect(feeds()).toEqual([
    ['a', 'starting'],
    ['b', 'starting'],
  ])
  let isListening = false
  void listening.then(() => {
    isListening = true
  })
  agents.get('a')!.say(started)
  await Promise.resolve()
  expect(isListening).toBe(false)
  agents.get('b')!.end({ ok: false, why: 'It captures already.' })
  await listening
  expect(captures.captures().get(id)!.nodes[1]!.feed).toEqual({ is: 'refused', why: 'It captures already.' })
  agents.get('a')!.say(packets(record(), record(9)))
  agents.get('a')!.say(ended)
  expect(captures.captures().get(id)).toMatchObject({
    startedAt: 1_000,
    endedAt: 1_000,
    seconds: 10,
    keptUntil: 1_000 + capturesLimits.keptMs,
    packets: 2,
    nodes: [{ feed: ended, packets: 2, bytes: 2 * (syn.length + 20) }, {}],
  })
  expect(log).toHaveBeenCalledWith('Capture c1 of default/web:80/TCP on b, a was started by 127.0.0.1.')
})

it('names the device of each packet where the agent told it, and keeps maps that did not change', () => {
  const { captures, agents } = make()
  const { id } = begin(captures, a)
  agents.get('a')!.say(started)
  agents.get('a')!.say(packets(record(), [1e15, 4, 'AAAA'], record(9)))
  const rows = [...captures.packets().values()]
  expect(rows.map(({ number, device }) => [number, device])).toEqual([
    [1, 'cali1'],
    [3, null],
  ])
  expect(captures.rowsOf(id).map(({ packet }) => packet !== null)).toEqual([true, false, true])
  expect(captures.packets()).toBe(captures.packets())
  expect(captures.captures()).toBe(captures.captures())
})

it('shows the newest packets, and writes all into the file, while it runs too', () => {
  const { captures, agents } = make()
  const { id } = begin(captures, a)
  agents.get('a')!.say(started)
  const many = Array.from({ length: mostPacketsShown + 10 }, () => record())
  agents.get('a')!.say(packets(...many))
  expect(captures.packets().size).toBe(mostPacketsShown)
  expect([...captures.packets().values()][0]!.number).toBe(11)
  const file = Buffer.from(captures.file(id)!)
  expect(file.includes('a cali1')).toBe(true)
  expect(file.length).toBeGreaterThan(many.length * syn.length)
  expect(captures.file('none')).toBeNull()
})

it('an agent that goes away has failed, with what it brought', async () => {
  const { captures, agents } = make()
  const { id } = begin(captures, a)
  agents.get('a')!.say(started)
  agents.get('a')!.end({ ok: false, why: 'It closed the connection.' })
  await vi.waitFor(() =>
    expect(captures.captures().get(id)!.nodes[0]!.feed).toMatchObject({
      is: 'ended',
      why: 'failed',
      sentence: 'It closed the connection.',
    }),
  )
})

it('stopping closes the connections and keeps the packets for a quarter of an hour', () => {
  const { captures, agents, pass } = make()
  const { id } = begin(captures, a)
  agents.get('a')!.say(started)
  agents.get('a')!.say(packets(record()))
  expect([captures.stop(id), captures.stop(id)]).toEqual([true, false])
  expect(agents.get('a')!.isCancelled).toBe(true)
  expect(captures.captures().get(id)!.nodes[0]!.feed).toMatchObject({ is: 'ended', why: 'asked' })
  agents.get('a')!.say(packets(record()))
  expect(captures.rowsOf(id)).toHaveLength(1)
  pass(capturesLimits.keptMs - 1)
  expect(captures.rowsOf(id)).toHaveLength(1)
  pass(1)
  expect([captures.captures().size, captures.rowsOf(id).length, captures.file(id)]).toEqual([0, 0, null])
})

it('stopping has the agent end it, and takes what it says last: packets, and how many the kernel dropped', async () => {
  const { captures, agents, told, pass } = make()
  const { id } = begin(captures, a)
  agents.get('a')!.say({ ...started, name: 'n1' })
  captures.stop(id)
  expect(told).toEqual(['a n1'])
  expect(captures.captures().get(id)).toMatchObject({ endedAt: null, nodes: [{ feed: { is: 'running' } }] })
  agents.get('a')!.say(packets(record()))
  agents.get('a')!.say({ ...ended, why: 'asked' })
  await captures.ended(id)
  const feed = { is: 'ended', why: 'asked', dropped: 2 }
  expect(captures.captures().get(id)).toMatchObject({ endedAt: 1_000, packets: 1, nodes: [{ feed }] })
  pass(10_000)
  expect(captures.captures().get(id)).toMatchObject({ endedAt: 1_000, nodes: [{ feed }] })
  expect(agents.get('a')!.isCancelled).toBe(false)
})

it.each([
  ['that does not hear of it', false, 0],
  ['that says nothing for some seconds', true, 3_000],
])('an agent %s is left, and what was dropped is not known', async (_, hears, ms) => {
  const { captures, agents, pass } = make({}, { hears })
  const { id } = begin(captures, a)
  agents.get('a')!.say({ ...started, name: 'n1' })
  captures.stop(id)
  pass(ms)
  await captures.ended(id)
  expect(captures.captures().get(id)!.nodes[0]!.feed).toEqual({
    is: 'ended',
    why: 'asked',
    sentence: null,
    dropped: null,
  })
  expect(agents.get('a')!.isCancelled).toBe(true)
})

it('only two run at once, besides those of walks', () => {
  const { captures } = make()
  begin(captures, a)
  const { id } = begin(captures, b)
  const third = { port, nodes: onNodes(a), by: 'x' }
  expect(captures.start(third)).toEqual({ ok: false, why: expect.stringContaining('2 captures are running') })
  expect(captures.start({ ...third, isOfWalk: true }).ok).toBe(true)
  expect(captures.forget(id)).toBe(true)
  expect(captures.start(third).ok).toBe(true)
})

it('what cannot be asked is refused before anybody is', () => {
  const { captures, agents } = make()
  const start = (nodes: Parameters<Captures['start']>[0]['nodes']) => captures.start({ port, nodes, by: 'x' })
  expect(start(new Map())).toMatchObject({ ok: false })
  expect(start(new Map([[a, { ...ask, seconds: 61 }]]))).toEqual({ ok: false, why: expect.stringContaining('60') })
  expect(agents.size).toBe(0)
})

it('the oldest that has ended goes when all together are too large, and a lone one is stopped', () => {
  const { captures, agents } = make({ bytes: 4_500 })
  const first = begin(captures, a).id
  agents.get('a')!.say(started)
  agents.get('a')!.say(packets(record(), record()))
  agents.get('a')!.say(ended)
  const second = begin(captures, b).id
  agents.get('b')!.say(started)
  agents.get('b')!.say(packets(record(), record(), record()))
  expect([...captures.captures().keys()]).toEqual([second])
  expect(captures.rowsOf(first)).toEqual([])
  agents.get('b')!.say(packets(record(), record()))
  expect(captures.captures().get(second)!.nodes[0]!.feed).toMatchObject({ is: 'ended', why: 'bytes' })
  expect(agents.get('b')!.isCancelled).toBe(true)
})

it('one that is too large ends for that, whatever its agent calls it, and takes no more', () => {
  const { captures, agents } = make({ bytes: 2_500 })
  const { id } = begin(captures, a)
  agents.get('a')!.say({ ...started, name: 'n1' })
  agents.get('a')!.say(packets(record(), record(), record()))
  agents.get('a')!.say(packets(record()))
  agents.get('a')!.say({ ...ended, why: 'asked' })
  expect(captures.captures().get(id)).toMatchObject({
    packets: 3,
    nodes: [{ feed: { why: 'bytes', sentence: expect.stringContaining('MiB'), dropped: 2 } }],
  })
})

it('the oldest that has ended gives its place to a new one', () => {
  const { captures, agents } = make({ kept: 2 })
  const first = begin(captures, a).id
  agents.get('a')!.say(ended)
  begin(captures, a)
  begin(captures, b)
  expect(captures.captures().has(first)).toBe(false)
  expect(captures.start({ port, nodes: onNodes(a), by: 'x', isOfWalk: true })).toMatchObject({ ok: false })
})

it('closing ends everything', () => {
  const { captures, agents } = make()
  begin(captures, a)
  captures.close()
  expect(agents.get('a')!.isCancelled).toBe(true)
  expect(captures.captures().size).toBe(0)
})
