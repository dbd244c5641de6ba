import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { everybody, type Role } from '#model/principal.ts'
import { makeGate } from './gate.ts'
import { plainWeb } from './testing.ts'
import { startWeb, type Web, type WebRequest } from './web.ts'

let web: Web
let roles: readonly Role[]
let passed: WebRequest[]

const identify = () => ({ principal: { ...everybody, roles }, session: null, isStill: () => true })

beforeEach(async () => {
  roles = ['admin']
  passed = []
  web = await startWeb({
    ...plainWeb,
    host: '127.0.0.1',
    port: 0,
    basePath: '/x',
    answer: (request) => {
      if (request.method !== 'GET') passed.push(request)
      return { status: 200, headers: { 'content-type': 'text/plain' }, body: 'ok' }
    },
    identify,
    refuse: makeGate({
      login: 'demo',
      identify,
      peerOf: plainWeb.peerOf,
      allowedOrigins: ['https://portal.example'],
      hosts: ['portal.example'],
    }).refuse,
    onAction: () => {},
    upgrade: (_request, socket) => socket.destroy(),
    onFault: () => {},
  })
})
afterEach(() => web.close())

interface Sent {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string | null>>
  readonly body: string
}

/** The status of the answer; headers that are null are left out. */
function send({ method, path, headers, body }: Sent): Promise<number> {
  const lines = Object.entries({
    host: `127.0.0.1:${web.port}`,
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
    connection: 'close',
  }).flatMap(([name, value]) => (value === null ? [] : `${name}: ${value}`))
  return new Promise((resolve, reject) => {
    const socket = connect(web.port, '127.0.0.1')
    let got = ''
    socket.on('data', (chunk) => {
      got += chunk
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(got)?.[1] ?? 0)))
    socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`)
  })
}

const post: Sent = { method: 'POST', path: '/x/api/v1/access-tests', headers: {}, body: '{"ports":[]}' }
const own = () => `http://127.0.0.1:${web.port}`

describe('what passes', () => {
  it.each<[string, () => Partial<Sent>]>([
    ['a program', () => ({})],
    ['a page of this hub', () => ({ headers: { origin: own(), 'sec-fetch-site': 'same-origin' } })],
    ['with a character set', () => ({ headers: { 'content-type': 'application/json; charset=utf-8' } })],
    ['by a name of this machine', () => ({ headers: { host: `localhost:${web.port}` } })],
    [
      'through the proxy that was configured',
      () => ({ headers: { host: 'portal.example', origin: 'https://portal.example' } }),
    ],
    ['a deletion without a body', () => ({ method: 'DELETE', body: '', headers: { 'content-type': null } })],
    [
      'a body in pieces',
      () => ({ body: '2\r\n{}\r\n0\r\n\r\n', headers: { 'content-length': null, 'transfer-encoding': 'chunked' } }),
    ],
  ])('%s', async (_name, over) => {
    expect(await send({ ...post, ...over() })).toBe(200)
    expect(passed).toHaveLength(1)
    expect(passed[0]!.by).toBe('127.0.0.1')
  })

  it('with what was sent', async () => {
    await send(post)
    expect(passed[0]).toMatchObject({ method: 'POST', path: '/api/v1/access-tests', body: { ports: [] } })
  })
})

/** Each of these alone is enough. */
const spoils: readonly [name: string, status: number, over: Partial<Sent>][] = [
  ['another site’s page', 403, { headers: { origin: 'https://evil.example' } }],
  ['no origin to speak of', 403, { headers: { origin: 'null' } }],
  ['an origin that begins alike', 403, { headers: { origin: 'https://portal.example.evil' } }],
  ['an allowed origin in clear text', 403, { headers: { origin: 'http://portal.example' } }],
  ['another port', 403, { headers: { origin: 'http://127.0.0.1:1' } }],
  ['a file', 403, { headers: { origin: 'file://' } }],
  ['by the browser’s word from elsewhere', 403, { headers: { 'sec-fetch-site': 'cross-site' } }],
  ['a name that was made to point here', 421, { headers: { host: 'evil.example' } }],
  ['that name with its own origin', 421, { headers: { host: 'evil.example', origin: 'http://evil.example' } }],
  ['text', 415, { headers: { 'content-type': 'text/plain' } }],
  ['a form', 415, { headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
  ['another form', 415, { headers: { 'content-type': 'multipart/form-data; boundary=x' } }],
  ['no kind', 415, { headers: { 'content-type': null } }],
  ['a kind that begins alike', 415, { headers: { 'content-type': 'application/jsonp' } }],
  ['a post of nothing, of no kind', 415, { body: '', headers: { 'content-type': null } }],
  ['no JSON', 400, { body: '{' }],
  ['too much', 413, { body: `"${'x'.repeat(70_000)}"` }],
  [
    'too much in pieces',
    413,
    {
      body: `${(70_000).toString(16)}\r\n${'x'.repeat(70_000)}\r\n0\r\n\r\n`,
      headers: { 'content-length': null, 'transfer-encoding': 'chunked' },
    },
  ],
  ['a page’s address', 405, { path: '/x/services' }],
  ['the root', 405, { path: '/x/' }],
  ['outside of the base path', 405, { path: '/api/v1/access-tests' }],
  ['health', 405, { path: '/x/healthz' }],
  ['another version', 405, { path: '/x/api/v2/access-tests' }],
  ['dot segments', 400, { path: '/x/api/v1/../access-tests' }],
  ['doubled slashes', 400, { path: '/x//api/v1/access-tests' }],
  ['an encoded slash', 400, { path: '/x/api%2fv1/access-tests' }],
]

describe('what does not pass', () => {
  it.each(spoils)('%s: %i', async (_name, status, over) => {
    expect(await send({ ...post, ...over })).toBe(status)
    expect(passed).toEqual([])
  })

  it.each(['PUT', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND', 'post', 'constructor'])('%s', async (method) => {
    expect([400, 405, 0]).toContain(await send({ ...post, method }))
    expect(passed).toEqual([])
  })

  it.each(['x-http-method-override', 'x-http-method', 'x-method-override'])('a GET with %s', async (name) => {
    expect(await send({ ...post, method: 'GET', headers: { [name]: 'POST' } })).toBe(200)
    expect(passed).toEqual([])
  })

  it('two of them together neither', async () => {
    const merged = spoils.flatMap(([, , a], at) =>
      spoils.slice(at + 1).map(([, , b]) => ({ ...a, ...b, headers: { ...a.headers, ...b.headers } })),
    )
    await Promise.all(merged.map((over) => send({ ...post, ...over }).catch(() => 0)))
    expect(merged.length).toBeGreaterThan(200)
    expect(passed).toEqual([])
  })

  it.each<[string, readonly Role[]]>([
    ['nothing', []],
    ['look', ['view', 'snapshot']],
    ['something else', ['view', 'capture']],
  ])('anything of who may %s', async (_name, own) => {
    roles = own
    expect(await send(post)).toBe(403)
    expect(await send({ ...post, method: 'DELETE', path: `${post.path}/a`, body: '' })).toBe(403)
    expect(passed).toEqual([])
  })
})
