import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import type { ProbeMethod } from '#model/probe/question.ts'
import { askOnce } from './ask.ts'
import { makeCertificate } from './testing.ts'

const host = '127.0.0.1'
const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

const listen = (onSocket: (socket: Socket) => void, at = host) =>
  new Promise<number>((resolve) => {
    const sockets = new Set<Socket>()
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      sockets.add(socket)
      socket.on('error', () => {})
      onSocket(socket)
    })
    server.listen(0, at, () => resolve((server.address() as AddressInfo).port))
    closing.push(() => {
      server.close()
      for (const socket of sockets) socket.destroy()
    })
  })

const listenHttp = (answer: RequestListener, isSecure = false) =>
  new Promise<number>((resolve) => {
    const server = isSecure ? createHttpsServer(makeCertificate(), answer) : createHttpServer(answer)
    server.listen(0, host, () => resolve((server.address() as AddressInfo).port))
    closing.push(() => {
      server.close()
      server.closeAllConnections()
    })
  })

const listenUdp = (onMessage: (socket: UdpSocket, message: Buffer, port: number) => void) =>
  new Promise<number>((resolve) => {
    const socket = createSocket('udp4')
    socket.on('message', (message, { port }) => onMessage(socket, message, port))
    socket.bind(0, host, () => resolve(socket.address().port))
    closing.push(() => socket.close())
  })

/** Nobody listens there any more. */
async function closedPort(): Promise<number> {
  const port = await listen(() => {})
  for (const close of closing.splice(0)) close()
  return port
}

const ask = (
  port: number,
  method: ProbeMethod,
  over: { timeoutMs?: number; sourcePort?: number; address?: string } = {},
) => askOnce({ address: host, port, method, timeoutMs: 60_000, sourcePort: null, ...over })

const tcp: ProbeMethod = { is: 'tcp' }
const http = (
  over: { path?: string; host?: string; statuses?: number[]; is?: 'http' | 'https' } = {},
): ProbeMethod => ({
  is: 'http',
  path: '/',
  host: '',
  statuses: [],
  ...over,
})

describe('over TCP', () => {
  test('a port that takes connections answers, and is left in order', async () => {
    const heard: string[] = []
    const port = await listen((socket) => {
      socket.on('end', () => {
        heard.push('end')
        socket.end()
      })
      socket.resume()
    })
    const before = Date.now()
    const tried = await ask(port, tcp)
    expect(tried).toEqual({
      outcome: 'answered',
      error: null,
      status: null,
      connectMs: expect.any(Number),
      firstByteMs: null,
      local: { address: host, port: expect.any(Number) },
      startedAtMs: expect.any(Number),
    })
    expect(tried.connectMs).toBeGreaterThan(0)
    expect(Math.round(tried.connectMs! * 1_000) / 1_000).toBe(tried.connectMs)
    expect(tried.startedAtMs).toBeGreaterThanOrEqual(before)
    expect(heard).toEqual(['end'])
  })

  test('from the source port that is asked for, and fails when that is taken', async () => {
    const port = await listen((socket) => socket.end().resume())
    const sourcePort = await closedPort()
    expect((await ask(port, tcp, { sourcePort })).local).toEqual({ address: host, port: sourcePort })
    const taken = await listen(() => {})
    expect(await ask(port, tcp, { sourcePort: taken })).toMatchObject({ outcome: 'failed', local: null })
  })

  test('a port that nobody listens on refuses, and both ends are known', async () => {
    const port = await closedPort()
    for (const method of [tcp, http(), http({ is: 'https' })]) {
      expect(await ask(port, method)).toMatchObject({
        outcome: 'refused',
        error: 'ECONNREFUSED',
        connectMs: null,
        local: { address: host },
      })
    }
  })

  test('over IPv6', async () => {
    const port = await listen((socket) => socket.end().resume(), '::1')
    const tried = await ask(port, tcp, { address: '::1' })
    expect(tried).toMatchObject({ outcome: 'answered', local: { address: '::1' } })
  })
})

describe('HTTP', () => {
  test('tells status and first byte of a page that takes its time', async () => {
    const port = await listenHttp((_, response) => void setTimeout(() => response.end('late'), 60))
    const tried = await ask(port, http())
    expect(tried).toMatchObject({ outcome: 'answered', status: 200 })
    expect(tried.firstByteMs).toBeGreaterThan(55)
    expect(tried.connectMs).toBeLessThan(tried.firstByteMs!)
  })

  test('sends one plain question', async () => {
    let seen = {}
    const port = await listenHttp(({ method, url, headers }, response) => {
      seen = { method, url, headers }
      response.end()
    })
    await ask(port, http({ path: '/ready?x=1', host: 'web.example' }))
    expect(seen).toEqual({
      method: 'GET',
      url: '/ready?x=1',
      headers: { host: 'web.example', 'user-agent': 'fairlead', accept: '*/*', connection: 'close' },
    })
    await ask(port, http())
    expect(seen).toMatchObject({ headers: { host: `${host}:${port}` } })
  })

  test.for([
    [500, [], 'wrong-status'],
    [404, [], 'wrong-status'],
    [404, [404], 'answered'],
    [200, [204], 'wrong-status'],
    [302, [], 'answered'],
  ] as const)('status %d when %j is wanted: %s', async ([status, statuses, outcome]) => {
    let asked = 0
    const port = await listenHttp((_, response) => {
      asked++
      response.writeHead(status, { Location: '/elsewhere' }).end('body')
    })
    expect(await ask(port, http({ statuses: [...statuses] }))).toMatchObject({ outcome, status })
    expect(asked).toBe(1)
  })

  test('reads a kilobyte and goes', async () => {
    let sent = 0
    const port = await listen((socket) => {
      socket.on('data', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        const more = () => {
          sent += 65_536
          if (sent < 64 * 1024 * 1024 && !socket.destroyed) socket.write(Buffer.alloc(65_536), more)
        }
        more()
      })
    })
    expect(await ask(port, http())).toMatchObject({ outcome: 'answered', status: 200 })
    expect(sent).toBeLessThan(32 * 1024 * 1024)
  })

  test('a server that hangs, before the answer or within its first line, times out', async () => {
    for (const word of ['', 'HTTP/1.1 2']) {
      const port = await listen((socket) => void (word && socket.write(word)))
      const tried = await ask(port, http(), { timeoutMs: 500 })
      expect(tried).toMatchObject({ outcome: 'timeout', status: null, error: null })
      expect(tried.connectMs).not.toBeNull()
    }
  })

  test('a connection that is reset, or closed without a word', async () => {
    const resetting = await listen((socket) => socket.on('data', () => socket.resetAndDestroy()))
    expect(await ask(resetting, http())).toMatchObject({ outcome: 'reset', error: 'ECONNRESET' })
    const closed = await listen((socket) => socket.on('data', () => socket.end()))
    expect(await ask(closed, http())).toMatchObject({ outcome: 'closed', error: null })
  })

  test('what is no HTTP is no right answer', async () => {
    const port = await listen((socket) => socket.on('data', () => socket.end('SSH-2.0-OpenSSH_9.2\r\n')))
    expect(await ask(port, http())).toMatchObject({ outcome: 'wrong-status', status: null })
  })
})

describe('HTTPS', () => {
  test('asks by name and judges no certificate', async () => {
    let name: unknown
    const port = await listenHttp((request, response) => {
      name = (request.socket as unknown as { servername: unknown }).servername
      response.end('ok')
    }, true)
    expect(await ask(port, http({ is: 'https', host: 'web.example:8443' }))).toMatchObject({
      outcome: 'answered',
      status: 200,
    })
    expect(name).toBe('web.example')
    expect(await ask(port, http({ is: 'https' }))).toMatchObject({ outcome: 'answered' })
  })

  test('a server that speaks none, or goes while greeted, gives no answer', async () => {
    const plain = await listenHttp((_, response) => response.end())
    const tried = await ask(plain, http({ is: 'https' }))
    expect(tried).toMatchObject({ outcome: 'closed', status: null, firstByteMs: null })
    expect(tried.error).not.toBeNull()
    const gone = await listen((socket) => socket.on('data', () => socket.end()))
    expect(await ask(gone, http({ is: 'https' }))).toMatchObject({ outcome: 'closed' })
    const resetting = await listen((socket) => socket.on('data', () => socket.resetAndDestroy()))
    expect(await ask(resetting, http({ is: 'https' }))).toMatchObject({ outcome: 'reset' })
  })
})

describe('over UDP', () => {
  const udp: ProbeMethod = { is: 'udp', payload: Buffer.from('hello').toString('base64') }

  test('any datagram back is an answer', async () => {
    const port = await listenUdp((socket, message, to) => socket.send(message.toString().toUpperCase(), to, host))
    const tried = await ask(port, udp)
    expect(tried).toMatchObject({ outcome: 'answered', connectMs: null, local: { address: host } })
    expect(tried.firstByteMs).toBeGreaterThan(0)
  })

  test('silence is a timeout, a closed port refuses', async () => {
    const silent = await listenUdp(() => {})
    expect(await ask(silent, udp, { timeoutMs: 60 })).toMatchObject({ outcome: 'timeout', firstByteMs: null })
    expect(await ask(await closedPort(), udp)).toMatchObject({ outcome: 'refused', error: 'ECONNREFUSED' })
  })

  test('a name server that knows answers, one that does not is wrong', async () => {
    let name = ''
    let code = 0
    const port = await listenUdp((socket, message, to) => {
      name = message.toString('latin1', 12, message.length - 5)
      const reply = Buffer.from(message)
      const stranger = Buffer.from(message)
      stranger.writeUInt16BE(reply.readUInt16BE(0) ^ 1)
      reply.writeUInt16BE(0x8180 | code, 2)
      socket.send(stranger, to, host)
      socket.send(message, to, host)
      setTimeout(() => socket.send(reply, to, host), 5)
    })
    const method: ProbeMethod = { is: 'dns', name: 'kubernetes.default.' }
    for (const [now, outcome] of [
      [0, 'answered'],
      [3, 'answered'],
      [2, 'wrong-status'],
      [5, 'wrong-status'],
    ] as const) {
      code = now
      expect(await ask(port, method)).toMatchObject({ outcome, status: now })
    }
    expect(name).toBe('\nkubernetes\u0007default')
  })
})
