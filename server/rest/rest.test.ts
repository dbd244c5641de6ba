import { describe, expect, it } from 'vitest'
import type { Cluster } from '#model/cluster.ts'
import { emptyCluster } from '#model/cluster.ts'
import { driftingCluster, everyServiceKind, oddNames, referenceCluster, silentNodes } from '#model/fixtures/clusters.ts'
import type { Reading } from '#model/load.ts'
import { mapCounters } from '#model/load.ts'
import type { Readiness } from './ready.ts'
import { answerRest, type RestSources } from './rest.ts'

const ready: Readiness = { pagesArePresent: true, apiWasAsked: true, fleetWasAsked: true }
const sources = (cluster: Cluster, over: Partial<RestSources> = {}): RestSources => ({
  cluster: () => cluster,
  readingOf: () => null,
  readiness: () => ready,
  basePath: '',
  version: '1',
  ...over,
})

function ask(cluster: Cluster, address: string, accept = '*/*', over: Partial<RestSources> = {}) {
  const [path = '', search] = address.split('?')
  const answer = answerRest(sources(cluster, over), { path, query: new URLSearchParams(search), accept })
  if (answer === null) throw new Error('not an address of the twin')
  return answer
}
/** The value as a program reads it. */
const json = (cluster: Cluster, address: string, over: Partial<RestSources> = {}) =>
  JSON.parse(ask(cluster, `/api/v1${address}`, '*/*', over).body)
const text = (cluster: Cluster, address: string, over: Partial<RestSources> = {}) =>
  ask(cluster, `/api/v1${address}`, 'text/plain', over)

describe('/api/v1/cluster', () => {
  it('counts nodes by the state of their feed, and tables that differ', () => {
    expect(json(silentNodes(), '/cluster')).toMatchObject({
      nodes: { total: 6, fine: 3, late: 1, unreachable: 1, refused: 1 },
      tables: { compared: 4, different: 0 },
    })
    expect(json(driftingCluster(), '/cluster').tables).toEqual({ compared: 6, different: 5 })
  })

  it('says that it has no state yet rather than inventing a time', () => {
    expect(json(emptyCluster, '/cluster').readAt).toBeNull()
  })
})

describe('/api/v1/nodes', () => {
  it('tells freshness, and null for what is not known', () => {
    const { nodes } = json(silentNodes(), '/nodes')
    const node = (name: string) => nodes.find((each: { name: string }) => each.name === name)
    expect(node('znode2')).toMatchObject({ feed: { is: 'unreachable', why: expect.stringContaining('ECONNREFUSED') } })
    expect(node('znode3').table).toEqual({ is: 'absent', why: 'the ip_vs module is not loaded' })
    expect(node('znode4').table).toEqual({ is: 'unknown', why: null })
    expect(node('zmaster0').table).toMatchObject({ is: 'read', agrees: true, virtualServersThatDiffer: 0 })
    expect(node('znode4').readAt).toBeNull()
  })
})

describe('/api/v1/nodes/NODE/table', () => {
  it('gives names beside addresses', () => {
    const { virtualServers } = json(referenceCluster(), '/nodes/znode0/table')
    expect(virtualServers).toMatchObject([
      {
        key: 'TCP 10.104.197.218:80',
        service: { id: 'default/web', port: 80, role: 'cluster-ip' },
        realServers: [{ pod: 'default/web-96d5df5c8-qcbvc', weight: 1 }, {}, {}],
      },
    ])
  })

  it('gives ipvsadm’s text where text is asked for', () => {
    const answer = text(referenceCluster(), '/nodes/znode0/table')
    expect(answer.headers['content-type']).toContain('text/plain')
    expect(answer.body).toMatch(/^IP Virtual Server version 1\.2\.1 \(size=4096\)\nProt /)
    expect(answer.headers['fairlead-read-at']).toMatch(/^2025-03-14T/)
  })

  it('says why there is no text', () => {
    expect(text(silentNodes(), '/nodes/znode3/table')).toMatchObject({
      status: 409,
      body: expect.stringContaining('ip_vs module'),
    })
    expect(text(silentNodes(), '/nodes/znode4/table')).toMatchObject({
      status: 409,
      body: expect.stringContaining('not answered'),
    })
    expect(text(referenceCluster(), '/nodes/znode9/table')).toMatchObject({ status: 404 })
  })

  it('gives exact totals as decimal strings, and in ipvsadm’s words with ?stats', () => {
    const cluster = referenceCluster()
    const node = [...cluster.nodes.values()][0]!
    if (node.table.is !== 'read') throw new Error('no table')
    const reading: Reading = {
      table: node.table.hash,
      monotonicNs: 1n,
      bootId: 'b',
      active: new Uint32Array(3),
      inactive: new Uint32Array(3),
      counters: mapCounters((name) => BigUint64Array.from(name === 'inBytes' ? [2n ** 63n, 1n, 2n] : [1n, 2n, 3n])),
      totals: null,
    }
    const readingOf = () => reading
    const [server] = json(cluster, `/nodes/${node.name}/table`, { readingOf }).virtualServers
    expect(server.realServers[0].totals).toMatchObject({ connections: '1', inBytes: '9223372036854775808' })
    const stats = text(cluster, `/nodes/${node.name}/table?stats`, { readingOf }).body
    expect(stats).toContain('InBytes')
    expect(stats).toContain('TCP  10.104.197.218:80                   6        6        6 9223372036854775811')
    expect(text(cluster, `/nodes/${node.name}/table?stats`).status).toBe(409)
  })
})

describe('/api/v1/services', () => {
  it('has Services without virtual servers too', () => {
    const { services } = json(everyServiceKind(), '/services')
    const types = new Set(services.map((service: { type: string }) => service.type))
    expect([...types].sort()).toEqual(['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'])
    expect(services.some((service: { headless: boolean }) => service.headless)).toBe(true)
  })

  it('keeps names as they are', () => {
    const cluster = oddNames()
    const names = [...cluster.services.values()].map(({ name }) => name)
    expect(json(cluster, '/services').services.map((service: { name: string }) => service.name)).toEqual(names)
  })

  it('gives the matrix of one: every disagreement named', () => {
    const { virtualServers, endpoints, settling } = json(driftingCluster(), '/services/default/web')
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

  it('leaves open what is not known of a node', () => {
    const [web] = json(silentNodes(), '/services/default/web').virtualServers
    const node = web.nodes.find((each: { node: string }) => each.node === 'znode4')
    expect(node).toMatchObject({ present: null, realServers: null, feed: { is: 'refused' } })
    const missing = json(driftingCluster(), '/services/default/web').virtualServers[0].nodes[1].realServers.at(-1)
    expect(missing).toMatchObject({ state: 'missing', weight: null, active: null, ratesPerSecond: null })
  })

  it('says that there is no such Service', () => {
    expect(ask(referenceCluster(), '/api/v1/services/default/none')).toMatchObject({
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
    '/api/v1/nodes/a',
    '/api/v1/nodes/a/routes',
    '/api/v1/services/a',
    '/api/v1/__proto__',
  ])('%s is not there, and says what is', (path) => {
    const answer = ask(referenceCluster(), path)
    expect(answer.status).toBe(404)
    expect(JSON.parse(answer.body).error).toContain('openapi.json')
  })

  it('the OpenAPI document names every address', () => {
    const document = json(referenceCluster(), '/openapi.json', { basePath: '/x' })
    expect(document.servers).toEqual([{ url: '/x' }])
    expect(Object.keys(document.paths)).toContain('/api/v1/nodes/{node}/table')
  })

  it('pages are no business of the twin', () => {
    expect(
      answerRest(sources(emptyCluster), { path: '/services/api', query: new URLSearchParams(), accept: '' }),
    ).toBeNull()
  })
})

describe('/healthz and /readyz', () => {
  it('say which part is not ready', () => {
    expect(ask(emptyCluster, '/healthz')).toMatchObject({ status: 200, body: 'ok\n' })
    expect(ask(emptyCluster, '/readyz')).toMatchObject({ status: 200, body: 'ready\n' })
    const missing = (key: keyof Readiness) =>
      ask(emptyCluster, '/readyz', '', { readiness: () => ({ ...ready, [key]: false }) })
    expect(missing('pagesArePresent')).toMatchObject({ status: 503, body: expect.stringContaining('npm run build') })
    expect(missing('apiWasAsked')).toMatchObject({ status: 503, body: expect.stringContaining('Kubernetes') })
    expect(missing('fleetWasAsked')).toMatchObject({ status: 503, body: expect.stringContaining('agent') })
  })
})
