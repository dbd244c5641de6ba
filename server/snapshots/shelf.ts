/** Where snapshots are kept: one row each, written whole or not at all. */
import type { Database, Migrations } from '#server/store/database.ts'

export const migrations: Migrations = {
  room: 'snapshots',
  steps: [
    `CREATE TABLE snapshots (
      id TEXT PRIMARY KEY,
      token_hash TEXT NOT NULL,
      owner TEXT NOT NULL,
      ask_key TEXT,
      taken_at BIGINT NOT NULL,
      expires_at BIGINT NOT NULL,
      bytes BIGINT NOT NULL,
      address TEXT NOT NULL,
      pseudonyms BIGINT NOT NULL,
      opened BIGINT NOT NULL,
      file BLOB NOT NULL,
      UNIQUE (owner, ask_key)
    );
    CREATE INDEX snapshots_by_end ON snapshots (expires_at);`,
    `ALTER TABLE snapshots ADD COLUMN made_at BIGINT;
    UPDATE snapshots SET made_at = taken_at;`,
    "ALTER TABLE snapshots ADD COLUMN owner_name TEXT NOT NULL DEFAULT ''",
  ],
}

/** What lists show. Times are the hub's wall clock, milliseconds. */
export interface KeptSnapshot {
  /** Twenty-two characters of base64url: names it, opens nothing. */
  readonly id: string
  /** Who made it: what names them for good, and what a person would call them; empty where they have no name. */
  readonly owner: string
  readonly ownerName: string
  /** From when the state is in it: of the past, long before it was made. */
  readonly takenAt: number
  readonly madeAt: number
  readonly expiresAt: number
  readonly bytes: number
  /** The view it was taken of: path and query. */
  readonly address: string
  readonly isPseudonymous: boolean
  /** How often it was opened by its link. */
  readonly opened: number
}

export interface Shelved extends Omit<KeptSnapshot, 'opened' | 'bytes'> {
  /** Hex of SHA-256: the token itself is never here. */
  readonly tokenHash: string
  readonly key: string | null
  readonly file: Uint8Array
}

interface Row {
  readonly id: string
  readonly owner: string
  readonly owner_name: string
  readonly taken_at: number
  readonly made_at: number
  readonly expires_at: number
  readonly bytes: number
  readonly address: string
  readonly pseudonyms: number
  readonly opened: number
}

const columns = 'id, owner, owner_name, taken_at, made_at, expires_at, bytes, address, pseudonyms, opened'
/** Of a list; nobody reads more. */
const mostListed = 500

const kept = (row: Row): KeptSnapshot => ({
  id: row.id,
  owner: row.owner,
  ownerName: row.owner_name,
  takenAt: row.taken_at,
  madeAt: row.made_at,
  expiresAt: row.expires_at,
  bytes: row.bytes,
  address: row.address,
  isPseudonymous: row.pseudonyms === 1,
  opened: row.opened,
})

/** `owner` is null for all of them; `now` decides what is over. */
export const makeShelf = (store: Database) => ({
  /** False where one of this id, or of this key of its owner, is there already. */
  add: async (one: Shelved): Promise<boolean> => {
    const added = await store.run(
      `INSERT INTO snapshots (id, token_hash, owner, owner_name, ask_key, taken_at, made_at, expires_at, bytes, address, pseudonyms, opened, file)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?) ON CONFLICT DO NOTHING`,
      [
        one.id,
        one.tokenHash,
        one.owner,
        one.ownerName,
        one.key,
        one.takenAt,
        one.madeAt,
        one.expiresAt,
        one.file.length,
        one.address,
        one.isPseudonymous ? 1 : 0,
        one.file,
      ],
    )
    return added > 0
  },

  /** Asked for before with the same key, over or not. */
  byKey: async (owner: string, key: string): Promise<(KeptSnapshot & { readonly tokenHash: string }) | null> => {
    const row = await store.get<Row & { token_hash: string }>(
      `SELECT ${columns}, token_hash FROM snapshots WHERE owner = ? AND ask_key = ?`,
      [owner, key],
    )
    return row === undefined ? null : { ...kept(row), tokenHash: row.token_hash }
  },

  countOf: async (owner: string, now: number): Promise<number> =>
    (
      await store.get<{ n: number }>('SELECT COUNT(*) AS n FROM snapshots WHERE owner = ? AND expires_at > ?', [
        owner,
        now,
      ])
    )?.n ?? 0,

  countOfVisitors: async (now: number): Promise<number> =>
    (
      await store.get<{ n: number }>(
        "SELECT COUNT(*) AS n FROM snapshots WHERE owner LIKE 'visitor:%' AND expires_at > ?",
        [now],
      )
    )?.n ?? 0,

  count: async (now: number): Promise<number> =>
    (await store.get<{ n: number }>('SELECT COUNT(*) AS n FROM snapshots WHERE expires_at > ?', [now]))?.n ?? 0,

  list: async (owner: string | null, now: number): Promise<readonly KeptSnapshot[]> =>
    (owner === null
      ? await store.all<Row>(
          `SELECT ${columns} FROM snapshots WHERE expires_at > ? ORDER BY made_at DESC LIMIT ${mostListed}`,
          [now],
        )
      : await store.all<Row>(
          `SELECT ${columns} FROM snapshots WHERE owner = ? AND expires_at > ? ORDER BY made_at DESC LIMIT ${mostListed}`,
          [owner, now],
        )
    ).map(kept),

  /** By its token, and counted. */
  open: async (id: string, tokenHash: string, now: number): Promise<Uint8Array | null> => {
    const row = await store.get<{ file: Uint8Array }>(
      'SELECT file FROM snapshots WHERE id = ? AND token_hash = ? AND expires_at > ?',
      [id, tokenHash, now],
    )
    if (row === undefined) return null
    // That it cannot be counted in a store that is full keeps nobody from reading.
    await store.run('UPDATE snapshots SET opened = opened + 1 WHERE id = ?', [id]).catch(() => {})
    return row.file
  },

  file: async (id: string, owner: string | null, now: number): Promise<Uint8Array | null> =>
    (
      await store.get<{ file: Uint8Array }>(
        'SELECT file FROM snapshots WHERE id = ? AND expires_at > ? AND (owner = ? OR ? = 1)',
        [id, now, owner ?? '', owner === null ? 1 : 0],
      )
    )?.file ?? null,

  /** False where there is none of that owner's. */
  remove: async (id: string, owner: string | null): Promise<boolean> =>
    (owner === null
      ? await store.run('DELETE FROM snapshots WHERE id = ?', [id])
      : await store.run('DELETE FROM snapshots WHERE id = ? AND owner = ?', [id, owner])) > 0,

  sweep: (now: number): Promise<number> => store.run('DELETE FROM snapshots WHERE expires_at <= ?', [now]),
})
