/** Two hubs on one PostgreSQL: who logs in at one is known to both, and who is thrown out of one is thrown out of both. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { io } from 'socket.io-client'
import { describe, expect, it, vi } from 'vitest'
import { makeHello, socketPath } from '#model/protocol.ts'
import { readConfig } from './config.ts'
import { startHub } from './hub.ts'
import { findPostgres, startPostgres } from './store/testing.ts'

const postgresBin = findPostgres()

describe(postgresBin === null ? 'Two hubs (Debian’s package postgresql is not installed)' : 'Two hubs', () => {
  it.skipIf(postgresBin === null)(
    'share who is logged in, and end it together, sockets too',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'fairlead-two-'))
      const postgres = await startPostgres(postgresBin!)
      const token = 't'.repeat(43)
      const config = readConfig(
        {
          FAIRLEAD_TOKEN: token,
          FAIRLEAD_DATA_DIR: folder,
          FAIRLEAD_HISTORY_BYTES: '0',
          PORT: '0',
        },
        { readFile: () => '', exists: () => false, home: folder, pagesDir: folder },
      )
      if (!config.ok) throw new Error(config.problems.join())
      const shared = { ...config.value, store: { is: 'postgres', url: postgres.url } } as const
      const [one, other] = [await startHub(shared), await startHub(shared)]
      const login = await fetch(new URL('api/v1/login', one.url), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token }),
      })
      const cookie = login.headers.getSetCookie()[0]!.split(';')[0]!
      const socket = io(new URL(other.url).origin, {
        path: socketPath,
        transports: ['websocket'],
        reconnection: false,
        extraHeaders: { cookie },
      })
      const welcomed = vi.fn()
      const left = vi.fn()
      socket.on('connect', () => socket.emit('hello', makeHello(), welcomed))
      socket.on('disconnect', left)
      await vi.waitFor(() => expect(welcomed).toHaveBeenCalled(), { timeout: 8_000 })
      const { sessions } = (await (
        await fetch(new URL('api/v1/sessions', one.url), { headers: { cookie } })
      ).json()) as {
        sessions: { id: string }[]
      }
      expect(left).not.toHaveBeenCalled()
      const ended = await fetch(new URL(`api/v1/sessions/${sessions[0]!.id}`, one.url), {
        method: 'DELETE',
        headers: { authorization: `Bearer ${token}` },
      })
      expect(ended.status).toBe(204)
      await vi.waitFor(() => expect(left).toHaveBeenCalled(), { timeout: 8_000 })
      expect((await fetch(new URL('api/v1/cluster', other.url), { headers: { cookie } })).status).toBe(401)
      await Promise.all([one.close(), other.close()])
      await postgres.stop()
      rmSync(folder, { recursive: true, force: true })
    },
    60_000,
  )
})
