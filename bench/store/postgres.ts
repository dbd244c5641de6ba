/**
 * A hub whose store is a real PostgreSQL behind a line that can stall, and everything that happens to such a server: what
 * those who look and share are told meanwhile, and what is there afterwards.
 */
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { findPostgres, startPostgres, type TestPostgres } from '#server/store/testing.ts'
import { startScene } from '../hub/scene.ts'
import { type StallingProxy, startStallingProxy } from './stalling-proxy.ts'
import { startVisitors, type Visited } from './visitors.ts'

export interface Fault extends Visited {
  readonly name: string
  readonly recoveredMs: number
}

export interface Troubled {
  readonly faults: readonly Fault[]
  /** Keys snapshots were asked for with, all of them kept in the end. */
  readonly kept: number
  /** Rows more than keys, and ids that were told and are not there. */
  readonly twice: number
  readonly lost: number
  /** What is not as it should be. */
  readonly faulty: readonly string[]
}

/** So many connections the server takes; the hub's pool may have ten. */
const connections = 24

const token = 'b'.repeat(43)

/** A sentence where there is no PostgreSQL. */
export async function troublePostgres(stallMs: number, say: (line: string) => void): Promise<Troubled | string> {
  const bin = findPostgres()
  if (bin === null) return 'No PostgreSQL is installed (Debian’s package postgresql), so its troubles were left out.'
  const postgres = await startPostgres(bin, [`max_connections=${connections}`])
  const proxy = await startStallingProxy(postgres.socket)
  try {
    return await troubled(postgres, proxy, stallMs, say)
  } finally {
    proxy.close()
    await postgres.stop()
  }
}

async function troubled(
  postgres: TestPostgres,
  proxy: StallingProxy,
  stallMs: number,
  say: (line: string) => void,
): Promise<Troubled> {
  await postgres.halt('SIGINT')
  const scene = await startScene({
    size: { nodes: 20, services: 50, reals: 4, routes: 5, moving: 0.2 },
    pollMs: 1_000,
    changes: 2,
    profileDir: null,
    isQuiet: true,
    env: {
      FAIRLEAD_STORE: `postgres://fairlead@127.0.0.1:${proxy.port}/postgres`,
      FAIRLEAD_AUTH: 'token',
      FAIRLEAD_TOKEN: token,
    },
  })
  const visitors = startVisitors(scene.hub.url, token)
  const faults: Fault[] = []
  try {
    const during = async (name: string, fault: () => Promise<void>) => {
      visitors.visited()
      await fault()
      const seen = visitors.visited()
      const recoveredMs = await visitors.recovered()
      await delay(2_000)
      faults.push({ name, recoveredMs, ...seen })
      say(`… ${name}`)
    }
    await during('down at start, for 5 s', async () => {
      await delay(5_000)
      await postgres.resume()
    })
    await during('killed in the middle, down for 5 s', async () => {
      await postgres.halt('SIGQUIT')
      await delay(5_000)
      await postgres.resume()
    })
    await during(`stalled for ${stallMs / 1_000} s`, async () => {
      proxy.stall(true)
      await delay(stallMs)
      proxy.stall(false)
    })
    await during('restarted', async () => {
      await postgres.halt('SIGINT')
      await postgres.resume()
    })
    await during('its table locked for 8 s, 30 asking', () =>
      withClients(postgres, 1, async ([client]) => {
        await client!.query('BEGIN')
        await client!.query('LOCK TABLE snapshots IN ACCESS EXCLUSIVE MODE')
        const asked = Array.from({ length: 30 }, () =>
          fetch(new URL('api/v1/snapshots', scene.hub.url), { headers: { authorization: `Bearer ${token}` } }),
        )
        await Promise.all([delay(8_000), ...asked.map(async (answer) => (await answer).text())])
        await client!.query('COMMIT')
      }),
    )
    await during('no connection left for 8 s', async () => {
      // The hub's own go first: then there are none for it.
      await postgres.halt('SIGQUIT')
      await postgres.resume()
      await withClients(postgres, connections, () => delay(8_000))
    })
    const kept = await visitors.settled()
    const rows = await rowsOf(postgres)
    const ids = new Set(rows.map(({ id }) => id))
    const lost = [...kept.values()].filter((id) => !ids.has(id)).length
    const result = { faults, kept: kept.size, twice: rows.length - kept.size, lost }
    return { ...result, faulty: faultyIn(result) }
  } finally {
    visitors.close()
    await scene.stop()
  }
}

/** As many connections as are to be had, up to so many. */
async function withClients(
  { url }: TestPostgres,
  most: number,
  work: (clients: readonly pg.Client[]) => Promise<unknown>,
): Promise<void> {
  const clients: pg.Client[] = []
  try {
    for (let index = 0; index < most; index++) {
      const client = new pg.Client({ connectionString: url })
      client.on('error', () => {})
      if (
        !(await client.connect().then(
          () => true,
          () => false,
        ))
      )
        break
      clients.push(client)
    }
    await work(clients)
  } finally {
    for (const client of clients) await client.end().catch(() => {})
  }
}

async function rowsOf({ url }: TestPostgres): Promise<readonly { readonly id: string }[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ id: string }>('SELECT id FROM snapshots')
  await client.end()
  return rows
}

const mostMs = { answer: 2_000, recovery: 10_000, frames: 3_000 }

function faultyIn({ faults, twice, lost }: Omit<Troubled, 'faulty' | 'kept'> & { readonly kept: number }): string[] {
  const each = faults.flatMap(({ name, statuses, slowestMs, recoveredMs, withoutRetry, frameGapMs, liveFailed }) => {
    const odd = Object.keys(statuses).filter((status) => !['200', '201', '503'].includes(status))
    return [
      ...(odd.length > 0 ? [`${name}: answered ${odd.join(', ')}.`] : []),
      ...(slowestMs > mostMs.answer ? [`${name}: an answer took ${Math.round(slowestMs)} ms.`] : []),
      ...(recoveredMs > mostMs.recovery ? [`${name}: recovered after ${Math.round(recoveredMs)} ms.`] : []),
      ...(withoutRetry > 0 ? [`${name}: ${withoutRetry} refusals do not say when to come again.`] : []),
      ...(frameGapMs > mostMs.frames || liveFailed > 0 ? [`${name}: the live view was not whole.`] : []),
    ]
  })
  return [
    ...each,
    ...(twice > 0 ? [`${twice} snapshots are there twice.`] : []),
    ...(lost > 0 ? [`${lost} snapshots were told and are not there.`] : []),
  ]
}
