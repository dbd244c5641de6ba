import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { everybody } from '#model/principal.ts'
import { type Database, StoreAway } from '#server/store/database.ts'
import { openPostgres } from '#server/store/postgres.ts'
import { openSqliteDatabase } from '#server/store/sqlite.ts'
import { findPostgres, startPostgres, type TestPostgres } from '#server/store/testing.ts'
import { type KeptSessions, keepSessions } from './kept-sessions.ts'

const postgresBin = findPostgres()
const folder = mkdtempSync(join(tmpdir(), 'fairlead-sessions-'))
let postgres: TestPostgres | null = null
beforeAll(async () => {
  if (postgresBin !== null) postgres = await startPostgres(postgresBin)
}, 60_000)
afterAll(async () => {
  await postgres?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const minute = 60_000
const quiet = () => {}
const alice = { ...everybody, id: 'alice', namespaces: ['shop'] }
let now = 1_000_000
let files = 0

/** A hub's side of it: whose clock stands until it is told to pass. */
async function open(store: Database, bases: readonly string[] = ['token']) {
  let waiting: { readonly at: number; readonly run: () => void }[] = []
  const said: string[] = []
  const onEnded = vi.fn()
  const sessions = await keepSessions({
    store,
    bases: new Set(bases),
    onEnded,
    log: (line) => said.push(line),
    timing: {
      now: () => now,
      after: (ms, run) => {
        const one = { at: now + ms, run }
        waiting.push(one)
        return () => {
          waiting = waiting.filter((each) => each !== one)
        }
      },
    },
  })
  const pass = (ms: number) => {
    now += ms
    for (const one of waiting.filter(({ at }) => at <= now)) {
      waiting = waiting.filter((each) => each !== one)
      one.run()
    }
  }
  return { sessions, pass, said, onEnded }
}

const kinds: readonly (readonly [string, (() => Promise<{ first: Database; second: Database }>) | null])[] = [
  [
    'a SQLite file',
    async () => {
      const path = join(folder, `${files++}.db`)
      const limits = { mostBytes: 128 << 20, reserveBytes: 1 << 20 }
      const first = await openSqliteDatabase({ path, limits, now: Date.now, log: quiet })
      return { first, second: first }
    },
  ],
  [
    postgresBin === null ? 'PostgreSQL (Debian’s package postgresql is not installed)' : 'PostgreSQL',
    postgresBin === null
      ? null
      : async () => ({ first: openPostgres(postgres!.url, quiet), second: openPostgres(postgres!.url, quiet) }),
  ],
]

describe.each(kinds)('Sessions in %s', (_name, openStores) => {
  const test = it.skipIf(openStores === null)
  let stores: { first: Database; second: Database }
  const opened: KeptSessions[] = []
  const hub = async (store: Database, bases?: readonly string[]) => {
    const made = await open(store, bases)
    opened.push(made.sessions)
    return made
  }
  beforeEach(async () => {
    if (openStores !== null) stores = await openStores()
  })
  afterEach(async () => {
    if (openStores === null) return
    for (const sessions of opened.splice(0)) await sessions.close()
    await stores.first.close()
    if (stores.second !== stores.first) await stores.second.close()
  })

  test('outlive a restart, with whom they are of, and without what the browser holds', async () => {
    const before = await hub(stores.first)
    const { secret } = await before.sessions.start({
      principal: alice,
      by: '10.0.0.1',
      basis: 'token',
      idToken: 'header.claims.signature',
    })
    await before.sessions.close()
    const after = await hub(stores.first)
    expect(after.sessions.find(secret)).toBeNull()
    await after.sessions.recall(['x'.repeat(43), secret])
    expect(after.sessions.find(secret)).toMatchObject({ principal: alice, by: '10.0.0.1' })
    expect((await after.sessions.list()).map(({ principal }) => principal.id)).toContain('alice')
    const kept = JSON.stringify(await stores.first.all('SELECT * FROM sessions'))
    for (const never of [secret, 'header.claims.signature']) expect(kept).not.toContain(never)
  })

  test('do not outlive what they were begun on', async () => {
    const { secret } = await (await hub(stores.first)).sessions.start({
      principal: alice,
      by: '',
      basis: 'token',
      idToken: null,
    })
    const after = await hub(stores.first, ['another token'])
    await after.sessions.recall([secret])
    expect(after.sessions.find(secret)).toBeNull()
  })

  test('are idle after half an hour and over after eight, restart or not', async () => {
    const first = await hub(stores.first)
    const { secret } = await first.sessions.start({ principal: alice, by: '', basis: 'token', idToken: null })
    for (let passed = 0; passed < 460; passed += 20) {
      first.pass(20 * minute)
      expect(first.sessions.find(secret)).not.toBeNull()
    }
    await first.sessions.close()
    now += 10 * minute
    const second = await hub(stores.first)
    await second.sessions.recall([secret])
    expect(second.sessions.find(secret)).not.toBeNull()
    await second.sessions.close()
    now += 11 * minute
    const third = await hub(stores.first)
    await third.sessions.recall([secret])
    expect(third.sessions.find(secret)).toBeNull()
    const idle = (await third.sessions.start({ principal: alice, by: '', basis: 'token', idToken: null })).secret
    now += 30 * minute
    const fourth = await hub(stores.first)
    await fourth.sessions.recall([idle])
    expect(fourth.sessions.find(idle)).toBeNull()
  })

  test('that end at one hub end at the other within two seconds, and do not come back', async () => {
    const here = await hub(stores.first)
    const there = await hub(stores.second)
    const { secret } = await here.sessions.start({ principal: alice, by: '', basis: 'token', idToken: null })
    await there.sessions.recall([secret])
    const { id } = there.sessions.find(secret)!
    expect(await here.sessions.end(id)).toBe(true)
    expect([here.sessions.isOn(id), there.onEnded.mock.calls.length]).toEqual([false, 0])
    there.pass(2_000)
    await vi.waitFor(() => expect(there.onEnded).toHaveBeenCalledOnce())
    expect(there.sessions.isOn(id)).toBe(false)
    for (const { sessions } of [here, there]) {
      await sessions.recall([secret])
      expect(sessions.find(secret)).toBeNull()
      expect(await sessions.end(id)).toBe(false)
    }
  })

  test('of another hub can be ended here', async () => {
    const here = await hub(stores.first)
    const there = await hub(stores.second)
    const { secret } = await there.sessions.start({ principal: alice, by: '', basis: 'token', idToken: null })
    const { id } = there.sessions.find(secret)!
    expect((await here.sessions.list()).some((each) => each.id === id)).toBe(true)
    expect(await here.sessions.end(id)).toBe(true)
    there.pass(2_000)
    await vi.waitFor(() => expect(there.sessions.isOn(id)).toBe(false))
  })
})

describe('While the store is away', () => {
  const away = () => Promise.reject(new StoreAway('The store’s database does not answer: no.'))
  const openAway = async () => {
    const real = await openSqliteDatabase({
      path: null,
      limits: { mostBytes: 128 << 20, reserveBytes: 0 },
      now: Date.now,
      log: quiet,
    })
    let isAway = false
    const through = <Args extends unknown[], R>(ask: (...args: Args) => Promise<R>) =>
      ((...args: Args) => (isAway ? away() : ask(...args))) as (...args: Args) => Promise<R>
    const store: Database = {
      ...real,
      all: through(real.all) as Database['all'],
      get: through(real.get) as Database['get'],
      run: through(real.run),
      transaction: through(real.transaction) as Database['transaction'],
    }
    return {
      store,
      goAway: () => {
        isAway = true
      },
      comeBack: () => {
        isAway = false
      },
    }
  }

  it('who is known goes on, who logs in is known here, and nobody else; it says so once, and tells the store later', async () => {
    const { store, goAway, comeBack } = await openAway()
    const first = await open(store)
    const known = await first.sessions.start({ principal: alice, by: '', basis: 'token', idToken: null })
    goAway()
    const fresh = await first.sessions.start({ principal: alice, by: '', basis: 'token', idToken: null })
    await first.sessions.start({ principal: alice, by: '', basis: 'token', idToken: null })
    expect([known, fresh].map(({ secret }) => first.sessions.find(secret)?.principal.id)).toEqual(['alice', 'alice'])
    expect(first.said).toEqual([expect.stringContaining('Sessions are not kept now: The store’s database')])
    const second = await open(store)
    await second.sessions.recall([known.secret])
    expect(second.sessions.find(known.secret)).toBeNull()
    comeBack()
    first.pass(2_000)
    await vi.waitFor(() => expect(first.said.at(-1)).toContain('are kept again'))
    await vi.waitFor(async () => {
      await second.sessions.recall([fresh.secret])
      expect(second.sessions.find(fresh.secret)).not.toBeNull()
    })
    for (const { sessions } of [first, second]) await sessions.close()
    await store.close()
  })

  it('what ends is over here at once, it is said that others do not know, and they hear of it later', async () => {
    const { store, goAway, comeBack } = await openAway()
    const first = await open(store)
    const { secret } = await first.sessions.start({ principal: alice, by: '', basis: 'token', idToken: null })
    const { id } = first.sessions.find(secret)!
    goAway()
    await expect(first.sessions.end(id)).rejects.toThrow('hear of it when it does')
    expect(first.sessions.isOn(id)).toBe(false)
    comeBack()
    await first.sessions.recall([secret])
    expect(first.sessions.find(secret)).toBeNull()
    first.pass(2_000)
    const second = await open(store)
    await vi.waitFor(async () => expect(await second.sessions.list()).toEqual([]))
    for (const { sessions } of [first, second]) await sessions.close()
    await store.close()
  })

  it('and hangs, nobody waits long', async () => {
    const { store } = await openAway()
    const hanging: Database = {
      ...store,
      run: () => new Promise(() => {}),
      get: () => new Promise(() => {}),
    }
    const { sessions, pass } = await open(hanging)
    const starting = sessions.start({ principal: alice, by: '', basis: 'token', idToken: null })
    pass(2_000)
    const { secret } = await starting
    expect(sessions.find(secret)).not.toBeNull()
    const recalling = sessions.recall(['x'.repeat(43)])
    pass(2_000)
    await recalling
    await store.close()
  })
})
