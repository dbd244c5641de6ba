import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { StoreFull } from './database.ts'
import { openStore } from './open.ts'

const folder = mkdtempSync(join(tmpdir(), 'fairlead-open-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const mib = 1 << 20

it('keeps 64 MiB of a store free, and as much of its disk, so that deleting works', async () => {
  const path = join(folder, 'store.db')
  const store = await openStore({ choice: { is: 'sqlite', path }, mostBytes: 128 * mib, log: () => {} })
  await store.migrate({ room: 'things', steps: ['CREATE TABLE things (id TEXT PRIMARY KEY, body BLOB NOT NULL)'] })
  expect(statSync(`${path}-reserve`).size).toBe(64 * mib)
  expect(await store.roomBytes()).toBeLessThan(64 * mib)
  const insert = 'INSERT INTO things (id, body) VALUES (?, ?)'
  await store.run(insert, ['fits', new Uint8Array(60 * mib)])
  await expect(store.run(insert, ['does not', new Uint8Array(8 * mib)])).rejects.toBeInstanceOf(StoreFull)
  expect(await store.run('DELETE FROM things')).toBe(1)
  await store.close()
})
