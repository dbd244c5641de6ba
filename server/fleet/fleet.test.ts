import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { NodeFeed } from '#model/cluster.ts'
import { makeNodeName } from '#model/ids.ts'
import { agentPaths, type Report, reportVersion, type Statistics } from '#model/report.ts'
import { hashFact } from '#model/sources/hash.ts'
import type { FactValue } from '#model/sources/index.ts'
import { makeTable, type VirtualServer } from '#model/topology.ts'
import { openLine } from './ask.ts'
import { type Fleet, makeFleet, type Target } from './fleet.ts'

const web = (last: number): VirtualServer => ({
  match: { protocol: 'TCP', address: `10.96.0.${last}`, port: 80 },
  scheduler: 'rr',
  schedulerFlags: null,
  onePacket: false,
  persistence: null,
  realServers: [
    { address: '100.0.0.1', port: 80, forward: 'Masq', weight: 1 },
    { address: '100.0.0.2', port: 80, forward: 'Masq', weight: 1 },
  ],
})

type TableOf = Extract<Report['table'], { is: 'read' }>

/** What an honest agent of this node would say about these virtual servers. */
function honest(name: string, servers: readonly VirtualServer[], over: Partial<TableOf> = {}): Report {
  const { hash, table } = makeTable(servers)
  return {
    version: reportVersion,
    agentVersion: 'test',
    node: { name, bootId: 'boot', machineId: 'machine', kernel: '6.1', hz: 100 },
    clock: { monotonicNs: String(process.hrtime.bigint()), wallMs: 0 },
    reading: 'r1',
    table: {
      is: 'read',
      source: 'ipvs',
      version: '1.2.1',
      size: 4096,
      showsSchedulerFlags: false,
      hash,
      change: { is: 'whole', entries: table.join('') },
      rows: servers.length * 2,
      load: { since: null, counts: servers.length > 0 ? [0, 5, 6] : [], increments: null, unknown: [] },
      withoutCounters: 'no netlink',
      totals: null,
      rejected: { rows: 0, samples: [] },
      ...over,
    },
    conntrack: null,
    facts: { digest: 'none', now: { addresses: [], sources: {} } },
  }
}

const factsOf = (hash: string) => ({ devices: { is: 'read' as const, hash } })

const json = (response: ServerResponse, value: unknown, status = 200) => {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(value))
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** Serves one report and its virtual servers, as an agent does. */
const agentOf =
  (report: () => Report, servers: readonly VirtualServer[]): Handler =>
  (request, response) =>
    json(response, request.url?.startsWith(agentPaths.report) ? report() : { virtualServers: servers })

const running: Server[] = []
async function serve(handler: Handler): Promise<string> {
  const server = createServer(handler)
  running.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

let fleet: Fleet | null = null
function poll(targets: readonly Target[], token = ''): Fleet {
  fleet = makeFleet({
    token,
    pollMs: 60,
    limits: { deadlineMs: 500, blobsDeadlineMs: 500, reportBytes: 64_000, blobsBytes: 64_000 },
    line: openLine(),
    timing: {
      now: Date.now,
      random: () => 0.5,
      after: (ms, run) => {
        // The long pauses after repeated failures are not waited for.
        const timer = setTimeout(run, Math.min(ms, 100))
        return () => clearTimeout(timer)
      },
    },
    onChange: () => {},
  })
  fleet.setTargets(targets)
  return fleet
}

afterEach(() => {
  fleet?.close()
  for (const server of running.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
})

const n1 = makeNodeName('n1')
const until = (check: () => void) => vi.waitFor(check, { timeout: 60_000, interval: 10 })
const feedOf = (name = n1): NodeFeed | undefined => fleet!.nodes().get(name)?.feed

describe('a good agent', () => {
  it('is taken over with its table, virtual servers and load', async () => {
    const url = await serve(agentOf(() => honest('n1', [web(1), web(2)]), [web(1), web(2)]))
    poll([{ node: 'n1', url }])
    expect(feedOf()).toEqual({ is: 'waiting' })
    await until(() => expect(feedOf()).toEqual({ is: 'fine' }))
    const node = fleet!.nodes().get(n1)!
    expect(node).toMatchObject({ identity: { kernel: '6.1' }, withoutCounters: 'no netlink', conflicts: [] })
    expect([...node.load!.active]).toEqual([5, 0, 0, 0])
    expect(node.load!.rates).toBeNull()
    expect(fleet!.virtualServers.size).toBe(2)
  })

  it('holds what two nodes share once, and drops it with the last', async () => {
    const urls = await Promise.all(['n1', 'n2'].map((name) => serve(agentOf(() => honest(name, [web(1)]), [web(1)]))))
    const targets = urls.map((url) => ({ node: null, url }))
    poll(targets)
    await until(() => expect([...fleet!.nodes().values()].map(({ feed }) => feed.is)).toEqual(['fine', 'fine']))
    expect([fleet!.tables.size, fleet!.virtualServers.size]).toEqual([1, 1])
    fleet!.setTargets(targets.slice(0, 1))
    expect([fleet!.tables.size, fleet!.virtualServers.size]).toEqual([1, 1])
    fleet!.setTargets([])
    expect([fleet!.tables.size, fleet!.virtualServers.size]).toEqual([0, 0])
  })

  it('has a table and a fact many nodes share brought once, and lets the fact go with the last', async () => {
    const fact: FactValue = {
      source: 'serviceAddresses',
      value: { exists: true, up: false, noArp: true, total: 1, addresses: ['10.96.0.1'] },
    }
    const hash = hashFact(fact)
    const sources = {
      serviceAddresses: { is: 'read' as const, hash },
      ipsets: { is: 'unsupported' as const, why: '-' },
    }
    const bodies: string[] = []
    const names = ['n1', 'n2', 'n3', 'n4']
    const urls = await Promise.all(
      names.map((name) =>
        serve((request, response) => {
          const path = request.url?.split('?')[0] ?? ''
          if (path !== agentPaths.report) bodies.push(path)
          if (path === agentPaths.facts) json(response, { facts: [{ ...fact, hash }] })
          else {
            const report = honest(name, [web(1)])
            agentOf(() => ({ ...report, facts: { digest: 'd', now: { addresses: [], sources } } }), [web(1)])(
              request,
              response,
            )
          }
        }),
      ),
    )
    poll(urls.map((url) => ({ node: null, url })))
    await until(() => expect([...fleet!.nodes().values()].map(({ feed }) => feed.is)).toEqual(names.map(() => 'fine')))
    expect(bodies.sort()).toEqual([agentPaths.facts, agentPaths.virtualServers])
    expect(fleet!.nodes().get(n1)!.facts).toEqual(sources)
    const known = fleet!.facts()
    expect(known).toEqual(new Map([[hash, fact]]))
    expect(fleet!.facts()).toBe(known)
    fleet!.setTargets([])
    expect(fleet!.facts().size).toBe(0)
    expect(known.size).toBe(1)
  })

  it('is asked for exact totals when somebody wants them', async () => {
    const statistics: Statistics = { is: 'unreadable', why: 'no netlink' }
    const url = await serve((request, response) =>
      request.url === agentPaths.statistics
        ? json(response, statistics)
        : agentOf(() => honest('n1', []), [])(request, response),
    )
    poll([{ node: null, url }])
    await until(() => expect(feedOf()).toEqual({ is: 'fine' }))
    expect(await fleet!.statistics(n1)).toEqual({ ok: true, value: statistics })
    expect(await fleet!.statistics(makeNodeName('n9'))).toEqual({
      ok: false,
      why: 'No agent is known for node “n9”.',
      status: null,
    })
  })

  it('asks from nothing when the report builds on something else than we have', async () => {
    const asked: string[] = []
    const url = await serve((request, response) => {
      asked.push(request.url ?? '')
      const fromNothing = request.url === agentPaths.report
      const change = fromNothing
        ? {}
        : { change: { is: 'changed' as const, removed: [], added: '' }, hash: 'a'.repeat(32) }
      const since = { load: { since: fromNothing ? null : 'r0', counts: [], increments: null, unknown: [] } }
      const report =
        asked.length < 5
          ? honest('n1', [web(1)])
          : honest('n1', [web(1)], { ...since, ...(asked.length < 8 ? {} : change) })
      agentOf(() => report, [web(1)])(request, response)
    })
    poll([{ node: 'n1', url }])
    await until(() => expect(asked.length).toBeGreaterThan(7))
    expect(feedOf()).toEqual({ is: 'fine' })
    expect(asked.filter((path) => path === agentPaths.report).length).toBeGreaterThan(1)
  })

  it('keeps text as text, whatever it says', async () => {
    const name = '<img src=x onerror=alert(1)>节点'
    const url = await serve(agentOf(() => honest(name, []), []))
    poll([{ node: null, url }])
    await until(() => expect(feedOf(makeNodeName(name))).toEqual({ is: 'fine' }))
  })
})

describe('bad input', () => {
  const withLoad = (load: Partial<TableOf['load']>) =>
    honest('n1', [web(1)], { load: { since: null, counts: [], increments: null, unknown: [], ...load } })
  const told = (report: unknown): Handler => agentOf(() => report as Report, [web(1)])

  it.each<[string, Handler, NodeFeed['is'], RegExp]>([
    ['no JSON', (_request, response) => response.end('<html>'), 'unreachable', /no JSON.*is it an agent/],
    ['another shape', told({ version: reportVersion }), 'unreachable', /cannot be used: agentVersion/],
    ['another version', told({ ...honest('n1', []), version: 1 }), 'unreachable', /another version/],
    ['too deep', (_request, response) => response.end('['.repeat(30_000)), 'unreachable', /no JSON/],
    ['a status of 500', (_request, response) => json(response, {}, 500), 'unreachable', /status 500/],
    ['a redirect', (_r, response) => response.writeHead(302, { location: '/' }).end(), 'unreachable', /status 302/],
    [
      'wrong token',
      (_request, response) => json(response, {}, 401),
      'refused',
      /does not accept this hub's token \(401\)/,
    ],
    ['another node', told(honest('n7', [])), 'refused', /says it is node “n7”, but is configured as node “n1”/],
    [
      'a hash that is not the table',
      told(honest('n1', [web(1)], { hash: 'b'.repeat(32) })),
      'unreachable',
      /does not match its hash/,
    ],
    [
      'a virtual server nobody has',
      told(honest('n1', [web(9)])),
      'unreachable',
      /was not asked for, or does not match/,
    ],
    [
      'rows that are not there',
      told(honest('n1', [web(1)], { rows: 3 })),
      'unreachable',
      /counts 3 rows, its table has 2/,
    ],
    ['load beyond the table', told(withLoad({ counts: [2, 1, 1] })), 'unreachable', /load for row 2, its table has 2/],
    ['rows out of order', told(withLoad({ counts: [1, 1, 1, 0, 1, 1] })), 'unreachable', /list of 3 whole numbers/],
    ['half a row', told(withLoad({ counts: [1, 1] })), 'unreachable', /list of 3 whole numbers/],
    ['a negative count', told(withLoad({ counts: [0, -1, 1] })), 'unreachable', /list of 3 whole numbers/],
    ['too many to count', told(withLoad({ counts: [0, 2 ** 32, 1] })), 'unreachable', /more connections than a kernel/],
    ['growth since nothing', told(withLoad({ increments: [0, 1, 1, 1, 1, 1] })), 'unreachable', /since no reading/],
    [
      'a fact that is not its hash',
      told({ ...honest('n1', []), facts: { digest: 'd', now: { addresses: [], sources: factsOf('b'.repeat(32)) } } }),
      'unreachable',
      /cannot be used/,
    ],
    [
      'a wrong order of rows',
      told(honest('n1', [web(1)], { kernelOrder: { servers: [0], rows: [0, 0] } })),
      'unreachable',
      /names a row twice/,
    ],
    [
      'a wrong order',
      told(honest('n1', [web(1)], { kernelOrder: { servers: [1], rows: [0, 1] } })),
      'unreachable',
      /kernel's order/,
    ],
    [
      'compressed',
      (_r, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(),
      'unreachable',
      /encoding “gzip”/,
    ],
    [
      'a lie about length',
      (_r, response) => response.writeHead(200, { 'content-length': '1073741824' }).write('{'),
      'unreachable',
      /larger than 64000/,
    ],
    ['silence', () => {}, 'unreachable', /no full answer within 500 ms/],
    ['a slow drip', (_request, response) => drip(response, 1, 20), 'unreachable', /no full answer within 500 ms/],
    ['no end', (_request, response) => drip(response, 16_000, 1), 'unreachable', /larger than 64000 bytes/],
    ['a reset', (request) => request.socket.resetAndDestroy(), 'unreachable', /closed the connection/],
    [
      'half an answer',
      (request, response) => response.write('{"version":', () => request.socket.destroy()),
      'unreachable',
      /closed the connection/,
    ],
  ])('%s is not taken, and said', async (_name, handler, is, why) => {
    const url = await serve(handler)
    poll([{ node: 'n1', url }])
    await until(() => expect(feedOf()).toMatchObject({ is, why: expect.stringMatching(why) }))
    expect(fleet!.nodes().get(n1)).toMatchObject({ table: { is: 'unknown' }, load: null, identity: null })
    expect([fleet!.tables.size, fleet!.virtualServers.size]).toEqual([0, 0])
  })

  it('nobody there is said so', async () => {
    const url = await serve(() => {})
    running.pop()!.close()
    poll([{ node: 'n1', url }])
    await until(() =>
      expect(feedOf()).toMatchObject({ is: 'unreachable', why: expect.stringContaining('connection refused') }),
    )
  })

  it('a refused answer leaves the last good one, with its age', async () => {
    let report = honest('n1', [web(1)])
    const url = await serve(agentOf(() => report, [web(1)]))
    poll([{ node: 'n1', url }])
    await until(() => expect(feedOf()).toEqual({ is: 'fine' }))
    report = { ...report, node: { ...report.node, name: 'n2' } }
    await until(() => expect(feedOf()?.is).toBe('refused'))
    const node = fleet!.nodes().get(n1)!
    expect(node.table.is).toBe('read')
    const { at } = node.load!
    await until(() => expect(Date.now() - at).toBeGreaterThan(100))
    expect(fleet!.nodes().get(n1)!.load!.at).toBe(at)
  })

  it('one request at a time, even to an agent that hangs', async () => {
    let open = 0
    let most = 0
    const url = await serve((request) => {
      most = Math.max(most, ++open)
      request.socket.once('close', () => open--)
    })
    poll([{ node: 'n1', url }])
    await until(() => expect(feedOf()?.is).toBe('unreachable'))
    expect(most).toBe(1)
  })
})

describe('two agents with one name', () => {
  it('one that is asked no more claims nothing with an answer that comes late', async () => {
    const speaksFor = (bootId: string) =>
      agentOf(() => {
        const report = honest('n1', [])
        return { ...report, node: { ...report.node, bootId } }
      }, [])
    let held: (() => void)[] | null = null
    const late = Promise.withResolvers<void>()
    const first = await serve((request, response) => {
      const answer = () => speaksFor('boot-a')(request, response)
      if (held === null) return answer()
      response.once('close', () => late.resolve())
      held.push(answer)
    })
    const second = await serve(async (request, response) => {
      await late.promise
      speaksFor('boot-b')(request, response)
    })
    poll([{ node: 'n1', url: first }])
    await until(() => expect(feedOf()).toEqual({ is: 'fine' }))
    held = []
    await until(() => expect(held).not.toEqual([]))
    fleet!.setTargets([{ node: null, url: second }])
    for (const answer of held) answer()
    await until(() => expect(fleet!.nodes().get(n1)).toMatchObject({ identity: { bootId: 'boot-b' }, conflicts: [] }))
  })

  it('the second is refused and shown on the node; they never take turns', async () => {
    const urls = await Promise.all(
      ['boot-a', 'boot-b'].map((bootId) =>
        serve(
          agentOf(() => {
            const report = honest('n1', [])
            return { ...report, node: { ...report.node, bootId } }
          }, []),
        ),
      ),
    )
    poll([
      { node: 'n1', url: urls[0]! },
      { node: null, url: urls[1]! },
    ])
    await until(() => {
      expect(feedOf()).toEqual({ is: 'fine' })
      expect(fleet!.nodes().get(n1)?.conflicts).toEqual([
        expect.stringContaining(`${urls[1]} also says it is node “n1”`),
      ])
    })
    const seen = new Set<string | undefined>()
    const begun = Date.now()
    await until(() => {
      seen.add(fleet!.nodes().get(n1)?.identity?.bootId)
      expect(Date.now() - begun).toBeGreaterThan(400)
    })
    expect([...seen]).toEqual(['boot-a'])
    expect(fleet!.nodes().size).toBe(1)

    fleet!.setTargets([{ node: null, url: urls[1]! }])
    await until(() => expect(fleet!.nodes().get(n1)).toMatchObject({ identity: { bootId: 'boot-b' }, conflicts: [] }))
  })
})

it('an agent known only by its address shows under it until it says its name', async () => {
  const url = await serve(() => {})
  poll([{ node: null, url }])
  expect([...fleet!.nodes().keys()]).toEqual([new URL(url).host])
  await until(() => expect(feedOf(makeNodeName(new URL(url).host))?.is).toBe('unreachable'))
})

function drip(response: ServerResponse, bytes: number, everyMs: number): void {
  response.writeHead(200)
  const timer = setInterval(() => response.write(' '.repeat(bytes)), everyMs)
  response.once('close', () => clearInterval(timer))
}

describe('a node asked to read its facts anew', () => {
  it('is polled at once, once for all who ask, and they hear when that has ended', async () => {
    const asked: string[] = []
    const report = () => honest('n1', [web(1)])
    const url = await serve((request, response) => {
      if (request.url?.startsWith(agentPaths.report)) asked.push(request.url)
      agentOf(report, [web(1)])(request, response)
    })
    const polled = poll([{ node: 'n1', url }])
    await until(() => expect(polled.askedOnce()).toBe(true))
    await Promise.all([polled.refresh(n1), polled.refresh(n1)])
    expect(asked.filter((path) => path.includes('fresh='))).toHaveLength(1)
    await polled.refresh(makeNodeName('nobody'))
  })

  it('waits for nobody longer than a poll of an agent that is gone', async () => {
    const polled = poll([{ node: 'n1', url: 'http://127.0.0.1:1' }])
    await polled.refresh(n1)
    await until(() => expect(polled.nodes().get(n1)?.feed.is).not.toBe('waiting'))
  })
})
