/** Sessions in the store: by the hash of what the browser holds, so that nobody who reads it can be anybody. */
import { type Principal, parsePrincipal } from '#model/principal.ts'
import type { Database, Migrations, Statements } from '#server/store/database.ts'
import type { KnownSession } from './sessions.ts'

export const migrations: Migrations = {
  room: 'sessions',
  steps: [
    `CREATE TABLE sessions (
      digest TEXT PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      basis TEXT NOT NULL,
      principal TEXT NOT NULL,
      begun_from TEXT NOT NULL,
      started_at BIGINT NOT NULL,
      seen_at BIGINT NOT NULL,
      ends_at BIGINT NOT NULL,
      ended_at BIGINT
    );
    CREATE INDEX sessions_ended ON sessions (ended_at);`,
  ],
}

interface Row {
  readonly digest: string
  readonly id: string
  readonly basis: string
  readonly principal: string
  readonly begun_from: string
  readonly started_at: number
  readonly seen_at: number
  readonly ends_at: number
}

/** Null for one nobody of this version wrote. */
function reshape(row: Row): KnownSession | null {
  const principal = principalIn(row.principal)
  return (
    principal && {
      digest: row.digest,
      id: row.id,
      basis: row.basis,
      idToken: null,
      principal,
      by: row.begun_from,
      startedAt: row.started_at,
      seenAt: row.seen_at,
      endsAt: row.ends_at,
    }
  )
}

function principalIn(text: string): Principal | null {
  try {
    return parsePrincipal(JSON.parse(text))
  } catch {
    return null
  }
}

const columns = 'digest, id, basis, principal, begun_from, started_at, seen_at, ends_at'
const isOn = 'ended_at IS NULL AND ends_at > ? AND seen_at > ?'

/** `since`: who was not seen after it is idle. All times are the hub's wall clock, milliseconds. */
export const makeSessionShelf = (store: Database) => ({
  /** Once, however often it is told. */
  add: (session: KnownSession): Promise<number> =>
    store.run(`INSERT INTO sessions (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (digest) DO NOTHING`, [
      session.digest,
      session.id,
      session.basis,
      JSON.stringify(session.principal),
      session.by,
      session.startedAt,
      session.seenAt,
      session.endsAt,
    ]),

  find: async (digest: string, now: number, since: number): Promise<KnownSession | null> => {
    const row = await store.get<Row>(`SELECT ${columns} FROM sessions WHERE digest = ? AND ${isOn}`, [
      digest,
      now,
      since,
    ])
    return row === undefined ? null : reshape(row)
  },

  list: async (now: number, since: number): Promise<readonly KnownSession[]> =>
    (
      await store.all<Row>(`SELECT ${columns} FROM sessions WHERE ${isOn} ORDER BY started_at LIMIT 10000`, [
        now,
        since,
      ])
    ).flatMap((row) => reshape(row) ?? []),

  /** False where there is none that is on. The row stays until its time is over: other hubs read in it that it ended. */
  end: async (id: string, now: number): Promise<boolean> =>
    (await store.run('UPDATE sessions SET ended_at = ? WHERE id = ? AND ended_at IS NULL', [now, id])) > 0,

  /** Ids of those that were ended before their time. */
  ended: async (now: number): Promise<readonly string[]> =>
    (await store.all<{ id: string }>('SELECT id FROM sessions WHERE ended_at IS NOT NULL AND ends_at > ?', [now])).map(
      ({ id }) => id,
    ),

  /** Never backwards: another hub may have seen it later. */
  seen: (sessions: readonly Pick<KnownSession, 'id' | 'seenAt'>[]): Promise<void> =>
    store.transaction(async (own: Statements) => {
      for (const { id, seenAt } of sessions)
        await own.run('UPDATE sessions SET seen_at = ? WHERE id = ? AND seen_at < ?', [seenAt, id, seenAt])
    }),

  /** Of more than `most` the oldest go. */
  sweep: async (now: number, most: number): Promise<void> => {
    await store.run('DELETE FROM sessions WHERE ends_at <= ?', [now])
    await store.run(
      'DELETE FROM sessions WHERE id IN (SELECT id FROM sessions ORDER BY started_at DESC LIMIT 1000000 OFFSET ?)',
      [most],
    )
  },
})
