import { describe, expect, it, vi } from 'vitest'
import { type Capture, makePacketId, type PacketRow } from '#model/capture/capture.ts'
import { parseCaptureQuestion } from '#model/capture/question.ts'
import type { Cluster } from '#model/cluster.ts'
import { accessRunning, accessSchedules, answers, oneTimesOut, withAccessTest } from '#model/fixtures/access.ts'
import { oneAgentDead, referenceCluster, webAddress } from '#model/fixtures/clusters.ts'
import { crowdCluster } from '#model/fixtures/crowd.ts'
import { withWalks } from '#model/fixtures/walks.ts'
import { makeNodeName, makeServiceId, makeServicePortId } from '#model/ids.ts'
import { buildTcp } from '#model/packets/build.ts'
import { decodePacket } from '#model/packets/decode.ts'
import { asCooked2 } from '#model/packets/enclose.ts'
import type { Proofs } from '#model/proofs.ts'
import { newestAccess } from './access.ts'
import { answerProofs } from './proofs.ts'
import type { ProofRequest, ProofSources } from './sources.ts'

const by = '192.0.2.7'
const port = makeServicePortId(makeServiceId('default', 'web'), 80, 'TCP')

function make(cluster: Cluster = referenceCluster(), over: Partial<ProofSources> = {}) {
  let proofs: Proofs = cluster
  const until = vi.fn<ProofSources['until']>(async () => {})
  const started = { ok: true, id: 'new' } as const
  const access = {
    start: vi.fn<ProofSources['access']['start']>(() => started),
    cancel: vi.fn<ProofSources['access']['cancel']>(() => true),
    schedule: vi.fn<ProofSources['access']['schedule']>(() => started),
    unschedule: vi.fn<ProofSources['access']['unschedule']>(() => true),
  }
  const captures = {
    start: vi.fn<ProofSources['captures']['start']>(() => started),
    stop: vi.fn<ProofSources['captures']['stop']>(() => true),
    forget: vi.fn<ProofSources['captures']['forget']>(() => true),
    file: vi.fn<ProofSources['captures']['file']>(() => null),
  }
  const walks = {
    start: vi.fn<ProofSources['walks']['start']>(() => started),
    cancel: vi.fn<ProofSources['walks']['cancel']>(() => false),
    forget: vi.fn<ProofSources['walks']['forget']>(() => true),
    keep: vi.fn<ProofSources['walks']['keep']>(() => true),
    file: vi.fn<ProofSources['walks']['file']>(() => null),
  }
  const sources: ProofSources = {
    proofs: () => proofs,
    cluster: () => cluster,
    until,
    access,
    captures,
    walks,
    basePath: '/x',
    ...over,
  }
  const ask = async (method: ProofRequest['method'], address: string, body?: unknown) => {
    const [path = '', search] = address.split('?')
    const request = { method, query: new URLSearchParams(search), body, by }
    const answer = await answerProofs(sources, request, path.split('/').slice(1))
    if (answer === null) throw new Error('not an address of these')
    return { ...answer, body: answer.body, json: () => JSON.parse(String(answer.body)) }
  }
  const set = (next: Proofs) => {
    proofs = next
  }
  return { ask, set, until, access, captures, walks }
}

const idOf = (map: ReadonlyMap<string, unknown>): string => [...map.keys()].at(-1)!
const chosen = { role: null, method: null, tries: null, timeoutMs: null }

describe('access tests', () => {
  it('are begun with what was asked, and nothing else', async () => {
    const { ask, access } = make()
    const answer = await ask('POST', '/access-tests', { ports: [port], tries: 5, method: { is: 'http', path: '/a' } })
    expect(answer.status).toBe(202)
    expect(answer.headers['location']).toBe('/x/api/v1/access-tests/new')
    expect(answer.json()).toEqual({ id: 'new', location: '/x/api/v1/access-tests/new' })
    const method = { is: 'http', path: '/a', host: '', statuses: [] }
    expect(access.start).toHaveBeenCalledWith({ ports: [port], nodes: null, ...chosen, tries: 5, method }, by)
  })

  it.each<[unknown, RegExp]>([
    [undefined, /not understood/],
    [null, /not understood/],
    ['x', /not understood/],
    [[], /not understood/],
    [{}, /ports/],
    [{ ports: port }, /ports/],
    [{ ports: [1] }, /ports/],
    [{ ports: [port], tries: '3' }, /tries/],
    [{ ports: [port], tries: 0 }, /tries/],
    [{ ports: [port], timeoutMs: 1.5 }, /timeoutMs/],
    [{ ports: [port], role: 'pod' }, /role/],
    [{ ports: [port], method: { is: 'exec' } }, /method/],
    [{ ports: [port], method: { is: 'http', path: 'a' } }, /method/],
    [{ ports: [port], method: { is: 'http', host: 'a\r\nb: c' } }, /method/],
    [{ ports: [port], method: { is: 'http', address: '10.0.0.1' } }, /method/],
    [{ ports: [port], address: '169.254.169.254' }, /address/],
    [{ ports: [port], target: { address: '10.0.0.1', port: 1 } }, /target/],
    [{ ports: Array.from({ length: 201 }, () => port) }, /200/],
  ])('%j is refused', async (body, why) => {
    const { ask, access } = make()
    const answer = await ask('POST', '/access-tests', body)
    expect(answer.status).toBe(400)
    expect(answer.json().error).toMatch(why)
    expect(access.start).not.toHaveBeenCalled()
  })

  it('say whether it would be possible later', async () => {
    const { ask, access } = make()
    access.start.mockReturnValueOnce({ ok: false, why: 'No such port.', isBusy: false })
    access.start.mockReturnValueOnce({ ok: false, why: 'Too many.', isBusy: true })
    const statuses = [
      await ask('POST', '/access-tests', { ports: [port] }),
      await ask('POST', '/access-tests', { ports: [port] }),
    ]
    expect(statuses.map(({ status }) => status)).toEqual([400, 429])
    expect(statuses[1]!.json()).toEqual({ error: 'Too many.' })
  })

  it('are listed, and one is shown with each node’s result and causes', async () => {
    const cluster = oneTimesOut()
    const { ask } = make(cluster)
    const id = idOf(cluster.accessTests)
    const { accessTests } = (await ask('GET', '/access-tests')).json()
    expect(accessTests[0]).toMatchObject({ id, outcome: 'done', startedAt: expect.stringMatching(/^2025-03-14T/) })
    const { results, summary } = (await ask('GET', `/access-tests/${id}`)).json()
    expect(results).toHaveLength(6)
    const failed = results.filter((each: { result: { answered: number } }) => each.result.answered === 0)
    expect(failed).toMatchObject([
      {
        node: expect.any(String),
        port,
        target: { address: webAddress },
        state: 'done',
        result: { failures: [{ outcome: 'timeout' }] },
      },
    ])
    expect(failed[0].causes.length).toBeGreaterThan(0)
    expect(results.map(({ standing }: { standing: string }) => standing).sort()).toEqual([
      ...Array.from({ length: 5 }, () => 'answered'),
      'failed',
    ])
    expect(summary).toMatchObject({
      nodes: 6,
      pairs: 6,
      answeredPairs: 5,
      lines: [
        {
          matter: { is: 'failed', outcome: 'timeout' },
          isAll: false,
          pairs: [{ node: 'znode3', port }],
          count: 1,
          cause: { id: 'route-elsewhere', certainty: 'certain' },
        },
      ],
    })
    expect((await ask('GET', '/access-tests/none')).status).toBe(404)
  })

  it('a running one is waited for when that is asked, a beginning one too', async () => {
    const running = accessRunning()
    const id = idOf(running.accessTests)
    const test = running.accessTests.get(id)!
    const { ask, set, until, access } = make(running)
    let isSo: (() => boolean) | null = null
    until.mockImplementation(async (so, ms) => {
      isSo = so
      expect([ms, so()]).toEqual([30_000, false])
      set({ ...running, accessTests: new Map([[id, { ...test, endedAt: 5, outcome: 'done' }]]) })
    })
    expect((await ask('GET', `/access-tests/${id}?wait=30`)).json()).toMatchObject({ id, outcome: 'done' })
    expect(isSo!()).toBe(true)
    access.start.mockReturnValue({ ok: true, id })
    until.mockClear()
    set(running)
    const answer = await ask('POST', '/access-tests?wait=30', { ports: [port] })
    expect([answer.status, answer.json().id]).toEqual([200, id])
    expect(until).toHaveBeenCalledOnce()
    for (const wait of ['61', '-1', 'x', '1.5']) {
      expect((await ask('GET', `/access-tests/${id}?wait=${wait}`)).status).toBe(400)
      expect((await ask('POST', `/access-tests?wait=${wait}`, { ports: [port] })).status).toBe(400)
    }
    expect(access.start).toHaveBeenCalledOnce()
  })

  it('are cancelled', async () => {
    const cluster = oneTimesOut()
    const id = idOf(cluster.accessTests)
    const { ask, access } = make(cluster)
    expect((await ask('DELETE', `/access-tests/${id}`)).status).toBe(204)
    expect(access.cancel).toHaveBeenCalledWith(id, by)
    access.cancel.mockReturnValueOnce(false)
    expect((await ask('DELETE', `/access-tests/${id}`)).status).toBe(409)
    expect((await ask('DELETE', '/access-tests/none')).status).toBe(404)
  })

  it('are put on a schedule and taken off', async () => {
    const { ask, access } = make(accessSchedules(oneTimesOut()))
    expect((await ask('POST', '/access-schedules', { ports: [port], everySeconds: 60 })).status).toBe(202)
    expect(access.schedule).toHaveBeenCalledWith({ ports: [port], nodes: null, ...chosen }, 60, by)
    expect((await ask('POST', '/access-schedules', { ports: [port] })).json().error).toContain('everySeconds')
    expect((await ask('GET', '/access-schedules')).json().accessSchedules[0]).toHaveProperty('everySeconds')
    expect((await ask('DELETE', '/access-schedules/a')).status).toBe(204)
    access.unschedule.mockReturnValueOnce(false)
    expect((await ask('DELETE', '/access-schedules/a')).status).toBe(404)
  })
})

describe('captures', () => {
  it('keep packets of a port on the nodes named, and on all that answer otherwise', async () => {
    const { ask, captures } = make(oneAgentDead())
    expect((await ask('POST', '/captures', { port, nodes: ['znode1'], seconds: 5 })).status).toBe(202)
    expect((await ask('POST', '/captures', { port })).status).toBe(202)
    const [[first], [second]] = captures.start.mock.calls as never as [
      [Parameters<ProofSources['captures']['start']>[0]],
      [Parameters<ProofSources['captures']['start']>[0]],
    ]
    expect(first).toMatchObject({ port, by })
    const [name, question] = [...first.nodes][0]!
    expect(name).toBe('znode1')
    expect(question).toMatchObject({
      seconds: 5,
      filter: { ends: [{ protocol: 'TCP', address: webAddress, port: 80 }, {}, {}, {}] },
    })
    expect(parseCaptureQuestion(question).ok).toBe(true)
    expect([...second.nodes.keys()]).toEqual(['zmaster0', 'znode0', 'znode1', 'znode3', 'znode4'])
  })

  it.each<[unknown, RegExp]>([
    [{}, /port/],
    [{ port: '10.0.0.1:80' }, /There is no port “10\.0\.0\.1:80”/],
    [{ port, nodes: ['nobody'] }, /There is no node “nobody”/],
    [{ port, nodes: [] }, /Name one to 16/],
    [{ port, seconds: 61 }, /seconds/],
    [{ port, packets: 10_001 }, /packets/],
    [{ port, bytes: 2 ** 30 }, /bytes/],
    [{ port, filter: 'tcp' }, /filter/],
    [{ port, devices: ['eth0; reboot'] }, /devices/],
  ])('%j is refused', async (body, why) => {
    const { ask, captures } = make()
    const answer = await ask('POST', '/captures', body)
    expect([answer.status, answer.json().error]).toEqual([400, expect.stringMatching(why)])
    expect(captures.start).not.toHaveBeenCalled()
  })

  it('of a large cluster need names', async () => {
    const crowd = crowdCluster({ nodes: 30, services: 3, namespaces: 1, podsEach: 1 })
    const { ask } = make(crowd)
    const service = [...crowd.services.values()][0]!
    const id = `${service.id}:${service.ports[0]!.port}/${service.ports[0]!.protocol}`
    expect((await ask('POST', '/captures', { port: id })).json().error).toContain('Name up to 16 nodes')
  })

  it('are shown with their packets, in tcpdump’s words too', async () => {
    const bytes = asCooked2(
      buildTcp({
        source: '10.0.0.1',
        destination: webAddress,
        sourcePort: 4_000,
        destinationPort: 80,
        sequence: 5,
        flags: { syn: true },
      }),
      { deviceIndex: 7, direction: 'out' },
    )
    const packet = decodePacket({ atUs: 1_741_921_920_000_123, length: bytes.length, bytes }, 276)!
    const node = makeNodeName('znode1')
    const row: PacketRow = { ...packet, capture: 'c', number: 3, node, device: 'cali1' }
    const feed = { is: 'ended', why: 'failed', sentence: 'tcpdump died.', dropped: 4 } as const
    const capture: Capture = {
      id: 'c',
      port,
      startedAt: 1_000,
      endedAt: null,
      seconds: 10,
      keptUntil: 2_000,
      nodes: [{ node, feed, packets: 3, bytes: 300 }],
      packets: 3,
    }
    const cluster = {
      ...referenceCluster(),
      captures: new Map([['c', capture]]),
      packets: new Map([[makePacketId('c', 3), row]]),
    }
    const { ask } = make(cluster)
    expect((await ask('GET', '/captures')).json().captures).toMatchObject([
      { id: 'c', keptUntil: '1970-01-01T00:00:02.000Z' },
    ])
    expect((await ask('GET', '/captures/c')).json()).toMatchObject({
      id: 'c',
      nodes: [{ node, state: 'ended', end: 'failed', why: 'tcpdump died.', dropped: 4 }],
      leftOut: 2,
      rows: [
        { number: 3, device: 'cali1', at: '2025-03-14T03:12:00.000Z', line: expect.stringContaining('Flags [S]') },
      ],
    })
    expect((await ask('GET', '/captures/d')).status).toBe(404)
  })

  it('are files, stopped, and forgotten', async () => {
    const { ask, captures } = make()
    captures.file.mockReturnValueOnce(new Uint8Array([1, 2, 3]).subarray(1))
    const file = await ask('GET', '/captures/c.pcapng')
    expect(captures.file).toHaveBeenCalledWith('c')
    expect([...(file.body as Buffer)]).toEqual([2, 3])
    expect(file.headers).toMatchObject({
      'content-type': 'application/x-pcapng',
      'content-disposition': 'attachment; filename="fairlead-capture-c.pcapng"',
    })
    expect((await ask('GET', '/captures/c.pcapng')).status).toBe(404)
    expect((await ask('DELETE', '/captures/c')).status).toBe(204)
    expect(captures.forget).not.toHaveBeenCalled()
    captures.stop.mockReturnValue(false)
    expect((await ask('DELETE', '/captures/c')).status).toBe(204)
    expect(captures.forget).toHaveBeenCalledWith('c')
    captures.forget.mockReturnValue(false)
    expect((await ask('DELETE', '/captures/c')).status).toBe(404)
  })
})

describe('walks', () => {
  const unsaid = { role: null, node: null, family: null, method: null, how: null, seconds: null }

  it.each<[object, object]>([
    [{ node: 'znode1' }, { is: 'node', node: 'znode1' }],
    [
      { is: 'node', node: 'znode1' },
      { is: 'node', node: 'znode1' },
    ],
    [{ pod: 'default/a' }, { is: 'pod', pod: 'default/a' }],
    [{ client: '192.0.2.9' }, { is: 'client', address: '192.0.2.9' }],
    [
      { is: 'client', address: '2001:DB8::1' },
      { is: 'client', address: '2001:db8::1' },
    ],
  ])('begin at %j', async (source, given) => {
    const { ask, walks } = make()
    expect((await ask('POST', '/walks', { source, port })).json()).toEqual({
      id: 'new',
      location: '/x/api/v1/walks/new',
    })
    expect(walks.start).toHaveBeenCalledWith({ source: given, port, ...unsaid }, by)
  })

  it.each<[unknown, RegExp]>([
    [{ port }, /source/],
    [{ source: 'znode1', port }, /source/],
    [{ source: {}, port }, /source/],
    [{ source: { node: 'a', pod: 'b/c' }, port }, /source/],
    [{ source: { pod: 'a' }, port }, /source/],
    [{ source: { client: 'evil.example' }, port }, /source/],
    [{ source: { is: 'pod', node: 'a' }, port }, /source/],
    [{ source: { node: 'a' } }, /port/],
    [{ source: { node: 'a' }, port, how: 'exec' }, /how/],
    [{ source: { node: 'a' }, port, seconds: 600 }, /seconds/],
    [{ source: { node: 'a' }, port, target: { address: '10.0.0.1' } }, /target/],
  ])('%j is refused', async (body, why) => {
    const { ask, walks } = make()
    const answer = await ask('POST', '/walks', body)
    expect([answer.status, answer.json().error]).toEqual([400, expect.stringMatching(why)])
    expect(walks.start).not.toHaveBeenCalled()
  })

  it('are listed, shown with their result, and waited for', async () => {
    const cluster = withWalks(['reference'])
    const { ask, until } = make(cluster)
    const id = idOf(cluster.walks)
    expect((await ask('GET', '/walks')).json().walks[0]).toMatchObject({ id, stage: 'done' })
    const shown = (await ask('GET', `/walks/${id}?wait=10`)).json()
    expect(shown).toMatchObject({ id, result: { walk: id, stops: expect.any(Array) } })
    expect(until).toHaveBeenCalledOnce()
    expect((await ask('GET', '/walks/none')).status).toBe(404)
  })

  it('are kept, cancelled while they run, and forgotten after', async () => {
    const { ask, walks } = make()
    expect((await ask('POST', '/walks/w/keep', { keep: true })).status).toBe(204)
    expect(walks.keep).toHaveBeenCalledWith('w', true)
    expect((await ask('POST', '/walks/w/keep', { keep: 'yes' })).status).toBe(400)
    expect((await ask('DELETE', '/walks/w')).status).toBe(204)
    expect(walks.forget).toHaveBeenCalledWith('w')
    walks.cancel.mockReturnValueOnce(true)
    walks.forget.mockClear()
    expect((await ask('DELETE', '/walks/w')).status).toBe(204)
    expect(walks.forget).not.toHaveBeenCalled()
    walks.start.mockReturnValueOnce({ ok: false, why: 'No.' })
    expect((await ask('POST', '/walks', { source: { node: 'a' }, port })).status).toBe(409)
    walks.file.mockReturnValueOnce(new Uint8Array([9]))
    expect((await ask('GET', '/walks/w.pcapng')).headers['content-disposition']).toContain('fairlead-walk-w.pcapng')
    expect((await ask('GET', '/walks/w.pcapng')).status).toBe(404)
  })
})

it.each<[ProofRequest['method'], string, string]>([
  ['DELETE', '/access-tests', 'GET, HEAD, POST'],
  ['POST', '/access-tests/a', 'GET, HEAD, DELETE'],
  ['GET', '/access-schedules/a', 'DELETE'],
  ['DELETE', '/captures/a.pcapng', 'GET, HEAD'],
  ['GET', '/walks/a/keep', 'POST'],
])('%s %s is told what is possible', async (method, address, allow) => {
  const answer = await make().ask(method, address, {})
  expect([answer.status, answer.headers['allow']]).toEqual([405, allow])
})

it.each(['/access-tests/a/b', '/captures/a/keep', '/walks/a/keep/b', '/constructor', '/walks/a.pcapng/keep', ''])(
  '%s is no address of these',
  async (address) => {
    await expect(make().ask('GET', address)).rejects.toThrow('not an address')
  },
)

it('of several tests of one port the newest answer of each node is a Service’s', () => {
  const cluster = withAccessTest(oneTimesOut(), {
    id: 'later',
    state: (node) => {
      const later = answers(3, 1)
      if (node === 'znode1' && later.is === 'done') return { ...later, at: later.at + 1_000 }
      return { is: 'waiting' }
    },
  })
  const service = cluster.services.get(makeServiceId('default', 'web'))!
  // Whichever of two tests ends last is the newer.
  const accessCells = new Map([...cluster.accessCells].reverse())
  const found = newestAccess({ ...cluster, accessCells }, service)
  expect(found.map(({ node, test }) => [node, test === 'later']).sort()).toEqual([
    ['zmaster0', false],
    ['znode0', false],
    ['znode1', true],
    ['znode2', false],
    ['znode3', false],
    ['znode4', false],
  ])
  expect(newestAccess(cluster, { ...service, ports: [] })).toEqual([])
})
