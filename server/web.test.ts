import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { plainWeb } from './testing.ts'
import { parsePath, startWeb, type Web } from './web.ts'

let web: Web
const faults: unknown[] = []
const upgraded: string[] = []

beforeEach(async () => {
  faults.length = 0
  upgraded.length = 0
  web = await startWeb({
    ...plainWeb,
    host: '127.0.0.1',
    port: 0,
    basePath: '/x',
    answer: ({ path }) => {
      if (path === '/fault') throw new Error('odd')
      return { status: 200, headers: { 'content-type': 'text/plain' }, body: path }
    },
    identify: () => null,
    refuse: () => null,
    onAction: () => {},
    upgrade: (request, socket) => {
      upgraded.push(request.url ?? '')
      socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n')
    },
    onFault: (error) => faults.push(error),
  })
})
afterEach(() => web.close())

/** What comes back for raw bytes, until the hub closes. */
const send = (text: string): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(web.port, '127.0.0.1')
    let got = ''
    socket.on('data', (chunk) => {
      got += chunk
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(got))
    socket.write(text)
  })

const head = 'Host: hub\r\nConnection: close\r\n'
const upgrade = 'Host: hub\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n'

describe('requests', () => {
  it('are answered below the base path with the headers every answer has', async () => {
    const response = await fetch(`${web.url}a/b`)
    expect(await response.text()).toBe('/a/b')
    for (const name of ['x-frame-options', 'referrer-policy', 'permissions-policy', 'cross-origin-opener-policy']) {
      expect(response.headers.get(name)).not.toBeNull()
    }
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('server')).toBeNull()
  })

  it.each<[string, number]>([
    ['GET /x/a HTTP/1.1', 200],
    ['HEAD /x/a HTTP/1.1', 200],
    ['GET /x HTTP/1.1', 200],
    ['GET / HTTP/1.1', 404],
    ['GET /xy HTTP/1.1', 404],
    ['POST /x/a HTTP/1.1', 405],
    ['DELETE /x/a HTTP/1.1', 405],
    ['OPTIONS * HTTP/1.1', 405],
    ['GET http://evil.example/x/a HTTP/1.1', 400],
    ['GET //evil.example/x HTTP/1.1', 400],
    ['GET /x//a HTTP/1.1', 400],
    ['GET /x/../etc HTTP/1.1', 400],
    ['GET /x/%2e%2e/etc HTTP/1.1', 400],
    ['GET /x/a%2fb HTTP/1.1', 400],
    ['GET /x/a%5cb HTTP/1.1', 400],
    ['GET /x/a\\b HTTP/1.1', 400],
    ['GET /x/%00 HTTP/1.1', 400],
    ['GET /x/%0d%0a HTTP/1.1', 400],
    ['GET /x/%ff HTTP/1.1', 400],
  ])('%s is answered with %i', async (line, status) => {
    expect(await send(`${line}\r\n${head}\r\n`)).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  })

  it('that fail in us are a sentence, and told', async () => {
    const response = await fetch(`${web.url}fault`)
    expect([response.status, await response.json()]).toEqual([500, { error: expect.stringContaining('log') }])
    expect(faults).toHaveLength(1)
  })

  it('with headers without end are cut off', async () => {
    expect(await send(`GET /x/a HTTP/1.1\r\nA: ${'x'.repeat(10_000)}\r\n\r\n`)).toBe('')
  })

  it('with a body are not kept', async () => {
    const got = await send('GET /x/a HTTP/1.1\r\nHost: hub\r\nContent-Length: 3\r\n\r\nabc')
    expect(got).toMatch(/connection: close/i)
  })
})

describe('upgrades', () => {
  it('of the socket’s path are passed on', async () => {
    expect(await send(`GET /x/socket/?EIO=4 HTTP/1.1\r\n${upgrade}\r\n`)).toContain('101')
    expect(upgraded).toHaveLength(1)
  })

  it.each([
    '/',
    '/socket/',
    '/x/',
    '/x/socketeer',
    '/x/socket/more',
    '/x/api/v1/cluster',
    '/x/_next/webpack-hmr',
    'http://127.0.0.1:1/x/socket/',
    '//127.0.0.1:1/x/socket/',
    '/x/%73ocket/../a',
  ])('of %s are destroyed', async (target) => {
    expect(await send(`GET ${target} HTTP/1.1\r\n${upgrade}\r\n`)).toBe('')
    expect(upgraded).toHaveLength(0)
  })
})

it('paths are decoded once', () => {
  expect(parsePath('/nodes/%E8%8A%82%E7%82%B9?a=b?c', '')).toMatchObject({ path: '/nodes/节点' })
  expect(parsePath('/a?b=c?d', '')?.query.get('b')).toBe('c?d')
  expect(parsePath('/%2541', '')?.path).toBe('/%41')
})
