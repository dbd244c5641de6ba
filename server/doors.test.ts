/** Every address of the twin, asked in every odd way, by everybody: nothing of the cluster comes out that should not. */
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Cluster } from '#model/cluster.ts'
import { embedViews } from '#model/embed/views.ts'
import { withFlows } from '#model/fixtures/flows.ts'
import { tellsSecrets, twoTenants } from '#model/fixtures/two-tenants.ts'
import { everybody, type Principal } from '#model/principal.ts'
import { makeAnswers } from './auth/answers.ts'
import { makeIdentify, tokensOf } from './auth/identify.ts'
import { makeSessions } from './auth/sessions.ts'
import { makeEmbed } from './embed/embed.ts'
import { makeGate } from './gate.ts'
import { makeIdentifyAll } from './identify.ts'
import { doors } from './rest/doors.ts'
import { openApi } from './rest/openapi.ts'
import { answerRest, type RestSources } from './rest/rest.ts'
import { plainWeb } from './testing.ts'
import { startWeb, type Web } from './web.ts'

const viewToken = 'v'.repeat(43)
const token = 't'.repeat(43)
const sessions = makeSessions(Date.now)
const settings = { is: 'token', token, viewToken } as const
const tokens = tokensOf(settings)
const embed = makeEmbed({
  settings: { parents: ['https://portal.example'], key: '' },
  key: Buffer.alloc(32, 1),
  now: Date.now,
})
const identify = makeIdentify({ settings, host: '127.0.0.1', tokens, sessions, now: Date.now })
const gate = makeGate({ login: 'token', identify, peerOf: plainWeb.peerOf, allowedOrigins: [], hosts: [] })
const limited: Principal = { ...everybody, id: 'limited', namespaces: ['mine'] }

const [cluster] = fc.sample(
  twoTenants.filter(
    ({ services, walks, packets, flows }) =>
      services.has('mine/mine-1' as never) &&
      services.has('secret/secret-1' as never) &&
      walks.size > 1 &&
      packets.size > 2 &&
      flows.size > 1,
  ),
  { numRuns: 1, seed: 7 },
) as [Cluster]

/** Whether a text tells anything of the cluster at all. */
const tells = (text: string): boolean => /mine|192\.168\.0\.|"n[123]"/.test(text) || tellsSecrets(text)

const begun: string[] = []
const begin = (what: string) => () => {
  begun.push(what)
  return { ok: true, id: 'abc' } as const
}
const end = (what: string) => () => begun.push(what) > 0

const sources: RestSources = {
  cluster: () => cluster,
  proofs: () => cluster,
  statisticsOf: async () => ({ ok: false, why: 'no' }),
  connectionsOf: async () => ({
    ok: true,
    value: {
      is: 'read',
      clock: { monotonicNs: '1', wallMs: 0 },
      total: { connections: 2, templates: 0, invalidated: 0, portless: 0, notUnderstood: 0 },
      cut: null,
      fitting: cluster.flows.size,
      connections: [...cluster.flows.values()].map((row) => ({ ...row, packets: null, bytes: null })),
      templates: null,
      counts: null,
      conntrack: { is: 'unreadable', why: 'no' },
    },
  }),
  flowsOf: async () => ({ flows: withFlows(cluster, [...cluster.flows.values()]).flows, feeds: cluster.flowFeeds }),
  compare: async ({ principal }) => ({
    status: 200,
    headers: {},
    body: principal?.namespaces === null ? 'secret' : 'mine',
  }),
  history: null,
  metrics: async (_cluster, isWhole) => ({ status: 200, headers: {}, body: isWhole ? 'secret' : 'mine' }),
  now: Date.now,
  readiness: () => ({ pagesArePresent: true, apiWasAsked: true, fleetWasAsked: true, storeIsFine: true }),
  version: '1',
  basePath: '',
  until: async () => {},
  access: { start: begin('test'), schedule: begin('schedule'), cancel: end('cancel'), unschedule: end('unschedule') },
  captures: { start: begin('capture'), stop: end('stop'), forget: end('forget'), file: () => Buffer.from('secret') },
  walks: {
    start: begin('walk'),
    cancel: end('cancel'),
    forget: end('forget'),
    keep: end('keep'),
    file: () => Buffer.from('secret'),
  },
  snapshots: {
    create: async () => ({ ok: false, status: 404, error: 'No.' }),
    preview: async () => ({ ok: true, preview: {} }),
    open: async () => ({ ok: false, status: 404, error: 'No.' }),
    list: async () => ({ ok: true, snapshots: [{ id: 'mine', takenAt: 1, madeAt: 1, expiresAt: 1 }] }),
    file: async () => ({ ok: true, file: Buffer.from('mine') }),
    page: async () => ({ ok: true, page: Buffer.from('mine') }),
    remove: async () => ({ ok: false, status: 404, error: 'No.' }),
  },
  others: () => null,
}
const answerAuth = makeAnswers({
  mode: 'token',
  basePath: '',
  tokens,
  sessions,
  oidc: null,
  attempt: () => 0,
  onEnded: () => {},
  log: () => {},
})

const faults: unknown[] = []
let web: Web
const agent = new Agent({ keepAlive: true, maxSockets: 16 })
beforeAll(async () => {
  web = await startWeb({
    ...plainWeb,
    host: '127.0.0.1',
    port: 0,
    basePath: '',
    identify: makeIdentifyAll(embed, identify),
    refuse: gate.refuse,
    onAction: () => {},
    answer: (request) =>
      answerRest({ ...sources, others: () => answerAuth(request) ?? embed.answer(request) }, request) ?? {
        status: 200,
        headers: { 'content-type': 'text/html' },
        body: '<!doctype html>',
      },
    upgrade: (_request, socket) => socket.destroy(),
    onFault: (error) => faults.push(error),
  })
})
afterAll(async () => {
  agent.destroy()
  await web.close()
})

interface Ask {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

const send = ({ method, path, headers }: Ask): Promise<{ readonly status: number; readonly text: string }> =>
  new Promise((resolve) => {
    const hasBody = method === 'POST' || method === 'PUT' || method === 'PATCH'
    const request = httpRequest(
      {
        host: '127.0.0.1',
        port: web.port,
        agent,
        method,
        path,
        headers: { ...(hasBody ? { 'content-type': 'application/json' } : {}), ...headers },
      },
      (response: IncomingMessage) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk) => {
          text += chunk
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
      },
    )
    request.on('error', () => resolve({ status: 0, text: '' }))
    request.end(
      hasBody ? '{"ports":["secret/secret-1:80/TCP"],"port":"secret/secret-1:80/TCP","keep":true}' : undefined,
    )
  })

const values: Readonly<Record<string, string>> = {
  node: 'n1',
  namespace: 'secret',
  name: 'secret-1',
  id: 'b0',
  what: 'at',
}
const fill = (address: string): string => address.replace(/\{(\w+)\}/g, (_all, name: string) => values[name] ?? name)

/** Every address with every method it knows. */
const routes = Object.entries((openApi('', '1') as { paths: Record<string, object> }).paths).flatMap(
  ([address, methods]) =>
    Object.keys(methods).map((method) => ({ address, method: method.toUpperCase(), path: fill(address) })),
)

type Mutation = (ask: Ask) => Ask
const onPath =
  (change: (path: string) => string): Mutation =>
  (ask) => ({ ...ask, path: change(ask.path) })
const withHeader =
  (name: string, value: string | ((path: string) => string)): Mutation =>
  (ask) => ({ ...ask, headers: { ...ask.headers, [name]: typeof value === 'string' ? value : value(ask.path) } })
const asMethod =
  (method: string): Mutation =>
  (ask) => ({ ...ask, method })
const last = (path: string, change: (segment: string) => string) => path.replace(/[^/]+$/, (segment) => change(segment))

const mutations: Readonly<Record<string, Mutation>> = {
  'as it is': (ask) => ask,
  'doubled slash': onPath((path) => path.replace('/v1/', '/v1//')),
  'doubled slash in front': onPath((path) => `/${path}`),
  'encoded slash': onPath((path) => path.replace('/v1/', '/v1%2f')),
  'encoded slash, upper case': onPath((path) => path.replace('/v1/', '/v1%2F')),
  'encoded backslash': onPath((path) => path.replace('/v1/', '/v1%5c')),
  backslash: onPath((path) => path.replace('/v1/', '/v1\\')),
  'dot segment': onPath((path) => path.replace('/v1/', '/v1/./')),
  'dot segments': onPath((path) => path.replace('/v1/', '/v1/x/../')),
  'encoded dot segments': onPath((path) => path.replace('/v1/', '/v1/x/%2e%2e/')),
  'twice encoded dot segments': onPath((path) => path.replace('/v1/', '/v1/x/%252e%252e/')),
  'out of an open address': onPath((path) => path.replace('/api/v1/', '/healthz/../api/v1/')),
  'below an open address': onPath((path) => `/healthz${path}`),
  'below the assets': onPath((path) => `/_next/static${path}`),
  'literal key': onPath((path) => last(path, () => ':key')),
  'literal braces': onPath((path) => last(path, () => '{id}')),
  star: onPath((path) => last(path, () => '*')),
  prototype: onPath((path) => last(path, () => '__proto__')),
  'trailing slash': onPath((path) => `${path}/`),
  'trailing slashes': onPath((path) => `${path}//`),
  'trailing dot': onPath((path) => `${path}.`),
  'encoded trailing dot': onPath((path) => `${path}%2e`),
  'trailing space': onPath((path) => `${path}%20`),
  'trailing null': onPath((path) => `${path}%00`),
  'trailing semicolon': onPath((path) => `${path};a=b`),
  fragment: onPath((path) => `${path}%23`),
  'encoded question mark': onPath((path) => `${path}%3f`),
  'upper case': onPath((path) => path.toUpperCase()),
  'upper case of one part': onPath((path) => path.replace('/v1/', '/V1/')),
  'an encoded letter': onPath((path) => path.replace('/api/', '/%61pi/')),
  'every letter encoded': onPath((path) => path.replace(/[a-z]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`)),
  'full-width letters': onPath((path) => path.replace('api', encodeURIComponent('ａｐｉ'))),
  'over-long encoding': onPath((path) => path.replace('/v1/', '/v1%c0%af')),
  'absolute form': onPath((path) => `http://127.0.0.1${path}`),
  '.json': onPath((path) => `${path}.json`),
  '.rsc': onPath((path) => `${path}.rsc`),
  '.txt': onPath((path) => `${path}.txt`),
  '?_rsc': onPath((path) => `${path}?_rsc=1`),
  'a prefetched segment': onPath((path) => `${path}.segments/_tree.segment.rsc`),
  'a public query': onPath((path) => `${path}?token=&auth=none&role=admin&principal=admin&wait=1`),
  'RSC header': withHeader('rsc', '1'),
  'prefetch header': withHeader('next-router-prefetch', '1'),
  'purpose header': withHeader('purpose', 'prefetch'),
  'middleware header': withHeader('x-middleware-subrequest', 'middleware:middleware:middleware:middleware:middleware'),
  'rewrite header': withHeader('x-middleware-rewrite', (path) => path),
  'invoke header': withHeader('x-invoke-path', (path) => path),
  'matched-path header': withHeader('x-matched-path', (path) => path),
  'original-url header': withHeader('x-original-url', (path) => path),
  'rewrite-url header': withHeader('x-rewrite-url', '/healthz'),
  'forwarded user': withHeader('x-forwarded-user', 'admin'),
  'forwarded groups': withHeader('x-forwarded-groups', 'operators'),
  'forwarded for': withHeader('x-forwarded-for', '127.0.0.1'),
  'forwarded host': withHeader('x-forwarded-host', 'localhost'),
  'empty bearer': (ask) => ('authorization' in ask.headers ? ask : withHeader('authorization', 'Bearer ')(ask)),
  'basic credentials': (ask) =>
    'authorization' in ask.headers ? ask : withHeader('authorization', 'Basic YWRtaW46')(ask),
  'many cookies': (ask) => ({
    ...ask,
    headers: {
      cookie: `fairlead=; fairlead=a; __Host-fairlead=${'x'.repeat(43)}; ${ask.headers['cookie'] ?? ''}`,
      ...omit(ask.headers),
    },
  }),
  'method override header': (ask) => withHeader('x-http-method-override', ask.method)({ ...ask, method: 'GET' }),
  'method override query': (ask) => ({ ...ask, method: 'GET', path: `${ask.path}?_method=${ask.method}` }),
  HEAD: asMethod('HEAD'),
  GET: asMethod('GET'),
  POST: asMethod('POST'),
  DELETE: asMethod('DELETE'),
  PUT: asMethod('PUT'),
  PATCH: asMethod('PATCH'),
  OPTIONS: asMethod('OPTIONS'),
}
const omit = ({ cookie: _cookie, ...rest }: Readonly<Record<string, string>>) => rest

const ended = sessions.start({ principal: everybody, by: '127.0.0.1', basis: '', idToken: null })
sessions.end(ended.session.id)
const cookieOf = (principal: Principal) =>
  `fairlead=${sessions.start({ principal: principal, by: '127.0.0.1', basis: '', idToken: null }).secret}`

/** As an embedded page comes by it: by a token for every view. */
function embedBearer(): string {
  const post = (path: string, body: unknown) =>
    JSON.parse(embed.answer({ method: 'POST', path: `/api/v1/${path}`, body, principal: everybody })!.body)
  const { token: once } = post('embed-tokens', { views: embedViews, namespaces: null })
  return post('embed/exchange', { token: once }).bearer
}

const askers: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  nobody: {},
  'whose login has ended': { cookie: `fairlead=${ended.secret}` },
  'with a wrong token': { authorization: `Bearer ${'x'.repeat(43)}` },
  'with the token of a snapshot': { authorization: `Bearer ${'s'.repeat(43)}`, cookie: `fairlead=${'s'.repeat(43)}` },
  'who may look': { authorization: `Bearer ${viewToken}` },
  'who sees one namespace': { cookie: cookieOf(limited) },
  'with what an embedded page holds': { authorization: `Bearer ${embedBearer()}` },
  'who may begin and not look': { cookie: cookieOf({ ...everybody, roles: ['probe', 'capture'] }) },
}

const asked = new Map<string, ReturnType<typeof askEverything>>()

/** Once for each who asks, one after the other. */
function askAll(who: string) {
  const known = asked.get(who) ?? askEverything(askers[who]!)
  asked.set(who, known)
  return known
}

async function askEverything(headers: Readonly<Record<string, string>>) {
  begun.length = 0
  const asks = routes
    .filter(({ path }) => path !== '/api/v1/logout')
    .flatMap(({ method, path }) =>
      Object.entries(mutations).map(([name, mutate]) => ({ name, ask: mutate({ method, path, headers }) })),
    )
  const answers: { readonly name: string; readonly ask: Ask; readonly status: number; readonly text: string }[] = []
  for (let at = 0; at < asks.length; at += 64)
    answers.push(
      ...(await Promise.all(asks.slice(at, at + 64).map(async (each) => ({ ...each, ...(await send(each.ask)) })))),
    )
  return { answers, begun: [...begun] }
}

const shown = ({ name, ask, status }: { readonly name: string; readonly ask: Ask; readonly status: number }) =>
  `${name}: ${ask.method} ${ask.path} ${status}`

describe('doors', () => {
  it('are on every address of the OpenAPI document, and on no other', () => {
    const described = Object.entries((openApi('', '1') as { paths: Record<string, object> }).paths)
    const itself = '/api/v1/openapi.json'
    expect(Object.keys(doors).sort()).toEqual([...described.map(([address]) => address), itself].sort())
    for (const [address, methods] of described)
      expect(Object.keys(doors[address]!.roles).sort(), address).toEqual(
        Object.keys(methods)
          .map((method) => method.toUpperCase())
          .sort(),
      )
    expect(Object.keys(mutations).length).toBeGreaterThanOrEqual(40)
  })

  it('let out everything to who may', async () => {
    const answers = await Promise.all(
      routes
        .filter(
          ({ method, address }) => method === 'GET' && !/healthz|readyz|openapi|login|history|schedules/.test(address),
        )
        .map(({ path, method }) => send({ method, path, headers: { authorization: `Bearer ${token}` } })),
    )
    expect(answers.filter(({ text }) => tells(text)).length).toBeGreaterThan(12)
  })

  it.each([
    'nobody',
    'whose login has ended',
    'with a wrong token',
    'with the token of a snapshot',
    'with what an embedded page holds',
    'who may begin and not look',
  ])(
    'tell nothing to %s',
    async (who) => {
      const { answers } = await askAll(who)
      expect(answers.length).toBeGreaterThan(routes.length * 40 - 100)
      expect(answers.filter(({ text }) => tells(text)).map(shown)).toEqual([])
    },
    60_000,
  )

  it.each([
    'nobody',
    'whose login has ended',
    'with a wrong token',
    'with the token of a snapshot',
    'with what an embedded page holds',
    'who may look',
  ])(
    'let nothing be begun or ended by %s',
    async (who) => {
      const { answers, begun } = await askAll(who)
      expect(begun).toEqual([])
      expect(answers.filter(({ text }) => /"isYours"/.test(text)).map(shown)).toEqual([])
    },
    60_000,
  )

  it('tell nothing of another namespace, and begin nothing there', async () => {
    const { answers, begun } = await askAll('who sees one namespace')
    // A sentence may say again what was asked for.
    const telling = answers.filter(({ status, text }) => status < 300 && tellsSecrets(text))
    expect(telling.map(shown)).toEqual([])
    expect(answers.some(({ text }) => text.includes('mine'))).toBe(true)
    expect(begun.filter((what) => /test|schedule|capture|walk/.test(what))).toEqual([])
    expect(faults).toEqual([])
  })
})
