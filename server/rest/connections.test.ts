import { describe, expect, it } from 'vitest'
import { referenceCluster } from '#model/fixtures/clusters.ts'
import { type FlowRow, makeFlowId } from '#model/flow.ts'
import { makeFilterKey } from '#model/flow-filter.ts'
import { makeNodeName } from '#model/ids.ts'
import { anyFlow } from '#model/scope.ts'
import type { ConnectionsQuestion, ConnectionsRead } from '#model/sources/connections/report.ts'
import { answerConnections, type ConnectionsOf } from './connections.ts'
import { projectFlows } from './flows.ts'

const now = () => Date.UTC(2025, 2, 14)
const cluster = referenceCluster()
const node = makeNodeName('zmaster0')

const connection: ConnectionsRead['connections'][number] = {
  protocol: 'TCP',
  client: { address: '10.104.197.218', port: 58_654 },
  virtual: { address: '10.104.197.218', port: 80 },
  source: { address: '100.117.189.64', port: 31_076 },
  real: { address: '100.66.209.194', port: 80 },
  state: 'TIME_WAIT',
  expiresSeconds: 116,
  packets: null,
  bytes: { out: 395, back: 283 },
}
const read: ConnectionsRead = {
  is: 'read',
  clock: { monotonicNs: '1', wallMs: 1 },
  total: { connections: 9, templates: 1, invalidated: 0, portless: 0, notUnderstood: 0 },
  cut: null,
  fitting: 4,
  connections: [connection],
  templates: {
    fitting: 1,
    shown: [
      {
        match: { protocol: 'TCP', address: '10.104.197.218', port: 80 },
        client: '100.66.209.195',
        real: { address: '100.66.209.194', port: 80 },
        state: 'ASSURED',
        expiresSeconds: 299,
        isInvalidated: false,
        engine: null,
      },
    ],
  },
  counts: null,
  conntrack: { is: 'read', found: 1, cut: null },
}

/** The answer, and what the agent was asked for it. */
async function ask(
  search: string,
  {
    name = 'zmaster0',
    wantsText = false,
    of = async () => ({ ok: true as const, value: read }),
  }: {
    name?: string
    wantsText?: boolean
    of?: ConnectionsOf
  } = {},
) {
  const asked: ConnectionsQuestion[] = []
  const answer = await answerConnections(
    cluster,
    { node: name, query: new URLSearchParams(search), wantsText },
    (to, question) => {
      asked.push(question)
      return of(to, question)
    },
    now,
  )
  return { ...answer, body: String(answer.body), asked }
}

describe('/api/v1/nodes/NODE/connections', () => {
  it('tells names beside addresses, before and after translation', async () => {
    const { body, status } = await ask('')
    expect(status).toBe(200)
    expect(JSON.parse(body)).toMatchObject({
      node: 'zmaster0',
      readAt: '2025-03-14T00:00:00.000Z',
      total: { connections: 9 },
      fitting: 4,
      leftOut: 3,
      connections: [
        {
          client: { address: '10.104.197.218', port: 58_654, ownProcessOf: 'zmaster0' },
          virtual: { service: 'default/web', role: 'cluster-ip' },
          source: { address: '100.117.189.64', port: 31_076 },
          isTranslated: true,
          real: { address: '100.66.209.194', pod: expect.stringMatching(/^default\/web-/) },
          packets: null,
          bytes: { out: 395, back: 283 },
        },
      ],
    })
  })

  it('asks the agent for what the query says', async () => {
    const { asked } = await ask(
      'virtual=TCP+10.96.0.1:80&virtual=UDP+[fd00::1]:53&client=10.0.0.1&backend=10.0.0.2&state=ESTABLISHED&protocol=TCP&limit=7&templates&counts',
    )
    expect(asked).toEqual([
      {
        virtual: [
          { protocol: 'TCP', address: '10.96.0.1', port: 80 },
          { protocol: 'UDP', address: 'fd00::1', port: 53 },
        ],
        client: '10.0.0.1',
        real: '10.0.0.2',
        state: 'ESTABLISHED',
        protocol: 'TCP',
        limit: 7,
        templates: true,
        counts: true,
      },
    ])
  })

  it('asks for as many as usual when the query says nothing', async () => {
    expect((await ask('limit=')).asked[0]).toMatchObject({ limit: 200, templates: false, counts: false })
  })

  it('as text is what ipvsadm prints, templates included', async () => {
    const { body, asked, headers } = await ask('', { wantsText: true })
    expect(asked[0]!.templates).toBe(true)
    expect(headers['content-type']).toMatch(/^text\/plain/)
    expect(body).toBe(`IPVS connection entries
pro expire state       source             virtual            destination
TCP 01:56  TIME_WAIT   10.104.197.218:58654 10.104.197.218:80  100.66.209.194:80
TCP 04:59  ASSURED     100.66.209.195:0   10.104.197.218:80  100.66.209.194:80
`)
  })

  it.for<[string, Parameters<typeof ask>[1], number, string]>([
    ['', { name: 'nobody' }, 404, 'There is no node “nobody”; /api/v1/nodes lists them.'],
    ['client=me', {}, 400, 'The question is not understood: client: is no IP address.'],
    ['limit=many', {}, 400, 'The question is not understood: limit: Invalid type: Expected number but received NaN.'],
    ['virtual=web', {}, 400, 'virtual: “web” is no virtual server; write it as “TCP 10.96.0.1:80”.'],
    [
      '',
      { of: async () => ({ ok: false, why: 'Its agent does not answer.' }) },
      409,
      'The connections of node “zmaster0” cannot be read: Its agent does not answer.',
    ],
    [
      '',
      { of: async () => ({ ok: true, value: { is: 'absent', why: 'The ip_vs module is not loaded.' } }) },
      409,
      'Node “zmaster0” has no connections to show: The ip_vs module is not loaded.',
    ],
  ])('“%s” is answered with one sentence where it cannot be', async ([search, options, status, error]) => {
    const answer = await ask(search, options)
    expect(answer.status).toBe(status)
    expect(JSON.parse(answer.body)).toEqual({ error })
  })
})

describe('/api/v1/flows', () => {
  it('lists the newest first, and how each node was asked', async () => {
    const row = (firstSeenAt: number, port: number): FlowRow => ({
      ...connection,
      client: { ...connection.client, port },
      node,
      firstSeenAt,
      readAt: now(),
      goneAt: null,
    })
    const rows = [row(now() - 9_000, 1), row(now() - 2_000, 2)]
    const filter = { ...anyFlow, service: 'default/web', state: 'TIME_WAIT' }
    const projected = await projectFlows(
      cluster,
      new URLSearchParams('service=default/web&state=TIME_WAIT&else=1'),
      async (asked) => {
        expect(asked).toEqual(filter)
        return {
          flows: new Map(rows.map((each) => [makeFlowId(node, each), each])),
          feeds: new Map([
            [
              node,
              {
                is: 'read',
                at: now(),
                connections: 9,
                counts: { [makeFilterKey(filter)]: { fitting: 4, shown: 2 } },
                cut: null,
                withoutConntrack: null,
              },
            ],
          ]),
        }
      },
      now,
    )
    const { value } = projected as { value: { flows: object[]; nodes: object[] } }
    expect(value.flows).toMatchObject([
      { node: 'zmaster0', firstSeenAt: '2025-03-13T23:59:58.000Z', client: { port: 2 } },
      { client: { port: 1 } },
    ])
    expect(value.nodes).toContainEqual({
      name: 'zmaster0',
      is: 'read',
      at: '2025-03-14T00:00:00.000Z',
      connections: 9,
      fitting: 4,
      shown: 2,
      onlyPartRead: null,
      withoutConntrack: null,
    })
    expect(value.nodes).toContainEqual({ name: 'znode0', is: 'not-asked' })
  })

  it('says what of a filter it does not understand', async () => {
    const projected = await projectFlows(cluster, new URLSearchParams('client=me'), async () => expect.fail(), now)
    expect(projected).toEqual({ is: 'error', status: 400, error: 'client: “me” is no IP address.' })
  })
})
