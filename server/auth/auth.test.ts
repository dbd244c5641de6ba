import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '#server/store/database.ts'
import { openSqliteDatabase } from '#server/store/sqlite.ts'
import type { AuthAnswer, AuthRequest } from './answers.ts'
import { type Auth, openAuth } from './auth.ts'
import { peerAt } from './testing.ts'

let folder: string
let auth: Auth
let ended: number
let now: number
let store: Database

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fairlead-auth-'))
})
afterAll(async () => {
  await auth.close()
  await rm(folder, { recursive: true })
})

const timing = { now: () => now, after: () => () => {} }
const open = () =>
  openAuth({
    settings: { is: 'token', token: null, viewToken: 'v'.repeat(43) },
    host: '127.0.0.1',
    basePath: '',
    dataDir: join(folder, 'data'),
    store,
    timing,
    onEnded: () => ended++,
    log: () => {},
  })

beforeEach(async () => {
  ended = 0
  now = 1_000_000
  store = await openSqliteDatabase({
    path: null,
    limits: { mostBytes: 64 << 20, reserveBytes: 0 },
    now: () => now,
    log: () => {},
  })
  auth = await open()
})

async function ask(method: AuthRequest['method'], path: string, over: Partial<AuthRequest> = {}): Promise<AuthAnswer> {
  const cookie = over.cookie ?? ''
  const answer = await auth.answer({
    method,
    path,
    query: new URLSearchParams(),
    body: undefined,
    by: '10.0.0.1',
    origin: '',
    cookie,
    identity: auth.identify({ headers: { cookie }, peer: peerAt('10.0.0.1') }),
    ...over,
  })
  if (answer === null) throw new Error(`${path} is not answered`)
  return answer
}

const login = (token: unknown, over: Partial<AuthRequest> = {}) =>
  ask('POST', '/api/v1/login', { body: { token }, ...over })
const cookieIn = ({ headers }: AuthAnswer) => headers['set-cookie']!.split(';')[0]!
const userBy = async (cookie: string) => JSON.parse((await ask('GET', '/api/v1/me', { cookie })).body).user

describe('the token of a hub', () => {
  it('is made at its first start, for its own eyes alone, and kept', async () => {
    const { token, path } = auth.kept!
    expect(token).toMatch(/^[\w-]{43}$/)
    expect((await readFile(path, 'utf8')).trim()).toBe(token)
    expect([(await stat(path)).mode & 0o777, (await stat(join(folder, 'data'))).mode & 0o777]).toEqual([0o600, 0o700])
    expect((await open()).kept).toEqual({ token, path, isNew: false })
  })

  it('that cannot be kept is said, with what to do', async () => {
    const dataDir = join(auth.kept!.path, 'x')
    const opening = openAuth({ ...optionsOf(dataDir) })
    await expect(opening).rejects.toThrow(/cannot be kept in .*Set FAIRLEAD_DATA_DIR/)
  })
})

const optionsOf = (dataDir: string) => ({
  settings: { is: 'token', token: null, viewToken: null } as const,
  host: '127.0.0.1',
  basePath: '',
  dataDir,
  store,
  timing,
  onEnded: () => {},
  log: () => {},
})

describe('a login', () => {
  it('with the token begins a session, and ends the one before', async () => {
    const first = cookieIn(await login(auth.kept!.token, { origin: 'https://fairlead.example' }))
    expect(first).toMatch(/^__Host-fairlead=/)
    expect(await userBy(first)).toMatchObject({ id: 'token', roles: ['admin'], namespaces: null })
    const second = cookieIn(await login('v'.repeat(43), { cookie: first }))
    expect(second).toMatch(/^fairlead=/)
    expect([await userBy(first), (await userBy(second)).roles, ended]).toEqual([null, ['view', 'snapshot'], 1])
  })

  it.each([
    ['wrong', 401],
    ['', 401],
    [undefined, 400],
    [['a'], 400],
    [{}, 400],
  ])('with %j fails', async (token, status) => {
    const answer = await login(token)
    expect([answer.status, answer.headers['set-cookie']]).toEqual([status, undefined])
  })

  it('may be tried twenty times a minute from one address', async () => {
    for (let at = 0; at < 20; at++) expect((await login('wrong')).status).toBe(401)
    const answer = await login(auth.kept!.token)
    expect([answer.status, answer.headers['retry-after']]).toEqual([429, '3'])
    expect((await login(auth.kept!.token, { by: '10.0.0.2' })).status).toBe(204)
    now += 3_000
    expect((await login(auth.kept!.token)).status).toBe(204)
  })

  it('ends by logging out, or when an admin says so', async () => {
    const cookie = cookieIn(await login(auth.kept!.token))
    const out = await ask('POST', '/api/v1/logout', { cookie })
    expect([out.status, cookieIn(out), await userBy(cookie)]).toEqual([204, 'fairlead=', null])
    const other = cookieIn(await login('v'.repeat(43)))
    const admin = cookieIn(await login(auth.kept!.token))
    const { sessions } = JSON.parse((await ask('GET', '/api/v1/sessions', { cookie: admin })).body)
    expect(sessions).toMatchObject([
      { user: { id: 'view-token' }, by: '10.0.0.1', isYours: false },
      { user: { id: 'token' }, isYours: true },
    ])
    expect((await ask('DELETE', `/api/v1/sessions/${sessions[0].id}`)).status).toBe(204)
    expect((await ask('DELETE', `/api/v1/sessions/${sessions[0].id}`)).status).toBe(404)
    expect([await userBy(other), ended]).toEqual([null, 3])
  })
})
