import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { io, type Socket } from 'socket.io-client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Cluster, emptyCluster } from '#model/cluster.ts'
import { apply } from '#model/diff.ts'
import { driftOf } from '#model/drift.ts'
import { makeNodeName, makeServiceId } from '#model/ids.ts'
import { buildTcp } from '#model/packets/build.ts'
import { asCooked2 } from '#model/packets/enclose.ts'
import {
  type ClientToServer,
  makeHello,
  makeLook,
  parseFrame,
  type ServerToClient,
  socketPath,
} from '#model/protocol.ts'
import { overview, type Scope } from '#model/scope.ts'
import { inflate } from '#model/snapshot/inflate.ts'
import { openSnapshot } from '#model/snapshot/open.ts'
import { serviceThing } from '#model/thing.ts'
import type { Kernel } from './agent/kernel.ts'
import { type RunningAgent, startAgent } from './agent/web.ts'
import type { HubConfig } from './config.ts'
import { type KubeApi, startKubeApi } from './demo/kube-api/web.ts'
import { type Hub, startHub } from './hub.ts'

const head = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port Forward Weight ActiveConn InActConn
`
const virtualServer = 'TCP  0A600001:0050 rr  \n'
const realServer = (last: string, active: number) =>
  `  -> 640000${last}:0050      Masq    1      ${active}          0         \n`
const whole = head + virtualServer + realServer('01', 3) + realServer('02', 4)
const halved = head + virtualServer + realServer('01', 3)

const synAtPod = asCooked2(
  buildTcp({
    source: '10.96.0.1',
    destination: '100.0.0.1',
    sourcePort: 40_080,
    destinationPort: 80,
    sequence: 1,
    flags: { syn: true },
  }),
  { deviceIndex: 3, direction: 'out' },
)

function makeKernel(table: () => string | null): Kernel {
  return {
    read: (path) => {
      const text = path === '/proc/net/ip_vs' ? table() : null
      return text === null ? null : new TextEncoder().encode(text)
    },
    list: () => null,
    stream: async () => false,
    run: async () => ({ is: 'missing', why: 'no programs in this test' }),
    runStream: async () => ({ is: 'missing', why: 'no programs in this test' }),
    ask: async () => ({ is: 'missing', why: 'nobody listens in this test' }),
    addresses: () => [{ device: 'eth0', address: '192.168.0.1', prefix: 24 }],
    monotonicNs: () => process.hrtime.bigint(),
    wallMs: () => Date.now(),
    openNetlink: () => ({ why: 'no netlink in this test' }),
    probe: async ({ address, port }) => ({
      outcome: 'refused',
      error: 'ECONNREFUSED',
      status: null,
      connectMs: null,
      firstByteMs: null,
      local: { address, port: 40_000 + port },
      startedAtMs: 0,
    }),
    capture: (_question, { started, records, ended }) => {
      setTimeout(() => {
        started(276, [[3, 'cali1']])
        records([{ atUs: 1e15, length: synAtPod.length, bytes: synAtPod }])
      })
      return { stop: () => ended({ why: 'asked', sentence: null, dropped: 0 }) }
    },
  }
}

const services = '/api/v1/services'
const slices = '/apis/discovery.k8s.io/v1/endpointslices'
const object = (kind: string, name: string, rest: object, labels = {}) => ({
  apiVersion: kind === 'EndpointSlice' ? 'discovery.k8s.io/v1' : 'v1',
  kind,
  metadata: { name, namespace: 'default', labels },
  ...rest,
})
const webService = object('Service', 'web', {
  spec: { clusterIP: '10.96.0.1', clusterIPs: ['10.96.0.1'], ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }] },
})
const webSlice = (...addresses: string[]) =>
  object(
    'EndpointSlice',
    'web-1',
    {
      addressType: 'IPv4',
      ports: [{ name: '', port: 80, protocol: 'TCP' }],
      endpoints: addresses.map((address) => ({ addresses: [address], conditions: { ready: true } })),
    },
    { 'kubernetes.io/service-name': 'web' },
  )

let api: KubeApi
let agents: RunningAgent[]
let hub: Hub
let socket: Socket<ServerToClient, ClientToServer> | null
let pagesDir: string
const tables = { n1: whole as string | null, n2: whole as string | null }

const until = (check: () => void) => vi.waitFor(check, { timeout: 60_000, interval: 20 })

const config = (over: Partial<HubConfig>): HubConfig => ({
  unixSocket: null,
  tls: null,
  host: '127.0.0.1',
  port: 0,
  basePath: '/tools/fairlead',
  clusterName: 'test',
  demo: false,
  agents: [],
  agentService: null,
  agentToken: 'secret',
  pollMs: 100,
  pollDeadlineMs: 1_000,
  tickMs: 20,
  kube: { is: 'server', url: api.url },
  scheduler: null,
  allowedOrigins: ['https://portal.example'],
  hosts: [],
  auth: { is: 'demo' },
  embed: { parents: [], key: '' },
  pagesDir,
  dataDir: pagesDir,
  store: { is: 'memory' },
  storeBytes: 128 << 20,
  historyBytes: 0,
  metricsToken: '',
  snapshotMostDays: 30,
  ...over,
})

const startNode = (nodeName: 'n1' | 'n2') =>
  startAgent({
    config: {
      nodeName,
      host: '127.0.0.1',
      port: 0,
      token: 'secret',
      kernelRoot: '/',
      mayProbe: true,
      mayCapture: true,
    },
    kernel: makeKernel(() => tables[nodeName]),
    version: 'test',
    log: () => {},
  })

const logged: string[] = []

async function start(over: Partial<HubConfig> = {}): Promise<void> {
  logged.length = 0
  hub = await startHub(config({ agents: agents.map(({ url }) => ({ node: null, url })), ...over }), (line) =>
    logged.push(line),
  )
}

const web: Scope = { is: 'thing', thing: serviceThing(makeServiceId('default', 'web')) }

/** A browser: connects, says hello, looks, and keeps the cluster up by the frames. */
function browse(headers: Record<string, string> = {}, scope = web) {
  const seen = {
    cluster: emptyCluster as Cluster,
    frames: 0,
    from: 0,
    answer: null as unknown,
    error: null as Error | null,
  }
  const url = new URL(hub.url)
  const client: Socket<ServerToClient, ClientToServer> = io(url.origin, {
    path: `${url.pathname.replace(/\/$/, '')}${socketPath}`,
    transports: ['websocket'],
    reconnection: false,
    extraHeaders: headers,
  })
  socket = client
  client.on('connect_error', (error) => {
    seen.error = error
  })
  client.on('connect', () =>
    client.emit('hello', makeHello(), (answer) => {
      seen.answer = answer
      client.emit('look', makeLook([scope]), () => {})
    }),
  )
  client.on('frame', ({ delta, ...rest }, done) => {
    const unpacked = delta instanceof Uint8Array ? JSON.parse(gunzipSync(delta).toString()) : delta
    const frame = parseFrame({ ...rest, delta: unpacked })
    if (frame === null || frame.from !== seen.from) throw new Error('not the next frame')
    seen.cluster = apply(frame.from === 0 ? emptyCluster : seen.cluster, frame.delta)
    seen.from = frame.to
    seen.frames++
    done()
  })
  return seen
}

const get = (path: string, headers: Record<string, string> = {}) => fetch(new URL(path, hub.url), { headers })
const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
  const answer = await fetch(new URL(path, hub.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  return { status: answer.status, headers: answer.headers, value: (await answer.json()) as Record<string, never> }
}
const getJson = async (path: string) => (await get(path)).json() as Promise<Record<string, never>>

beforeEach(async () => {
  tables.n1 = whole
  tables.n2 = whole
  socket = null
  pagesDir = await mkdtemp(join(tmpdir(), 'pages-'))
  await writeFile(join(pagesDir, 'index.html'), '<html data-base="/__fairlead_base__"><script>1</script></html>')
  api = await startKubeApi()
  api.store.put(services, webService)
  api.store.put(slices, webSlice('100.0.0.1', '100.0.0.2'))
  api.store.put('/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' } })
  agents = [await startNode('n1'), await startNode('n2')]
})

afterEach(async () => {
  socket?.close()
  await hub.close()
  await Promise.all(agents.map((agent) => agent.close()))
  await api.close()
  await rm(pagesDir, { recursive: true })
})

describe('from kernels to a browser', () => {
  it('joins agents and API, and sends what changes', async () => {
    await start()
    const seen = browse()
    const node = () => seen.cluster.nodes.get(makeNodeName('n1'))!
    await until(() => {
      expect([...seen.cluster.feeds.values()].map((feed) => feed.is)).toEqual(['fine', 'fine'])
      expect(node().want).not.toBeNull()
      expect(driftOf(seen.cluster, node())).toEqual([])
    })
    expect(seen.answer).toMatchObject({ is: 'welcome' })
    expect([...seen.cluster.load.get(makeNodeName('n1'))!.active]).toEqual([3, 4])

    tables.n1 = halved
    await until(() => expect(driftOf(seen.cluster, node())).toMatchObject([{ is: 'differs' }]))
    expect(driftOf(seen.cluster, seen.cluster.nodes.get(makeNodeName('n2'))!)).toEqual([])

    api.store.put(slices, webSlice('100.0.0.1'))
    await until(() => {
      expect(seen.cluster.services.get(makeServiceId('default', 'web'))?.endpoints).toHaveLength(1)
      expect(driftOf(seen.cluster, node())).toEqual([])
    })
  })

  it('sums the load of all nodes for whoever looks at everything', async () => {
    await start()
    const seen = browse({}, overview)
    const thing = serviceThing(makeServiceId('default', 'web'))
    await until(() => {
      expect(seen.cluster.sums?.things.get(thing)).toMatchObject({ active: 14, unrated: 4 })
      expect(seen.cluster.health).toMatchObject({ nodes: 2, heard: 2, compared: 2, wrong: 0 })
    })
    expect(seen.cluster.load.size).toBe(0)
    tables.n1 = halved
    await until(() => expect(seen.cluster.sums?.things.get(thing)).toMatchObject({ active: 10, unrated: 3 }))
  })

  it('greys only the node whose agent goes, and keeps what it last said', async () => {
    await start()
    const seen = browse()
    await until(() => expect(seen.cluster.load.size).toBe(2))
    await agents[0]!.close()
    await until(() => expect(seen.cluster.feeds.get(makeNodeName('n1'))).toMatchObject({ is: 'unreachable' }))
    expect(seen.cluster.feeds.get(makeNodeName('n2'))).toEqual({ is: 'fine' })
    expect([...seen.cluster.load.get(makeNodeName('n1'))!.active]).toEqual([3, 4])
    const { at } = seen.cluster.load.get(makeNodeName('n1'))!
    await until(() => expect(seen.cluster.load.get(makeNodeName('n2'))!.at).toBeGreaterThan(at))
  })

  it('finds agents by their Service, and follows it', async () => {
    const place = (agent: RunningAgent, nodeName: string) =>
      object(
        'EndpointSlice',
        `agents-${nodeName}`,
        {
          addressType: 'IPv4',
          ports: [{ name: 'http', port: agent.port, protocol: 'TCP' }],
          endpoints: [{ addresses: ['127.0.0.1'], nodeName, conditions: { ready: true } }],
        },
        { 'kubernetes.io/service-name': 'agents', 'service.kubernetes.io/headless': '' },
      )
    api.store.put(slices, place(agents[0]!, 'n1'))
    await start({ agents: [], agentService: { namespace: 'default', name: 'agents' } })
    const seen = browse()
    await until(() => expect(seen.cluster.feeds.get(makeNodeName('n1'))).toEqual({ is: 'fine' }))
    expect(seen.cluster.nodes.has(makeNodeName('n2'))).toBe(false)
    api.store.put(slices, place(agents[1]!, 'n2'))
    await until(() => expect(seen.cluster.feeds.get(makeNodeName('n2'))).toEqual({ is: 'fine' }))
    api.store.remove(slices, 'default', 'agents-n1')
    await until(() => expect(seen.cluster.feeds.get(makeNodeName('n1'))).toEqual({ is: 'no-agent' }))
  })

  it('says that a node has no IPVS instead of drawing it empty', async () => {
    tables.n1 = null
    await start()
    const seen = browse()
    await until(() => expect(seen.cluster.nodes.get(makeNodeName('n1'))?.table.is).toBe('absent'))
    expect((await get('api/v1/nodes/n1/table', { accept: 'text/plain' })).status).toBe(409)
  })

  it('serves and shows agents without a Kubernetes API, and says what to do', async () => {
    await start({ kube: { is: 'none', why: 'No Kubernetes API is configured: set KUBECONFIG.' } })
    const seen = browse()
    await until(() => expect(seen.cluster.feeds.size).toBe(2))
    expect(seen.cluster.api.get('services')).toMatchObject({ is: 'absent', why: expect.stringContaining('KUBECONFIG') })
    expect([...seen.cluster.nodes.values()].every((node) => node.want === null)).toBe(true)
    await until(async () => expect((await get('readyz')).status).toBe(200))
  })
})

describe('the socket', () => {
  it.each([
    ['another site', 'https://evil.example', false],
    ['an allowed site', 'https://portal.example', true],
    ['nonsense', 'null', false],
  ])('from %s', async (_name, origin, isLet) => {
    await start()
    const seen = browse({ origin })
    await until(() => expect(isLet ? seen.frames > 0 : seen.error !== null).toBe(true))
    expect(seen.frames > 0).toBe(isLet)
  })

  it('tells browsers when the hub goes', async () => {
    await start()
    const seen = browse()
    await until(() => expect(seen.frames).toBeGreaterThan(0))
    const notices: unknown[] = []
    socket!.on('notice', (notice) => void notices.push(notice))
    await hub.close()
    await until(() => expect(notices).toEqual([{ is: 'closing' }]))
    await until(() => expect(socket!.connected).toBe(false))
  })
})

describe('what is begun over HTTP', () => {
  const port = 'default/web:80/TCP'
  const known = () => until(async () => expect(await getJson('api/v1/services/default/web')).toHaveProperty('id'))
  const heard = () => until(async () => expect(await getJson('api/v1/cluster')).toMatchObject({ nodes: { fine: 2 } }))

  it('an access test comes to browsers as it runs, and to one who waits when it has ended', async () => {
    const lines: string[] = []
    hub = await startHub(config({ agents: agents.map(({ url }) => ({ node: null, url })) }), (line) => lines.push(line))
    await Promise.all([known(), heard()])
    const seen = browse({}, { is: 'access', test: '' })
    const begun = await post('api/v1/access-tests', { ports: [port], tries: 6 })
    expect([begun.status, begun.headers.get('location')]).toEqual([202, begun.value['location']])
    const test = await getJson(`api/v1/access-tests/${begun.value['id']}?wait=10`)
    expect(test).toMatchObject({ outcome: 'done', cells: 2, done: 2, failed: 2, notAsked: 0 })
    expect(test['results']).toMatchObject([
      {
        node: 'n1',
        target: { address: '10.96.0.1' },
        result: { tries: 6, failures: [{ outcome: 'refused', tries: 6 }] },
      },
      { node: 'n2' },
    ])
    await until(() =>
      expect([...seen.cluster.accessCells.values()].map(({ state }) => state.is)).toEqual(['done', 'done']),
    )
    expect(seen.answer).toMatchObject({ who: { login: 'demo', roles: ['admin'] } })
    expect((await getJson('api/v1/services/default/web'))['access']).toMatchObject([{ node: 'n1' }, { node: 'n2' }])
    expect(lines).toContainEqual(
      expect.stringMatching(/^Access test [0-9a-f]{12} of .* was started by 127\.0\.0\.1\.$/),
    )
  })

  it('a capture’s packets come as they pass; its file has them, and it can be ended', async () => {
    await start()
    await Promise.all([known(), heard()])
    const begun = await post('api/v1/captures', { port, nodes: ['n1'], seconds: 5 })
    const id = String(begun.value['id'])
    const seen = browse({}, { is: 'capture', capture: id })
    await until(() =>
      expect([...seen.cluster.packets.values()]).toMatchObject([{ node: 'n1', device: 'cali1', number: 1 }]),
    )
    const file = await get(`api/v1/captures/${id}.pcapng`)
    expect(Buffer.from(await file.arrayBuffer()).includes('n1 cali1')).toBe(true)
    const end = () => fetch(new URL(`api/v1/captures/${id}`, hub.url), { method: 'DELETE' })
    expect((await end()).status).toBe(204)
    await until(async () => expect((await getJson(`api/v1/captures/${id}`))['endedAt']).not.toBeNull())
    expect((await end()).status).toBe(204)
    expect((await get(`api/v1/captures/${id}`)).status).toBe(404)
  })

  it('a snapshot, opened by its link alone until it is revoked; no log has its token', async () => {
    const lines: string[] = []
    hub = await startHub(config({ agents: agents.map(({ url }) => ({ node: null, url })) }), (line) => lines.push(line))
    await Promise.all([known(), heard()])
    const made = await post('api/v1/snapshots', { address: '/nodes/n1' })
    const { id, token, link } = made.value as Record<string, string>
    expect([made.status, link]).toEqual([201, `/tools/fairlead/s/${id}#${token}`])
    const open = (sent: unknown) =>
      fetch(new URL(`api/v1/snapshots/${id}/open`, hub.url), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token: sent }),
      })
    const file = await open(token)
    const opened = await openSnapshot(new Uint8Array(await file.arrayBuffer()), inflate)
    expect(opened).toMatchObject({ ok: true, address: '/nodes/n1', cluster: { nodes: { size: 2 } } })
    expect((await open(`${token}x`)).status).toBe(404)
    expect((await fetch(new URL(`api/v1/snapshots/${id}`, hub.url), { method: 'DELETE' })).status).toBe(204)
    expect((await open(token)).status).toBe(404)
    expect(lines.filter((line) => line.includes(String(id))).length).toBeGreaterThan(2)
    expect(lines.join('\n')).not.toContain(token)
  })

  it('nothing, by another site or where the hub only looks', async () => {
    await start()
    await known()
    const body = { ports: [port] }
    expect((await post('api/v1/access-tests', body, { origin: 'https://evil.example' })).status).toBe(403)
    expect((await post('api/v1/access-tests', body, { origin: new URL(hub.url).origin })).status).toBe(202)
    await hub.close()
    await start({ auth: { is: 'open' } })
    const seen = browse()
    expect(await post('api/v1/access-tests', body)).toMatchObject({
      status: 403,
      value: { error: expect.stringContaining('needs the role probe') },
    })
    await until(() => expect(seen.answer).toMatchObject({ who: { login: 'open', roles: ['view', 'snapshot'] } }))
  })

  it('a walk', async () => {
    await start()
    await Promise.all([known(), heard()])
    const walk = await post('api/v1/walks?wait=20', { source: { node: 'n1' }, port })
    expect(walk.status).toBe(200)
    expect(walk.value).toMatchObject({ stage: 'done', asked: { how: 'probe', target: { address: '10.96.0.1' } } })
    expect((await get(`api/v1/walks/${walk.value['id']}.pcapng`)).status).toBe(200)
  })
})

describe('where nobody logs in', () => {
  const cookieIn = (headers: Headers) => headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const ask = { address: '/', pseudonyms: false, parts: [] }

  it('what one visitor shares is not another’s to list, fetch or revoke', async () => {
    await start({ auth: { is: 'open' } })
    const made = await post('api/v1/snapshots', ask)
    expect(made.status).toBe(201)
    expect(made.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^fairlead-visitor=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=34560000$/),
    ])
    const mine = { cookie: cookieIn(made.headers) }
    const others = await post('api/v1/snapshots', ask, { origin: new URL(hub.url).origin })
    const theirs = { cookie: cookieIn(others.headers) }
    expect(theirs.cookie).not.toBe(mine.cookie)
    const id = String(made.value['id'])
    const one = (path: string, method: string, headers: Record<string, string>) =>
      fetch(new URL(`api/v1/snapshots/${path}`, hub.url), { method, headers }).then(({ status }) => status)
    for (const who of [theirs, {}, { cookie: 'fairlead-visitor=' }, { cookie: `fairlead-visitor=${id}` }]) {
      expect(await one(`${id}.fairlead`, 'GET', who as Record<string, string>)).toBe(404)
      expect(await one(id, 'DELETE', who as Record<string, string>)).toBe(404)
      expect(await (await get('api/v1/snapshots', who as Record<string, string>)).text()).not.toContain(id)
    }
    const again = await post('api/v1/snapshots', ask, mine)
    expect([again.status, again.headers.getSetCookie()]).toEqual([201, []])
    const list = await (await get('api/v1/snapshots', mine)).json()
    expect((list as { snapshots: object[] }).snapshots).toHaveLength(2)
    expect(await one(`${id}.fairlead`, 'GET', mine)).toBe(200)
    expect(await one(id, 'DELETE', mine)).toBe(204)
  })
})

describe('over HTTP', () => {
  it('serves the page at every address below the base path, and nothing beside it', async () => {
    await start()
    const page = await get('services/default/web')
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('data-base="/tools/fairlead"')
    expect((await get('/')).status).toBe(404)
    expect((await get('api/v1/nothing')).status).toBe(404)
    expect((await get('_next/static/none.js')).status).toBe(404)
  })

  it('tells the same facts as the browser sees', async () => {
    await start()
    await until(async () => {
      expect(await getJson('api/v1/cluster')).toMatchObject({
        name: 'test',
        nodes: { total: 2, fine: 2 },
        tables: { compared: 2, different: 0 },
        api: { services: { is: 'live' } },
      })
    })
    const text = await get('api/v1/nodes/n1/table', { accept: 'text/plain' })
    expect(await text.text()).toBe(
      [
        'IP Virtual Server version 1.2.1 (size=4096)',
        'Prot LocalAddress:Port Scheduler Flags',
        '  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn',
        'TCP  10.96.0.1:80 rr',
        '  -> 100.0.0.1:80                 Masq    1      3          0         ',
        '  -> 100.0.0.2:80                 Masq    1      4          0         ',
        '',
      ].join('\n'),
    )
    expect(text.headers.get('fairlead-feed')).toBe('fine')
    expect((await get('api/v1/nodes/n1/table?stats', { accept: 'text/plain' })).status).toBe(409)
    await until(async () => expect((await get('readyz')).status).toBe(200))
    expect((await get('healthz')).status).toBe(200)
  })

  it('says that the port is taken, and how to choose another', async () => {
    await start()
    await expect(startHub(config({ port: hub.port }))).rejects.toThrow(
      `Port ${hub.port} on 127.0.0.1 is already in use`,
    )
  })
})

describe('what was', () => {
  it('is given as a file, and what is to who collects metrics', async () => {
    const token = 'm'.repeat(32)
    await start({ historyBytes: 64 << 20, metricsToken: token })
    await until(async () => expect(await getJson('api/v1/cluster')).toMatchObject({ nodes: { fine: 2 } }))
    const answer = await fetch(new URL('api/v1/history/at', hub.url))
    expect(answer.status).toBe(200)
    const opened = await openSnapshot(new Uint8Array(await answer.arrayBuffer()), async (bytes) => gunzipSync(bytes))
    expect(opened.ok && opened.cluster.nodes.size).toBe(2)
    expect(await getJson('api/v1/history/span')).toMatchObject({ from: expect.any(String), to: expect.any(String) })
    const metrics = await fetch(new URL('metrics', hub.url), { headers: { authorization: `Bearer ${token}` } })
    expect(metrics.headers.get('content-type')).toContain('version=0.0.4')
    expect(await metrics.text()).toMatch(/^fairlead_node_up\{node="[^"]+"\} 1$/m)
  })
})

describe('a login', () => {
  const token = 't'.repeat(43)
  const viewToken = 'v'.repeat(43)
  const by = (secret: string) => ({ authorization: `Bearer ${secret}` })

  it('by a token lets programs in, and browsers by the cookie it is given for', async () => {
    await start({ auth: { is: 'token', token, viewToken } })
    expect((await get('api/v1/cluster')).status).toBe(401)
    expect((await get('')).status).toBe(200)
    expect((await fetch(new URL('api/v1/cluster', hub.url), { headers: by(token) })).status).toBe(200)
    const origin = new URL(hub.url).origin
    const login = await fetch(new URL('api/v1/login', hub.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: JSON.stringify({ token }),
    })
    const cookie = login.headers.getSetCookie()[0]!.split(';')[0]!
    const seen = browse({ cookie, origin })
    await until(() => expect(seen.answer).toMatchObject({ who: { login: 'token', roles: ['admin'] } }))
    await until(() => expect(seen.frames).toBeGreaterThan(0))
    const { sessions } = (await (await fetch(new URL('api/v1/sessions', hub.url), { headers: by(token) })).json()) as {
      sessions: { id: string }[]
    }
    const ended = await fetch(new URL(`api/v1/sessions/${sessions[0]!.id}`, hub.url), {
      method: 'DELETE',
      headers: by(token),
    })
    expect(ended.status).toBe(204)
    await until(() => expect(socket?.connected).toBe(false))
    expect((await fetch(new URL('api/v1/cluster', hub.url), { headers: { cookie } })).status).toBe(401)
    expect(logged.filter((line) => line.startsWith('audit ')).map((line) => JSON.parse(line.slice(6)))).toMatchObject([
      { who: null, did: 'POST /api/v1/login', status: 204 },
      { who: 'token', did: expect.stringContaining('DELETE /api/v1/sessions/'), status: 204 },
    ])
    expect(logged.join()).not.toContain(token)
  })

  it('outlives a restart of the hub', async () => {
    const over = {
      auth: { is: 'token', token, viewToken },
      store: { is: 'sqlite', path: join(pagesDir, 'store.db') },
    } as const
    await start(over)
    const login = await fetch(new URL('api/v1/login', hub.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    })
    const cookie = login.headers.getSetCookie()[0]!.split(';')[0]!
    await hub.close()
    await start(over)
    const seen = browse({ cookie })
    await until(() => expect(seen.answer).toMatchObject({ who: { login: 'token', roles: ['admin'] } }))
    expect((await fetch(new URL('api/v1/cluster', hub.url), { headers: { cookie } })).status).toBe(200)
    const stranger = await fetch(new URL('api/v1/cluster', hub.url), { headers: { cookie: `fairlead=${token}` } })
    expect(stranger.status).toBe(401)
    await hub.close()
    await start({ ...over, auth: { ...over.auth, token: 'u'.repeat(43) } })
    expect((await fetch(new URL('api/v1/cluster', hub.url), { headers: { cookie } })).status).toBe(401)
  })

  it('to look does not begin anything', async () => {
    await start({ auth: { is: 'token', token, viewToken } })
    await until(async () =>
      expect((await fetch(new URL('api/v1/services', hub.url), { headers: by(viewToken) })).status).toBe(200),
    )
    const refused = await post('api/v1/access-tests', { ports: ['default/web:80/TCP'] }, by(viewToken))
    expect([refused.status, refused.value['error']]).toEqual([403, 'This needs the role probe, which you do not have.'])
  })

  it('opens no socket to nobody, nor to another site’s page', async () => {
    await start({ auth: { is: 'token', token, viewToken } })
    const nobody = browse()
    await until(() => expect(nobody.error).not.toBeNull())
    socket?.close()
    const elsewhere = browse({ ...by(token), origin: 'https://evil.example' })
    await until(() => expect(elsewhere.error).not.toBeNull())
  })
})
