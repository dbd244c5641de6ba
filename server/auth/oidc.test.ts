import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '#server/store/database.ts'
import { openSqliteDatabase } from '#server/store/sqlite.ts'
import type { AuthAnswer } from './answers.ts'
import { type Auth, openAuth } from './auth.ts'
import { makeTestBrowser, peerAt, startTestProvider, type TestProvider } from './testing.ts'

let hub: Server
let auth: Auth
let provider: TestProvider
let at: string
let store: Database
const lines: string[] = []
let sent: AuthAnswer[] = []

beforeAll(async () => {
  // No more of a hub than its login.
  hub = createServer(async (request, response) => {
    const url = new URL(request.url!, at)
    const asking = { headers: request.headers, peer: peerAt('127.0.0.1') }
    const answer = (await auth.answer({
      method: request.method as 'GET',
      path: url.pathname.slice('/x'.length),
      query: url.searchParams,
      body: undefined,
      by: '127.0.0.1',
      origin: '',
      cookie: request.headers.cookie ?? '',
      identity: auth.identify(asking),
    })) ?? { status: 200, headers: {}, body: JSON.stringify(auth.identify(asking)?.principal ?? null) }
    sent.push(answer)
    response.writeHead(answer.status, answer.headers).end(answer.body)
  })
  await new Promise<void>((resolve) => hub.listen(0, '127.0.0.1', resolve))
  at = `http://127.0.0.1:${(hub.address() as AddressInfo).port}`
  const redirect = `${at}/x/api/v1/login/callback`
  provider = await startTestProvider(redirect, `${at}/x/`)
  store = await openSqliteDatabase({
    path: null,
    limits: { mostBytes: 64 << 20, reserveBytes: 0 },
    now: Date.now,
    log: () => {},
  })
  auth = await openAuth({
    settings: {
      is: 'oidc',
      issuer: provider.issuer,
      clientId: 'fairlead',
      clientSecret: 'shh',
      redirect,
      afterLogout: `${at}/x/`,
      scopes: 'profile',
      groupsClaim: 'groups',
      namespacesClaim: 'namespaces',
      grants: new Map([
        ['operators', ['admin']],
        ['*', ['view']],
      ]),
      token: null,
      viewToken: null,
    },
    host: '127.0.0.1',
    basePath: '/x',
    dataDir: '/nowhere',
    store,
    timing: { now: Date.now, after: () => () => {} },
    onEnded: () => {},
    log: (line) => lines.push(line),
  })
})
afterAll(async () => {
  await auth.close()
  await store.close()
  await provider.close()
  hub.close()
  hub.closeAllConnections()
})

const login = (to: string) => `${at}/x/api/v1/login/oidc?to=${encodeURIComponent(to)}`

describe('a login at an OpenID provider', () => {
  it.each([
    [
      { groups: ['operators'], namespaces: ['*'] },
      { roles: ['view', 'admin'], namespaces: null },
    ],
    [
      { groups: ['developers'], namespaces: ['shop', 'data'] },
      { roles: ['view'], namespaces: ['shop', 'data'] },
    ],
    [{ namespaces: 'shop' }, { roles: ['view'], namespaces: ['shop'] }],
    // A claim that should be there and is not limits to nothing.
    [{ groups: ['operators'] }, { roles: ['view', 'admin'], namespaces: [] }],
  ])('of %j', async (claims, principal) => {
    provider.as('alice', { name: 'Alice', ...claims })
    const browser = makeTestBrowser()
    const { response, way } = await browser.follow(login('/x/services/default/web?a=1'))
    expect(way.at(-1)).toBe(`${at}/x/services/default/web?a=1`)
    expect(await response.json()).toEqual({ id: 'alice', name: 'Alice', ...principal })
    const asked = new URL(way[1]!)
    expect(Object.fromEntries(asked.searchParams)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/.{20}/),
      nonce: expect.stringMatching(/.{20}/),
    })
  })

  it('sets a cookie no script reads, and one for the way that a redirect from elsewhere brings along', async () => {
    sent = []
    provider.as('alice', { namespaces: '*', groups: [] })
    await makeTestBrowser().follow(login('/x/'))
    const cookies = sent.flatMap(({ headers }) => headers['set-cookie'] ?? [])
    expect(cookies).toEqual([
      expect.stringMatching(/^fairlead-login=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600$/),
      expect.stringMatching(/^fairlead=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/),
    ])
  })

  it.each(['https://evil.example/', '//evil.example/', '/\\evil.example', '/y/', '', '/x/\r\nset-cookie: a=b'])(
    'leads back to this hub alone, and not to %j',
    async (to) => {
      provider.as('alice', { namespaces: '*', groups: [] })
      const { way } = await makeTestBrowser().follow(login(to))
      expect(way.at(-1)).toBe(`${at}/x/`)
    },
  )

  it('ends there too, where the provider knows whom without asking', async () => {
    provider.as('alice', { namespaces: '*', groups: [] })
    const browser = makeTestBrowser()
    await browser.follow(login('/x/'))
    const out = await browser.go(`${at}/x/api/v1/logout`, { method: 'POST' })
    expect(out.headers.get('clear-site-data')).toBe('"cache"')
    const { to } = (await out.json()) as { to: string }
    const asked = new URL(to)
    expect(asked.origin).toBe(provider.issuer)
    expect(Object.fromEntries(asked.searchParams)).toEqual({
      client_id: 'fairlead',
      id_token_hint: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      post_logout_redirect_uri: `${at}/x/`,
    })
    const form = await (await browser.go(to)).text()
    const [, action] = /action="([^"]+)"/.exec(form)!
    const [, xsrf] = /name="xsrf" value="([^"]+)"/.exec(form)!
    const gone = await browser.go(action!, {
      method: 'POST',
      body: new URLSearchParams({ xsrf: xsrf!, logout: 'yes' }),
    })
    expect(gone.headers.get('location')).toBe(`${at}/x/`)
    expect(await (await browser.go(`${at}/x/`)).json()).toBeNull()
    // Who logs in again is somebody new to the provider.
    provider.as('bob', { namespaces: '*', groups: [] })
    const { response } = await browser.follow(login('/x/'))
    expect(await response.json()).toMatchObject({ id: 'bob' })
  })

  it('does not count twice, for another browser, with another state or without having begun', async () => {
    provider.as('alice', { namespaces: '*', groups: [] })
    const browser = makeTestBrowser()
    const { way } = await browser.follow(login('/x/'))
    const back = way.find((url) => url.includes('/callback'))!
    const failed = `${at}/x/#login-failed`
    expect((await browser.follow(back)).way.at(-1)).toBe(failed)
    expect((await makeTestBrowser().follow(back)).way.at(-1)).toBe(failed)
    const other = makeTestBrowser()
    const begun = await other.go(login('/x/'))
    expect(begun.status).toBe(302)
    const forged = new URL(back)
    forged.searchParams.set('state', 'x'.repeat(43))
    const { response, way: last } = await other.follow(forged.href)
    expect(last.at(-1)).toBe(failed)
    expect(await response.json()).toBeNull()
    expect(lines.filter((line) => line.startsWith('A login from 127.0.0.1 failed:'))).toHaveLength(3)
  })
})
