/** Whose word on who asks a hub takes that serves HTTPS itself or listens on a unix socket: real certificates, real sockets. */
import { copyFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import { connect as connectPlain, createServer as createPlain } from 'node:net'
import { join } from 'node:path'
import { connect, type TLSSocket } from 'node:tls'
import { io } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { makeHello, socketPath } from '#model/protocol.ts'
import { readConfig } from './config.ts'
import { type Hub, startHub } from './hub.ts'
import { followCertificates, readCertificates } from './listen/certificates.ts'
import { hasOpenssl, makeTestAuthorities, type TestAuthority, type TestCertificate } from './listen/testing.ts'

const made = hasOpenssl ? makeTestAuthorities() : null
let authority: TestAuthority
let own: TestCertificate
let hubs: Hub[] = []
const logged: string[] = []

beforeAll(() => {
  if (made === null) return
  authority = made.make('proxies')
  own = made.make('the hub’s').sign('hub', { san: 'DNS:localhost,IP:127.0.0.1' })
})
afterEach(async () => {
  await Promise.all(hubs.splice(0).map((hub) => hub.close()))
  logged.length = 0
})
afterAll(() => made?.remove())

const proxied = { FAIRLEAD_AUTH: 'proxy', FAIRLEAD_ROLES: 'operators=admin', FAIRLEAD_STORE: 'memory' }
const read = (env: Readonly<Record<string, string>>) =>
  readConfig(
    { PORT: '0', FAIRLEAD_HISTORY_BYTES: '0', FAIRLEAD_DATA_DIR: join(made!.folder, 'data'), ...env },
    {
      readFile: (path) => readFileSync(path, 'utf8'),
      exists: () => false,
      home: made!.folder,
      pagesDir: made!.folder,
    },
  )
async function start(env: Readonly<Record<string, string>>): Promise<Hub> {
  const config = read(env)
  if (!config.ok) throw new Error(config.problems.join('\n'))
  const hub = await startHub(config.value, (line) => logged.push(line))
  hubs.push(hub)
  return hub
}
const withTls = () => ({ ...proxied, FAIRLEAD_TLS_CERT: own.cert, FAIRLEAD_TLS_KEY: own.key })
const mutual = (env: Readonly<Record<string, string>> = {}) =>
  start({ ...withTls(), FAIRLEAD_TLS_CLIENT_CA: authority.cert, ...env })

const alice = { 'x-forwarded-user': 'alice', 'x-forwarded-groups': 'operators' }
const pem = (shown: TestCertificate | null) =>
  shown === null ? {} : { cert: readFileSync(shown.cert), key: readFileSync(shown.key) }

interface Answer {
  readonly status: number
  readonly text: string
  readonly headers: http.IncomingHttpHeaders
}
const get = (hub: Hub, path: string, shown: TestCertificate | null, headers: Record<string, string> = alice) =>
  new Promise<Answer>((resolve, reject) => {
    const ask = https.get(
      new URL(path, hub.url),
      { headers, rejectUnauthorized: false, agent: false, ...pem(shown) },
      (response) => {
        let text = ''
        response.on('data', (chunk) => {
          text += chunk
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text, headers: response.headers }))
      },
    )
    ask.on('error', reject)
  })

/** What the hub says to a browser's hello; null where no socket is opened. */
const hello = (hub: Hub, shown: TestCertificate | null, options: object = {}) =>
  new Promise<unknown>((resolve) => {
    const socket = io(new URL(hub.url).origin, {
      path: socketPath,
      transports: ['websocket'],
      reconnection: false,
      rejectUnauthorized: false,
      extraHeaders: alice,
      forceNew: true,
      ...pem(shown),
      ...options,
    } as object)
    const end = (value: unknown) => {
      socket.close()
      resolve(value)
    }
    socket.on('connect_error', () => end(null))
    socket.on('connect', () => socket.emit('hello', makeHello(), end))
  })

describe.skipIf(made === null)(`A hub with TLS of its own${made === null ? ' (openssl is not installed)' : ''}`, () => {
  const shows: Readonly<Record<string, () => TestCertificate | null>> = {
    none: () => null,
    'one of another authority': () => made!.make('others').sign('proxy', { san: 'DNS:proxy.example' }),
    'one it signed itself': () => made!.make('proxy.example'),
    'one that has ended': () => authority.sign('proxy', { san: 'DNS:proxy.example', days: -1 }),
    'one for another name': () => authority.sign('other', { san: 'DNS:other.example,DNS:proxy.example.evil' }),
    right: () => authority.sign('proxy', { san: 'DNS:first.example,DNS:proxy.example' }),
    'right by its subject': () => authority.sign('proxy.example', {}),
    'right by a URI': () => authority.sign('x', { san: 'URI:spiffe://cluster.local/ns/ingress/sa/proxy' }),
  }

  it('takes the word of a proxy whose certificate is right, and of nobody else', async () => {
    const names = 'proxy.example,spiffe://cluster.local/ns/ingress/sa/proxy'
    const hub = await mutual({ FAIRLEAD_PROXY_NAMES: names })
    const found = await Promise.all(
      Object.entries(shows).map(async ([name, show]) => {
        const shown = show()
        const [answer, said] = [await get(hub, 'api/v1/cluster', shown), await hello(hub, shown)]
        const error = answer.status === 200 ? 'let in' : JSON.parse(answer.text).error
        return [name, answer.status, error.replace(/^.* and this connection /, ''), said !== null]
      }),
    )
    expect(found).toEqual([
      ['none', 401, 'showed none.', false],
      [
        'one of another authority',
        401,
        expect.stringMatching(/does not vouch for \(UNABLE_TO_VERIFY_LEAF_SIGNATURE\)/),
        false,
      ],
      ['one it signed itself', 401, expect.stringMatching(/does not vouch for \(DEPTH_ZERO_SELF_SIGNED_CERT\)/), false],
      ['one that has ended', 401, expect.stringMatching(/does not vouch for \(CERT_HAS_EXPIRED\)/), false],
      [
        'one for another name',
        401,
        'showed one for other, other.example, proxy.example.evil, which FAIRLEAD_PROXY_NAMES does not list.',
        false,
      ],
      ['right', 200, 'let in', true],
      ['right by its subject', 200, 'let in', true],
      ['right by a URI', 200, 'let in', true],
    ])
    expect((await get(hub, 'healthz', null, {})).status).toBe(200)
  })

  it('takes any certificate of the authority where no name is asked for, and then a header that says who', async () => {
    const hub = await mutual()
    const shown = shows['one for another name']!()
    expect((await get(hub, 'api/v1/cluster', shown)).status).toBe(200)
    const nobody = await get(hub, 'api/v1/cluster', shown, {})
    expect([nobody.status, nobody.text]).toEqual([401, expect.stringContaining('x-forwarded-user is missing')])
    expect(await hello(hub, shown, { extraHeaders: {} })).toBeNull()
  })

  it('keeps browsers to https, but not on a name that is every machine’s own', async () => {
    const hub = await start({ ...withTls(), FAIRLEAD_AUTH: 'open', FAIRLEAD_PUBLIC_HOSTS: 'fairlead.example' })
    const named = await get(hub, '', null, { host: 'fairlead.example' })
    expect(named.headers['strict-transport-security']).toBe('max-age=31536000')
    for (const host of ['localhost:3000', '127.0.0.1'])
      expect((await get(hub, '', null, { host })).headers['strict-transport-security']).toBeUndefined()
    expect((await get(hub, '', null, { host: 'evil.example' })).status).toBe(421)
  })

  it('answers nobody who speaks plain HTTP, or an old TLS', async () => {
    const hub = await start({ ...withTls(), FAIRLEAD_AUTH: 'open' })
    const got = await new Promise<string>((resolve) => {
      let text = ''
      const socket = connectPlain(hub.port, '127.0.0.1')
      socket.on('data', (chunk) => {
        text += chunk
      })
      socket.on('error', () => {})
      socket.on('close', () => resolve(text))
      socket.write('GET /api/v1/cluster HTTP/1.1\r\nHost: localhost\r\n\r\n')
    })
    expect(got).not.toContain('HTTP/1.1')
    const old = new Promise((resolve, reject) => {
      connect(
        {
          port: hub.port,
          host: '127.0.0.1',
          rejectUnauthorized: false,
          maxVersion: 'TLSv1.1',
          minVersion: 'TLSv1',
          ciphers: 'DEFAULT@SECLEVEL=0',
        },
        () => resolve('open'),
      ).on('error', reject)
    })
    await expect(old).rejects.toThrow()
  })
})

describe.skipIf(made === null)('Certificates on disk', () => {
  const paths = () => {
    const at = (name: string) => join(made!.folder, name)
    const files = { cert: at('live.crt'), key: at('live.key'), clientCa: at('live.ca') }
    const put = (certificate: TestCertificate, ca: TestCertificate) => {
      copyFileSync(certificate.cert, files.cert)
      copyFileSync(certificate.key, files.key)
      copyFileSync(ca.cert, files.clientCa)
    }
    return { files, put }
  }

  it('are read again when they change; connections go on, and what cannot be used changes nothing', async () => {
    const { files, put } = paths()
    put(own, authority)
    const runs: (() => void)[] = []
    const lines: string[] = []
    const first = await readCertificates(files)
    const server = https.createServer(
      { cert: first.cert, key: first.key, ...(first.ca ? { ca: first.ca } : {}) },
      (_request, response) => response.end('ok'),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    const use = vi.fn(({ cert, key }) => server.setSecureContext({ cert, key }))
    const after = (_ms: number, run: () => void) => {
      runs.push(run)
      return () => {}
    }
    const stop = followCertificates({ files, first, after, use, log: (line) => lines.push(line) })
    const look = async () => {
      const before = runs.length
      runs.at(-1)!()
      await vi.waitFor(() => expect(runs.length).toBeGreaterThan(before))
    }
    const open = () =>
      new Promise<TLSSocket>((resolve) => {
        const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => resolve(socket))
      })
    const names = (socket: TLSSocket) => socket.getPeerX509Certificate()?.subject
    const old = await open()
    await look()
    expect([names(old), use.mock.calls.length]).toEqual(['CN=hub', 0])

    const next = made!.make('another').sign('renewed', { san: 'IP:127.0.0.1' })
    // Half of a change: the key is not there yet.
    copyFileSync(next.cert, files.cert)
    await look()
    await look()
    expect(lines).toEqual([expect.stringMatching(/^FAIRLEAD_TLS_KEY .* is not the key of .*stay in use\.$/)])
    expect([names(await open()), use.mock.calls.length]).toEqual(['CN=hub', 0])

    copyFileSync(next.key, files.key)
    await look()
    expect(lines[1]).toContain('Certificates were read again')
    expect(names(await open())).toBe('CN=renewed')
    const answered = new Promise<string>((resolve) => old.once('data', (chunk) => resolve(String(chunk))))
    old.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
    expect(await answered).toContain('200 OK')

    writeFileSync(files.clientCa, 'nonsense')
    await look()
    expect(lines.at(-1)).toContain('has no certificate in it')
    stop()
    server.closeAllConnections()
    server.close()
    old.destroy()
  })

  it('that cannot be used are said at the start', async () => {
    const { files, put } = paths()
    const tls = { FAIRLEAD_TLS_CERT: files.cert, FAIRLEAD_TLS_KEY: files.key, FAIRLEAD_TLS_CLIENT_CA: files.clientCa }
    const starting = () => start({ ...proxied, ...tls })
    put(own, authority)
    writeFileSync(files.key, 'nonsense')
    await expect(starting()).rejects.toThrow(/FAIRLEAD_TLS_KEY .* is no key without a password/)
    put(own, authority)
    writeFileSync(files.cert, 'nonsense')
    await expect(starting()).rejects.toThrow(/FAIRLEAD_TLS_CERT .* is no certificate/)
    put(own, own)
    await expect(starting()).rejects.toThrow(/FAIRLEAD_TLS_CLIENT_CA .* may sign no others: CN=hub/)
    await expect(start({ ...proxied, ...tls, FAIRLEAD_TLS_CERT: '/nowhere' })).rejects.toThrow(/cannot be read: ENOENT/)
    hubs = []
  })
})

describe.skipIf(made === null)('A hub behind a proxy on its own machine', () => {
  const overSocket = (path: string, headers: Record<string, string>) =>
    new Promise<number>((resolve, reject) => {
      http
        .get({ socketPath: path, path: '/api/v1/cluster', headers: { host: 'localhost', ...headers } }, (response) => {
          response.resume()
          resolve(response.statusCode ?? 0)
        })
        .on('error', reject)
    })

  it('takes its word over a unix socket its group may open, and leaves none behind', async () => {
    const path = join(made!.folder, 'hub.sock')
    const hub = await start({ ...proxied, FAIRLEAD_LISTEN: `unix:${path}` })
    expect([hub.url, statSync(path).mode & 0o777]).toEqual([`unix:${path}`, 0o660])
    expect([await overSocket(path, alice), await overSocket(path, {})]).toEqual([200, 401])
    await expect(start({ ...proxied, FAIRLEAD_LISTEN: `unix:${path}` })).rejects.toThrow(
      'something listens there already',
    )
    expect(await overSocket(path, alice)).toBe(200)
    await hub.close()
    expect(existsSync(path)).toBe(false)
  })

  it('takes the place of a socket nobody listens on any more, and of nothing else', async () => {
    const path = join(made!.folder, 'stale.sock')
    const dead = createPlain()
    await new Promise<void>((resolve) => dead.listen(path, resolve))
    // As a hub that was killed leaves it: the file without its listener.
    const kept = join(made!.folder, 'kept.sock')
    const { linkSync } = await import('node:fs')
    linkSync(path, kept)
    await new Promise((resolve) => dead.close(resolve))
    await start({ ...proxied, FAIRLEAD_LISTEN: `unix:${kept}` })
    expect(await overSocket(kept, alice)).toBe(200)
    const file = join(made!.folder, 'file')
    writeFileSync(file, 'precious')
    await expect(start({ ...proxied, FAIRLEAD_LISTEN: `unix:${file}` })).rejects.toThrow('something that is no socket')
    expect(readFileSync(file, 'utf8')).toBe('precious')
  })

  it('takes it from loopback, over plain HTTP and TLS', async () => {
    const plain = await start(proxied)
    const answer = await fetch(new URL('api/v1/cluster', plain.url), { headers: alice })
    expect(answer.status).toBe(200)
    expect((await get(await start(withTls()), 'api/v1/cluster', null)).status).toBe(200)
  })

  it.each<[Readonly<Record<string, string>>, RegExp]>([
    [{ FAIRLEAD_PROXY_PEERS: '10.0.0.0/8' }, /FAIRLEAD_PROXY_PEERS is of no use any more/],
    [{ FAIRLEAD_PROXY_NAMES: 'proxy.example' }, /set FAIRLEAD_TLS_CLIENT_CA/],
    [{ FAIRLEAD_TLS_CLIENT_CA: '/ca' }, /set both of them/],
    [{ FAIRLEAD_TLS_CERT: '/cert' }, /set both of them/],
    [{ FAIRLEAD_LISTEN: '127.0.0.1:3000' }, /FAIRLEAD_LISTEN is “127.0.0.1:3000”/],
    [{ FAIRLEAD_LISTEN: 'unix:relative' }, /must read unix:\/PATH/],
    [{ FAIRLEAD_LISTEN: 'unix:/s', FAIRLEAD_TLS_CERT: '/c', FAIRLEAD_TLS_KEY: '/k' }, /needs no TLS/],
  ])('refuses %j', (env, sentence) => {
    const config = read({ ...proxied, ...env })
    expect(config.ok ? [] : config.problems).toEqual([expect.stringMatching(sentence)])
  })
})
