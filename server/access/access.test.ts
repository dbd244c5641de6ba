import { describe, expect, it, vi } from 'vitest'
import type { AccessAsk } from '#model/asks.ts'
import type { Cluster } from '#model/cluster.ts'
import { everyServiceKind, oneAgentDead, referenceCluster, webAddress } from '#model/fixtures/clusters.ts'
import { triedOf } from '#model/fixtures/tries.ts'
import { makeNodeName, makeServiceId } from '#model/ids.ts'
import type { ProbeAsk } from '#model/probe/question.ts'
import { accessLimits, makeAccess } from './access.ts'
import type { AskProbe } from './ask.ts'
import { turnLimits } from './turns.ts'

const port = 'default/web:80/TCP'
const ask = (over: Partial<AccessAsk> = {}): AccessAsk => ({
  ports: [port],
  nodes: null,
  role: null,
  method: null,
  tries: 1,
  timeoutMs: null,
  ...over,
})

interface Asked {
  readonly node: string
  readonly question: ProbeAsk
  readonly deadlineMs: number
  answer(answer: Awaited<ReturnType<AskProbe>>): void
}

const good = (question: ProbeAsk) => ({
  ok: true as const,
  value: {
    tries: Array.from({ length: question.tries ?? 1 }, () =>
      triedOf({ chosen: { address: '100.108.11.194', port: 80 }, connectMs: 1, status: 200 }),
    ),
    withoutConnections: null,
    withoutConntrack: null,
  },
})

/** With agents that answer at once, unless `held`. */
function make(cluster: Cluster = referenceCluster(), { held = false } = {}) {
  let now = 1_000
  let ids = 0
  const asked: Asked[] = []
  const timers = new Set<{ readonly at: number; readonly run: () => void }>()
  const log = vi.fn()
  const changed = vi.fn()
  const access = makeAccess({
    ask: (node, question, deadlineMs) => {
      if (!held)
        return Promise.resolve(good(question)).finally(() =>
          asked.push({ node, question, deadlineMs, answer: () => {} }),
        )
      return new Promise((answer) => asked.push({ node, question, deadlineMs, answer }))
    },
    cluster: () => cluster,
    refresh: async () => undefined,
    changed,
    timing: {
      now: () => now,
      after: (ms, run) => {
        const timer = { at: now + ms, run }
        timers.add(timer)
        return () => void timers.delete(timer)
      },
    },
    randomId: () => `t${++ids}`,
    log,
  })
  const pass = async (ms: number) => {
    now += ms
    for (const timer of [...timers]) if (timer.at <= now && timers.delete(timer)) timer.run()
    await settle()
  }
  const start = (over: Partial<AccessAsk> = {}, by = 'p') => {
    const started = access.start(ask(over), by)
    if (!started.ok) throw new Error(started.why)
    return started.id
  }
  const test = (id: string) => access.tests().get(id)!
  const cells = (id: string) => [...access.cells().values()].filter((cell) => cell.test === id)
  const finish = () => {
    for (const one of asked.splice(0)) one.answer(good(one.question))
    return settle()
  }
  return { access, asked, log, changed, pass, start, test, cells, finish, timers }
}
/** Lets everything that waits for nothing but promises go on. */
const settle = async () => {
  for (let turn = 0; turn < 500; turn++) await Promise.resolve()
}

describe('a test', () => {
  it('asks every node at the ClusterIP and sums up what it answers', async () => {
    const { start, test, cells, asked, log } = make()
    const id = start({ tries: 3 })
    expect(test(id)).toMatchObject({ outcome: 'running', cells: 6, done: 0, endedAt: null, by: 'person' })
    await settle()
    expect(test(id)).toMatchObject({ outcome: 'done', done: 6, failed: 0, notAsked: 0, endedAt: 1_000 })
    expect(asked.map(({ node }) => node)).toEqual(['zmaster0', 'znode0', 'znode1', 'znode2', 'znode3', 'znode4'])
    expect(asked[0]).toMatchObject({
      question: { address: webAddress, port: 80, method: { is: 'http' }, tries: 3, timeoutMs: 2_000 },
      deadlineMs: 14_000,
    })
    expect(cells(id)[0]!.state).toMatchObject({
      is: 'done',
      result: {
        answered: 3,
        shares: [{ expected: 1 / 3 }, { expected: 1 / 3 }, { tries: 3, expected: 1 / 3 }],
        causes: [],
      },
    })
    expect(log).toHaveBeenCalledWith(
      `Access test ${id} of ${port} from zmaster0, znode0, znode1 and 3 more was started by p.`,
    )
  })

  it('asks many tries in portions, and a cancelled one no further', async () => {
    const { start, test, cells, asked, access, log } = make(referenceCluster(), { held: true })
    const id = start({ tries: 12, nodes: ['znode1'] })
    const sizes: unknown[] = []
    for (const _portion of [1, 2]) {
      await settle()
      const [one] = asked.splice(0)
      sizes.push(one!.question.tries)
      one!.answer(good(one!.question))
    }
    await settle()
    expect(sizes).toEqual([5, 5])
    expect(asked.map(({ question }) => question.tries)).toEqual([2])
    expect(cells(id)[0]!.state.is).toBe('asked')
    expect([access.cancel(id, 'q'), access.cancel(id, 'q')]).toEqual([true, false])
    expect(cells(id)[0]!.state.is).toBe('waiting')
    asked[0]!.answer(good(asked[0]!.question))
    await settle()
    expect(test(id)).toMatchObject({ outcome: 'cancelled', done: 0 })
    expect(cells(id)[0]!.state.is).toBe('waiting')
    expect(log).toHaveBeenLastCalledWith(`Access test ${id} was cancelled by q.`)
  })

  it('never asks one node twice at once, nor more nodes than may be', async () => {
    const crowd = referenceCluster()
    const nodes = new Map(
      Array.from({ length: 20 }, (_, at) => {
        const name = makeNodeName(`n${at}`)
        return [name, { ...crowd.nodes.get(makeNodeName('znode0'))!, name }] as const
      }),
    )
    const feeds = new Map([...nodes.keys()].map((name) => [name, { is: 'fine' } as const]))
    const { start, asked, finish, test } = make({ ...crowd, nodes, feeds }, { held: true })
    const ids = [start(), start()]
    await settle()
    expect(asked).toHaveLength(turnLimits.nodesAtOnce)
    for (let round = 0; round < 6; round++) {
      expect(new Set(asked.map(({ node }) => node)).size).toBe(asked.length)
      await finish()
    }
    expect(ids.map((id) => test(id).outcome)).toEqual(['done', 'done'])
  })

  it('a node that is being asked is not asked for another test too', async () => {
    const { start, asked, finish } = make(referenceCluster(), { held: true })
    start({ nodes: ['znode1'] })
    start({ nodes: ['znode1'] })
    await settle()
    expect(asked).toHaveLength(1)
    await finish()
    expect(asked).toHaveLength(1)
  })

  it('a node whose agent is silent is not asked, and never failed', async () => {
    const { start, test, cells, asked } = make(oneAgentDead())
    const id = start({ nodes: ['znode2', 'znode3'] })
    await settle()
    expect(test(id)).toMatchObject({ outcome: 'done', done: 2, failed: 0, notAsked: 1 })
    expect(asked.map(({ node }) => node)).toEqual(['znode3'])
    expect(cells(id)[0]!.state).toMatchObject({
      is: 'not-asked',
      why: expect.stringContaining('ECONNREFUSED'),
      causes: [{ id: 'agent-silent', certainty: 'certain' }],
    })
  })

  it.each<[number | null, string[]]>([
    [null, ['agent-silent']],
    [403, []],
  ])('one whose agent answers with status %s has causes %j', async (status, causes) => {
    const { start, cells, asked } = make(referenceCluster(), { held: true })
    const id = start({ nodes: ['znode2'] })
    await settle()
    asked[0]!.answer({ ok: false, why: 'no', status })
    await settle()
    const { state } = cells(id)[0]!
    expect(state).toMatchObject({ is: 'not-asked', why: 'no' })
    expect(state.is === 'not-asked' && state.causes.map((cause) => cause.id)).toEqual(causes)
  })

  it('counts failed cells and explains them', async () => {
    const { start, test, cells, asked } = make(referenceCluster(), { held: true })
    const id = start({ nodes: ['znode2'], tries: 2 })
    await settle()
    const tries = [triedOf({ chosen: null }), triedOf({ outcome: 'refused', chosen: { address: '1.2.3.4', port: 80 } })]
    asked[0]!.answer({ ok: true, value: { tries, withoutConnections: null, withoutConntrack: null } })
    await settle()
    expect(test(id)).toMatchObject({ done: 1, failed: 1 })
    expect(cells(id)[0]!.state).toMatchObject({ result: { answered: 1, causes: [{ id: 'real-server-foreign' }] } })
  })

  it('no node is asked more tries a minute than its agent makes', async () => {
    const { start, asked, pass, test } = make()
    const ids = Array.from({ length: 6 }, () => start({ nodes: ['znode1'], tries: 20 }))
    await settle()
    const tries = () => asked.reduce((sum, { question }) => sum + question.tries!, 0)
    expect(tries()).toBe(turnLimits.triesPerMinute)
    await pass(3_000)
    expect(tries()).toBe(turnLimits.triesPerMinute + 5)
    for (let at = 0; at < 10; at++) await pass(3_000)
    expect(test(ids.at(-1)!).outcome).toBe('done')
  })

  it('a node port is asked at the node’s own address, other roles at theirs', async () => {
    const { start, asked, cells } = make(everyServiceKind())
    start({ ports: ['shop/checkout:80/TCP'], nodes: ['znode1'], role: 'node-port' })
    const without = start({ nodes: ['znode1'], role: 'external-ip' })
    await settle()
    expect(asked.map(({ question }) => [question.address, question.port])).toEqual([['192.168.138.52', 30_080]])
    expect(cells(without)[0]).toMatchObject({ target: null, state: { is: 'not-asked', causes: [] } })
  })

  it('an SCTP port is not asked, and that is no failure', async () => {
    const id = makeServiceId('default', 'web')
    const cluster = referenceCluster()
    const web = cluster.services.get(id)!
    const sctp = { ...web, ports: [{ ...web.ports[0]!, protocol: 'SCTP' as const }] }
    const { start, asked, cells, test } = make({ ...cluster, services: new Map([[id, sctp]]) })
    const started = start({ ports: ['default/web:80/SCTP'], nodes: ['znode1'] })
    await settle()
    expect(asked).toEqual([])
    expect(test(started)).toMatchObject({ outcome: 'done', failed: 0, notAsked: 1 })
    expect(cells(started)[0]).toMatchObject({
      method: null,
      state: { is: 'not-asked', why: 'No probe of SCTP.', causes: [{ id: 'no-probe' }] },
    })
  })

  it('a datagram without an answer has not failed, and says whom the node chose, and where that runs', async () => {
    const { start, asked, cells, test } = make(everyServiceKind(), { held: true })
    const id = start({ ports: ['kube-system/kube-dns:53/UDP'], nodes: ['znode1'], method: { is: 'udp', payload: '' } })
    await settle()
    const chosen = { address: '100.117.189.66', port: 53 }
    const tries = [triedOf({ outcome: 'timeout', chosen })]
    asked[0]!.answer({ ok: true, value: { tries, withoutConnections: null, withoutConntrack: null } })
    await settle()
    expect(test(id)).toMatchObject({ outcome: 'done', failed: 0, excused: 1 })
    expect(cells(id)[0]!.state).toMatchObject({
      result: { answered: 0, shares: [{ real: '100.117.189.66:53', tries: 1, answered: 0, host: 'zmaster0' }] },
    })
  })

  it('a method that does not fit the port’s protocol is not sent', async () => {
    const { start, asked, cells } = make()
    const id = start({ nodes: ['znode1'], method: { is: 'dns', name: 'a' } })
    await settle()
    expect(asked).toEqual([])
    expect(cells(id)[0]!.state).toMatchObject({ is: 'not-asked', why: expect.stringContaining('TCP port') })
  })
})

describe('what is refused', () => {
  it.each<[Partial<AccessAsk>, RegExp]>([
    [{ ports: [] }, /No port was named/],
    [{ ports: ['10.0.0.1:80'] }, /There is no port “10\.0\.0\.1:80”/],
    [{ ports: ['default/web:81/TCP'] }, /There is no port/],
    [{ ports: ['default/web:80/UDP'] }, /There is no port/],
    [{ nodes: ['nobody'] }, /There is no node “nobody”/],
    [{ nodes: [] }, /No node was named/],
    [{ tries: 21 }, /not understood/],
    [{ tries: 0 }, /not understood/],
    [{ timeoutMs: 70_000 }, /not understood/],
    [{ ports: Array.from({ length: 201 }, () => port) }, /200 ports/],
  ])('%j', (over, why) => {
    const { access, asked } = make()
    expect(access.start(ask(over), 'p')).toEqual({ ok: false, isBusy: false, why: expect.stringMatching(why) })
    expect(asked).toEqual([])
  })

  it('more tests a minute than one person, or all, may start', async () => {
    const { access, pass } = make()
    const start = (by: string) => access.start(ask({ nodes: ['znode1'] }), by)
    for (let at = 0; at < accessLimits.perMinute; at++) expect(start('p').ok).toBe(true)
    expect(start('p')).toEqual({ ok: false, isBusy: true, why: expect.stringContaining('ask again in 6 s') })
    await pass(6_000)
    expect([start('p').ok, start('p').ok]).toEqual([true, false])
    let others = 0
    for (let who = 0; who < 60; who++) {
      if (start(`q${who}`).ok) others++
      await settle()
    }
    // Six of all came back within the six seconds.
    expect(others).toBe(accessLimits.perMinuteForAll - (accessLimits.perMinute + 1) + 6)
  })

  it('keeps the newest twenty', async () => {
    const { access, start, pass } = make()
    const ids: string[] = []
    for (let at = 0; at < 25; at++) {
      ids.push(start({ nodes: ['znode1'] }, `p${at}`))
      await pass(6_000)
    }
    expect([...access.tests().keys()]).toEqual(ids.slice(-20))
    expect(access.cells().size).toBe(20)
  })
})

describe('a schedule', () => {
  it('begins a test at once and again every so many seconds, until it is deleted', async () => {
    const { access, pass, log, timers } = make()
    const added = access.schedule(ask(), 60, 'p')
    if (!added.ok) throw new Error(added.why)
    const schedule = () => access.schedules().get(added.id)!
    await settle()
    expect(schedule()).toMatchObject({ everySeconds: 60, nextAt: 61_000, lastTest: 't2' })
    expect(access.tests().get('t2')).toMatchObject({ by: 'schedule', outcome: 'done' })
    await pass(59_999)
    expect(access.tests().size).toBe(1)
    await pass(1)
    expect([access.tests().size, schedule().lastTest, schedule().nextAt]).toEqual([2, 't3', 121_000])
    expect([access.unschedule(added.id, 'q'), access.unschedule(added.id, 'q')]).toEqual([true, false])
    expect(log).toHaveBeenLastCalledWith(`Schedule ${added.id} was deleted by q.`)
    expect(timers.size).toBe(0)
  })

  it('does not begin another while its last test runs', async () => {
    const { access, pass, finish } = make(referenceCluster(), { held: true })
    access.schedule(ask({ nodes: ['znode1'] }), 60, 'p')
    await pass(60_000)
    expect(access.tests().size).toBe(1)
    await finish()
    await pass(60_000)
    expect(access.tests().size).toBe(2)
  })

  it('is refused when it is too often, too many, or of nothing', () => {
    const { access } = make()
    const add = (seconds: number, over = {}) => access.schedule(ask({ nodes: ['znode1'], ...over }), seconds, 'p')
    for (const seconds of [0, 59, 60.5, Number.NaN, 86_401]) expect(add(seconds)).toMatchObject({ ok: false })
    expect(add(60, { ports: ['x'] })).toMatchObject({ ok: false, why: expect.stringContaining('no port “x”') })
    for (let at = 0; at < 10; at++) expect(add(60).ok).toBe(true)
    expect(add(60)).toMatchObject({ ok: false, isBusy: true })
  })
})

it('maps stay the same while nothing changes', async () => {
  const { access, start } = make()
  start()
  await settle()
  expect(access.tests()).toBe(access.tests())
  expect(access.cells()).toBe(access.cells())
  expect(access.schedules()).toBe(access.schedules())
})
