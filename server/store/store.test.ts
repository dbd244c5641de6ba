import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, StoreAway } from './database.ts'
import { numberPlaces, openPostgres } from './postgres.ts'
import { openSqliteDatabase } from './sqlite.ts'
import { findPostgres, startPostgres, type TestPostgres } from './testing.ts'

const steps = ['CREATE TABLE things (id TEXT PRIMARY KEY, size BIGINT NOT NULL, share DOUBLE PRECISION, body BLOB)']
const limits = { mostBytes: 256 << 20, reserveBytes: 1 << 20 }
const quiet = () => {}
const postgresBin = findPostgres()
const folder = mkdtempSync(join(tmpdir(), 'fairlead-store-'))
let postgres: TestPostgres | null = null

beforeAll(async () => {
  if (postgresBin !== null) postgres = await startPostgres(postgresBin)
})
afterAll(async () => {
  await postgres?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const sqlite = (path: string | null) => openSqliteDatabase({ path, limits, now: () => 0, log: quiet })
const kinds: readonly (readonly [string, (() => Promise<Database>) | null])[] = [
  ['a SQLite file', () => sqlite(join(folder, 'store.db'))],
  ['memory', () => sqlite(null)],
  [
    postgresBin === null ? 'PostgreSQL (Debian’s package postgresql is not installed)' : 'PostgreSQL',
    postgresBin === null ? null : async () => openPostgres(postgres!.url, quiet),
  ],
]

describe.each(kinds)('A store in %s', (_name, open) => {
  const test = it.skipIf(open === null)
  let store: Database
  beforeAll(async () => {
    if (open === null) return
    store = await open()
    await store.migrate({ room: 'things', steps })
  })
  afterAll(() => store?.close())

  test('gives back what was put in: text, whole numbers to 2^53, fractions, bytes, nothing', async () => {
    const bytes = Uint8Array.of(0, 1, 254, 255)
    const large = 2 ** 53 - 1
    expect(await store.run('INSERT INTO things VALUES (?, ?, ?, ?)', ['a’?', large, 0.25, bytes])).toBe(1)
    expect(await store.run('INSERT INTO things VALUES (?, ?, ?, ?)', ['b', 0, null, null])).toBe(1)
    expect(await store.all('SELECT * FROM things ORDER BY id')).toEqual([
      { id: 'a’?', size: large, share: 0.25, body: bytes },
      { id: 'b', size: 0, share: null, body: null },
    ])
    const sum = await store.get<{ n: number; size: number }>('SELECT COUNT(*) AS n, SUM(size) AS size FROM things')
    expect(sum).toEqual({ n: 2, size: large })
    expect(await store.get('SELECT id FROM things WHERE id = ?', ['c'])).toBeUndefined()
    expect(await store.run('DELETE FROM things')).toBe(2)
  })

  test('does all of a transaction or nothing, and lets nobody in between', async () => {
    const fails = store.transaction(async (own) => {
      await own.run('INSERT INTO things (id, size) VALUES (?, ?)', ['x', 1])
      throw new Error('changed my mind')
    })
    await expect(fails).rejects.toThrow('changed my mind')
    expect(await store.all('SELECT id FROM things')).toEqual([])
    const [, seen] = await Promise.all([
      store.transaction(async (own) => {
        await own.run('INSERT INTO things (id, size) VALUES (?, ?)', ['x', 1])
        await new Promise((resolve) => setTimeout(resolve, 20))
        await own.run('INSERT INTO things (id, size) VALUES (?, ?)', ['y', 1])
      }),
      store.all('SELECT id FROM things'),
    ])
    expect([0, 2]).toContain(seen.length)
    expect(await store.run('DELETE FROM things WHERE size = ?', [1])).toBe(2)
  })

  test('says what is wrong with a statement, and goes on', async () => {
    await store.run('INSERT INTO things (id, size) VALUES (?, ?)', ['x', 1])
    const again = store.run('INSERT INTO things (id, size) VALUES (?, ?)', ['x', 2])
    await expect(again).rejects.not.toBeInstanceOf(StoreAway)
    await expect(store.all('SELECT id FROM nowhere')).rejects.toThrow(/nowhere/)
    expect(await store.all('SELECT size FROM things')).toEqual([{ size: 1 }])
    expect(store.standing()).toEqual({ is: 'fine' })
    await store.run('DELETE FROM things')
  })

  test('does a room’s steps once, in order, and refuses what a newer one made', async () => {
    const one = { room: 'growing', steps: ['CREATE TABLE growing (a TEXT)'] }
    const two = { room: 'growing', steps: [...one.steps, 'ALTER TABLE growing ADD COLUMN b TEXT'] }
    await store.migrate(one)
    await store.migrate(two)
    await store.migrate(two)
    await store.run('INSERT INTO growing (a, b) VALUES (?, ?)', ['1', '2'])
    expect(await store.all('SELECT * FROM growing')).toEqual([{ a: '1', b: '2' }])
  })

  test('refuses the store of a newer hub', async () => {
    await expect(store.migrate({ room: 'things', steps: [] })).rejects.toThrow(/newer Fairlead/)
  })
})

describe('PostgreSQL', () => {
  it('numbers the places for values, and leaves quoted text alone', () => {
    expect(numberPlaces("SELECT '?', a FROM b WHERE c = ? AND d = 'it''s ?' AND e = ?")).toBe(
      "SELECT '?', a FROM b WHERE c = $1 AND d = 'it''s ?' AND e = $2",
    )
  })

  it('is waited for: the hub starts without it, and says so', async () => {
    const said: string[] = []
    const store = openPostgres(`postgres://nobody@/nothing?host=${encodeURIComponent(folder)}`, (line) =>
      said.push(line),
    )
    await store.migrate({ room: 'things', steps })
    await expect(store.all('SELECT 1')).rejects.toBeInstanceOf(StoreAway)
    expect(store.standing()).toMatchObject({ is: 'degraded', why: expect.stringContaining('does not answer') })
    expect(said).toHaveLength(1)
    await store.close()
  })
})
