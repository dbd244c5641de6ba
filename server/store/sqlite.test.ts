import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { StoreAway, StoreFull } from './database.ts'
import { openSqliteDatabase } from './sqlite.ts'
import { isSound } from './sqlite-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'fairlead-sqlite-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const things = { room: 'things', steps: ['CREATE TABLE things (id TEXT PRIMARY KEY, body BLOB NOT NULL)'] }
const mib = 1 << 20
const insert = 'INSERT INTO things (id, body) VALUES (?, ?)'
let files = 0

async function open(
  path: string | null = join(folder, `${++files}.db`),
  limits = { mostBytes: 16 * mib, reserveBytes: 4 * mib },
) {
  const said: string[] = []
  const store = await openSqliteDatabase({ path, limits, now: () => 0, log: (line) => said.push(line) })
  await store.migrate(things)
  return { store, said, path: path! }
}

describe('A SQLite store', () => {
  it.each([
    ['3.51.2', false],
    ['3.51.3', true],
    ['3.52.0', false],
    ['3.52.1', true],
    ['3.53.4', true],
    ['4.0.0', true],
  ])('of version %s may be used: %s', (version, sound) => expect(isSound(version)).toBe(sound))

  it.each([null, 'a file'])('stops at its size, and can always delete (%s)', async (kind) => {
    const { store } = await open(kind === null ? null : undefined)
    const body = new Uint8Array(mib)
    let kept = 0
    const fill = async () => {
      for (; ; kept++) await store.run(insert, [String(kept), body])
    }
    await expect(fill()).rejects.toBeInstanceOf(StoreFull)
    expect(kept).toBe(11)
    expect(await store.run(insert, ['small', new Uint8Array(10)])).toBe(1)
    expect(await store.run('DELETE FROM things WHERE id = ?', ['3'])).toBe(1)
    expect(await store.run(insert, ['again', body])).toBe(1)
    expect(store.standing()).toEqual({ is: 'fine' })
    await store.close()
  })

  it('gives room back that is no longer needed', async () => {
    const { store, path } = await open()
    for (let id = 0; id < 10; id++) await store.run(insert, [String(id), new Uint8Array(mib)])
    const pages = async () => (await store.get<{ page_count: number }>('PRAGMA page_count'))!.page_count
    expect(await pages()).toBeGreaterThan(10 * 256)
    for (let id = 1; id < 10; id++) await store.run('DELETE FROM things WHERE id = ?', [String(id)])
    expect(await pages()).toBeLessThan(2 * 256)
    expect(await store.all('SELECT id, LENGTH(body) AS size FROM things')).toEqual([{ id: '0', size: mib }])
    await store.close()
    expect(statSync(path).size).toBeLessThan(2 * mib)
  })

  it('keeps room on the disk, in a file beside it', async () => {
    const { store, path } = await open()
    expect(statSync(`${path}-reserve`).size).toBe(4 * mib)
    for (const end of ['', '-wal', '-shm', '-reserve']) expect(statSync(path + end).mode & 0o077, end).toBe(0)
    await store.close()
  })

  it('sets a damaged file aside when it starts, and goes on with an empty one', async () => {
    const { store, path } = await open()
    for (let id = 0; id < 200; id++) await store.run(insert, [String(id), new Uint8Array(2_000)])
    await store.close()
    const bytes = readFileSync(path)
    for (let at = 8_192; at < bytes.length; at += 37) bytes[at]! ^= 0xff
    writeFileSync(path, bytes)

    const again = await open(path)
    expect(again.store.standing()).toMatchObject({ is: 'degraded', why: expect.stringContaining('set aside as') })
    expect(again.said).toHaveLength(1)
    expect(await again.store.all('SELECT id FROM things')).toEqual([])
    expect(await again.store.run(insert, ['new', bytes.subarray(0, 8)])).toBe(1)
    await again.store.close()
    const aside = readdirSync(folder).find((name) => name.includes('.broken-') && !/-(wal|shm)$/.test(name))!
    expect(readFileSync(join(folder, aside))).toEqual(bytes)
  })

  it('sets a file aside that is found damaged while in use', async () => {
    const { store, path, said } = await open()
    for (let id = 0; id < 60; id++) await store.run(insert, [String(id), new Uint8Array(100_000)])
    await store.close()
    // What the check at the start read of it has left the cache by now: it is larger than that.
    const one = await open(path)
    const bytes = readFileSync(path)
    for (let at = 4_096; at < bytes.length; at += 1) bytes[at] = 0xff
    writeFileSync(path, bytes)
    await expect(one.store.all('SELECT * FROM things')).rejects.toBeInstanceOf(StoreAway)
    expect(one.store.standing().is).toBe('degraded')
    expect(await one.store.run(insert, ['new', new Uint8Array(8)])).toBe(1)
    await one.store.close()
    expect(said).toEqual([])
  })

  it.each(['not a database at all, but text of some length', ''])(
    'copes with a file that is no database: “%s”',
    async (text) => {
      const path = join(folder, `${++files}.db`)
      writeFileSync(path, text.repeat(200))
      const { store } = await open(path)
      expect(store.standing().is).toBe(text === '' ? 'fine' : 'degraded')
      expect(await store.run(insert, ['a', new Uint8Array(8)])).toBe(1)
      await store.close()
    },
  )

  it('keeps things in memory where no file can be had, and says so', async () => {
    const path = join(folder, `${++files}.db`)
    mkdirSync(path)
    const { store } = await open(path)
    expect(store.standing()).toMatchObject({ is: 'degraded', why: expect.stringContaining('in memory only') })
    expect(await store.run(insert, ['a', new Uint8Array(8)])).toBe(1)
    await store.close()
  })

  it('is there again after it was closed', async () => {
    const { store, path } = await open()
    await store.run(insert, ['a', Uint8Array.of(7)])
    await store.close()
    const again = await open(path)
    expect(await again.store.all('SELECT * FROM things')).toEqual([{ id: 'a', body: Uint8Array.of(7) }])
    await again.store.close()
    expect(existsSync(`${path}-wal`)).toBe(false)
  })
})
