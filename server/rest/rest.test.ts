import { describe, expect, it, vi } from 'vitest'
import { type Cluster, emptyCluster, type Node } from '#model/cluster.ts'
import { driftingCluster, everyServiceKind, oddNames, referenceCluster, silentNodes } from '#model/fixtures/clusters.ts'
import { makeFactHash, makeNodeName } from '#model/ids.ts'
import { everybody } from '#model/principal.ts'
import { noProofs } from '#model/proofs.ts'
import type { Statistics } from '#model/report.ts'
import type { FactValue } from '#model/sources/index.ts'
import type { Readiness } from './ready.ts'
import { answerRest, type RestRequest, type RestSources } from './rest.ts'
import type { SnapshotSources } from './snapshots.ts'

type Ten = Extract<Statistics, { is: 'read' }>['rows'][number]

/** What is never asked here. */
const none = {} as SnapshotSources
const ready: Readiness = { pagesArePresent: true, apiWasAsked: true, fleetWasAsked: true, storeIsFine: true }
const refused = () => ({ ok: false, why: 'No.' }) as const
const no = () => false
const noActions = {
  snapshots: none,
  others: () => null,
  proofs: () => noProofs,
  until: async () => {},
  access: { start: refused, schedule: refused, cancel: no, unschedule: no },
  captures: { start: refused, stop: no, forget: no, file: () => null },
  walks: { start: refused, cancel: no, forget: no, keep: no, file: () => null },
}
const reading = (path: string, search?: string, accept = '*/*'): RestRequest => ({
  method: 'GET',
  path,
  query: new URLSearchParams(search),
  accept,
  body: undefined,
  by: '127.0.0.1',
  principal: everybody,
  stranger: null,
})
const sources = (cluster: Cluster, over: Partial<RestSources> = {}): RestSources => ({
  cluster: () => cluster,
  statisticsOf: async () => ({ ok: false, why: 'The agent did not answer.' }),
  connectionsOf: async () => ({ ok: false, why: 'The agent did not answer.' }),
  flowsOf: async () => ({ flows: new Map(), feeds: new Map() }),
  compare: async () => ({ status: 200, headers: {}, body: '{}' }),
  history: null,
  metrics: async (_cluster, isWhole) => ({ status: 200, headers: {}, body: isWhole ? 'whole' : 'part' }),
  now: () => Date.UTC(2025, 2, 14),
  readiness: () => ready,
  ...noActions,
  basePath: '',
  version: '1',
  ...over,
})

async function ask(cluster: Cluster, address: string, accept = '*/*', over: Partial<RestSources> = {}) {
  const [path = '', search] = address.split('?')
  const answer = await answerRest(sources(cluster, over), reading(path, search, accept))
  if (answer === null) throw new Error('not an address of the twin')
  return { ...answer, body: String(answer.body) }
}
/** The value as a program reads it. */
const json = async (cluster: Cluster, address: string, over: Partial<RestSources> = {}) =>
  JSON.parse((await ask(cluster, `/api/v1${address}`, '*/*', over)).body)
const text = (cluster: Cluster, address: string, over: Partial<RestSources> = {}) =>
  ask(cluster, `/api/v1${address}`, 'text/plain', over)

describe('/api/v1/cluster', () => {
  it('counts nodes by the state of their feed, and tables that differ', async () => {
    expect(await json(silentNodes(), '/cluster')).toMatchObject({
      nodes: { total: 6, fine: 3, late: 1, unreachable: 1, refused: 1 },
      tables: { compared: 4, different: 0 },
    })
    expect((await json(driftingCluster(), '/cluster')).tables).toEqual({ compared: 6, different: 5 })
  })

  it('says that it has no state yet rather than inventing a time', async () => {
    expect((await json(emptyCluster, '/cluster')).readAt).toBeNull()
  })
})

describe('/api/v1/nodes', () => {
  it('tells freshness, and null for what is not known', async () => {
    const { nodes } = await json(silentNodes(), '/nodes')
    const node = (name: string) => nodes.find((each: { name: string }) => each.name === name)
    expect(node('znode2')).toMatchObject({ feed: { is: 'unreachable', why: expect.stringContaining('ECONNREFUSED') } })
    expect(node('znode3').table).toEqual({ is: 'absent', why: 'the ip_vs module is not loaded' })
    expect(node('znode4').table).toEqual({ is: 'unknown', why: null })
    expect(node('zmaster0').table).toMatchObject({ is: 'read', agrees: true, virtualServersThatDiffer: 0 })
    expect(node('znode4').readAt).toBeNull()
  })

  it('tells of one node what else was read on it', async () => {
    const cluster = referenceCluster()
    const hash = makeFactHash('f'.repeat(32))
    const name = makeNodeName('znode0')
    const node: Node = {
      ...cluster.nodes.get(name)!,
      conntrack: { count: 7, limit: 100 },
      facts: { devices: { is: 'read', hash }, ipsets: { is: 'unsupported', why: 'no ip_set' } },
    }
    const value = { source: 'devices', value: [] } as unknown as FactValue
    const told = await json(
      { ...cluster, nodes: new Map([[name, node]]), facts: new Map([[hash, value]]) },
      '/nodes/znode0',
    )
    expect(told).toMatchObject({
      conntrack: { count: 7, limit: 100 },
      facts: { devices: { is: 'read', value: [] }, ipsets: { is: 'unsupported', why: 'no ip_set' } },
    })
    expect((await ask(cluster, '/api/v1/nodes/nobody')).status).toBe(404)
  })
})

describe('/api/v1/nodes/NODE/table', () => {
  it('gives names beside addresses', async () => {
    const { virtualServers } = await json(referenceCluster(), '/nodes/znode0/table')
    expect(virtualServers).toMatchObject([
      {
        key: 'TCP 10.104.197.218:80',
        service: { id: 'default/web', port: 80, role: 'cluster-ip' },
        realServers: [{ pod: 'default/web-96d5df5c8-qcbvc', weight: 1 }, {}, {}],
      },
    ])
  })

  it('gives ipvsadm’s text where text is asked for', async () => {
    const answer = await text(referenceCluster(), '/nodes/znode0/table')
    expect(answer.headers['content-type']).toContain('text/plain')
    expect(answer.body).toMatch(/^IP Virtual Server version 1\.2\.1 \(size=4096\)\nProt /)
    expect(answer.headers['fairlead-read-at']).toMatch(/^2025-03-14T/)
  })

  it('says why there is no text', async () => {
    expect(await text(silentNodes(), '/nodes/znode3/table')).toMatchObject({
      status: 409,
      body: expect.stringContaining('ip_vs module'),
    })
    expect(await text(silentNodes(), '/nodes/znode4/table')).toMatchObject({
      status: 409,
      body: expect.stringContaining('not answered'),
    })
    expect(await text(referenceCluster(), '/nodes/znode9/table')).toMatchObject({ status: 404 })
  })

  it('gives exact totals as decimal strings, and in ipvsadm’s words with ?stats', async () => {
    const cluster = referenceCluster()
    const node = [...cluster.nodes.values()][0]!
    if (node.table.is !== 'read') throw new Error('no table')
    const ten = (first: number) => Array.from({ length: 10 }, (_, at) => String(first + at)) as Ten
    const statistics: Statistics = {
      is: 'read',
      table: node.table.hash,
      servers: [['60', '61', '62', '9223372036854775811', '64', '5', '6', '7', '8', '9']],
      rows: [['1', '2', '3', '9223372036854775808', '5', '10', '11', '12', '13', '14'], ten(20), ten(40)],
    }
    const statisticsOf = async () => ({ ok: true, value: statistics }) as const
    const { virtualServers, readAt } = await json(cluster, `/nodes/${node.name}/table?stats`, { statisticsOf })
    expect(readAt).toBe('2025-03-14T00:00:00.000Z')
    expect(virtualServers[0].totals.connections).toBe('60')
    expect(virtualServers[0].realServers[0].totals).toMatchObject({ connections: '1', inBytes: '9223372036854775808' })
    const stats = (await text(cluster, `/nodes/${node.name}/table?stats`, { statisticsOf })).body
    expect(stats).toContain('InBytes')
    expect(stats).toContain('TCP  10.104.197.218:80                  60       61       62 9223372036854775811       64')
    const rate = (await text(cluster, `/nodes/${node.name}/table?rate`, { statisticsOf })).body
    expect(rate).toContain('TCP  10.104.197.218:80                   5        6        7        8        9')
    expect(rate.split('\n')[4]).toMatch(/ 10 {7}11 {7}12 {7}13 {7}14$/)
  })

  it('says why there are no totals', async () => {
    const node = '/nodes/znode0/table?stats'
    const told = (value: Statistics) => ({ statisticsOf: async () => ({ ok: true, value }) as const })
    const bodies = [
      (await text(referenceCluster(), node)).body,
      (await text(referenceCluster(), node, told({ is: 'unreadable', why: 'no netlink' }))).body,
      (await text(referenceCluster(), node, told({ is: 'read', table: 'f'.repeat(32), servers: [], rows: [] }))).body,
    ]
    expect(bodies).toEqual([
      expect.stringContaining('Totals of node “znode0” cannot be read: The agent did not answer.'),
      expect.stringContaining('no netlink'),
      expect.stringContaining('changed just now; ask again'),
    ])
    expect((await text(referenceCluster(), node)).status).toBe(409)
    expect((await json(referenceCluster(), node)).error).toContain('The agent did not answer.')
  })
})

describe('/api/v1/services', () => {
  it('has Services without virtual servers too', async () => {
    const { services } = await json(everyServiceKind(), '/services')
    const types = new Set(services.map((service: { type: string }) => service.type))
    expect([...types].sort()).toEqual(['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'])
    expect(services.some((service: { headless: boolean }) => service.headless)).toBe(true)
  })

  it('keeps names as they are', async () => {
    const cluster = oddNames()
    const names = [...cluster.services.values()].map(({ name }) => name)
    expect((await json(cluster, '/services')).services.map((service: { name: string }) => service.name)).toEqual(names)
  })

  it('gives the matrix of one: every disagreement named', async () => {
    const { virtualServers, endpoints, settling } = await json(driftingCluster(), '/services/default/web')
    expect([virtualServers.length, endpoints.length, settling]).toEqual([1, 3, false])
    const states = Object.fromEntries(
      virtualServers[0].nodes.map((node: { node: string; realServers: { state: string }[]; settings: object[] }) => [
        node.node,
        [...node.realServers.map(({ state }) => state).filter((state) => state !== 'agrees'), ...node.settings],
      ]),
    )
    expect(states).toEqual({
      zmaster0: [],
      znode0: ['missing'],
      znode1: ['foreign'],
      znode2: ['draining'],
      znode3: ['weight'],
      znode4: [{ setting: 'scheduler', have: 'wlc', want: 'rr' }],
    })
  })

  it('leaves open what is not known of a node', async () => {
    const [web] = (await json(silentNodes(), '/services/default/web')).virtualServers
    const node = web.nodes.find((each: { node: string }) => each.node === 'znode4')
    expect(node).toMatchObject({ present: null, realServers: null, feed: { is: 'refused' } })
    const missing = (await json(driftingCluster(), '/services/default/web')).virtualServers[0].nodes[1].realServers.at(
      -1,
    )
    expect(missing).toMatchObject({ state: 'missing', weight: null, active: null, ratesPerSecond: null })
  })

  it('says that there is no such Service', async () => {
    expect(await ask(referenceCluster(), '/api/v1/services/default/none')).toMatchObject({
      status: 404,
      body: expect.stringContaining('There is no Service “default/none”'),
    })
  })
})

describe('other addresses', () => {
  it.each([
    '/api',
    '/api/v1',
    '/api/v2/cluster',
    '/api/v1/nodes/a/b/c',
    '/api/v1/nodes/a/routes',
    '/api/v1/services/a',
    '/api/v1/__proto__',
  ])('%s is not there, and says what is', async (path) => {
    const answer = await ask(referenceCluster(), path)
    expect(answer.status).toBe(404)
    expect(JSON.parse(answer.body).error).toContain('openapi.json')
  })

  it('the OpenAPI document names every address', async () => {
    const document = await json(referenceCluster(), '/openapi.json', { basePath: '/x' })
    expect(document.servers).toEqual([{ url: '/x' }])
    expect(Object.keys(document.paths)).toContain('/api/v1/nodes/{node}/table')
    expect(Object.keys(document.paths['/api/v1/walks/{id}'])).toEqual(['get', 'delete'])
  })

  it.each(['/api/v1/cluster', '/api/v1/services/default/web', '/api/v1/flows', '/api/v1/openapi.json'])(
    '%s is only read',
    async (path) => {
      const flowsOf = vi.fn()
      const answer = await answerRest(sources(referenceCluster(), { flowsOf }), { ...reading(path), method: 'POST' })
      expect(flowsOf).not.toHaveBeenCalled()
      expect([answer?.status, answer?.headers['allow']]).toEqual([405, 'GET, HEAD'])
    },
  )

  it('every address and method of tests, captures and walks in the document is answered', async () => {
    const document = await json(referenceCluster(), '/openapi.json')
    for (const [address, methods] of Object.entries<object>(document.paths)) {
      if (!/access|captures|walks/.test(address)) continue
      for (const method of Object.keys(methods)) {
        const request = { ...reading(address.replace('{id}', 'a')), method: method.toUpperCase() as 'GET' }
        const answer = await answerRest(sources(referenceCluster()), request)
        expect(String(answer?.body), `${method} ${address}`).not.toContain('openapi.json')
        expect(answer?.status).not.toBe(405)
      }
    }
  })

  it('pages are no business of the twin', async () => {
    expect(answerRest(sources(emptyCluster), reading('/services/api'))).toBeNull()
  })
})

describe('/healthz and /readyz', () => {
  it('say which part is not ready', async () => {
    expect(await ask(emptyCluster, '/healthz')).toMatchObject({ status: 200, body: 'ok\n' })
    expect(await ask(emptyCluster, '/readyz')).toMatchObject({ status: 200, body: 'ready\n' })
    const missing = async (key: keyof Readiness) =>
      await ask(emptyCluster, '/readyz', '', { readiness: () => ({ ...ready, [key]: false }) })
    expect(await missing('pagesArePresent')).toMatchObject({
      status: 503,
      body: expect.stringContaining('npm run build'),
    })
    expect(await missing('apiWasAsked')).toMatchObject({ status: 503, body: expect.stringContaining('Kubernetes') })
    expect(await missing('storeIsFine')).toMatchObject({ status: 200, body: expect.stringContaining('Degraded') })
    expect(await missing('fleetWasAsked')).toMatchObject({ status: 503, body: expect.stringContaining('agent') })
  })
})
