/**
 * A SQLite file, opened, checked and spoken to without waiting: for the thread that owns it. There is
 * one connection, which writes and reads.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  rmSync,
  statfsSync,
  statSync,
  writeSync,
} from 'node:fs'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { SqlValue } from './database.ts'

export interface SqliteLimits {
  /** Bytes the file may have, the reserve included. */
  readonly mostBytes: number
  /** Kept free for deleting, and on the disk too: a file of this size beside the store, given up when it is needed. */
  readonly reserveBytes: number
}

export type SqliteAsk =
  | { readonly is: 'all'; readonly sql: string; readonly params: readonly SqlValue[] }
  | { readonly is: 'run'; readonly sql: string; readonly params: readonly SqlValue[] }
  | { readonly is: 'exec'; readonly sql: string }
  | { readonly is: 'room' }

/** What went wrong, by whose hands: a statement of ours, the file, or the room for it. */
export type SqliteFault = { readonly kind: 'statement' | 'broken' | 'full'; readonly message: string }

export interface SqliteFile {
  ask(ask: SqliteAsk): unknown
  close(): void
}

/** Values so small may use half of the reserve: who wants to delete may have to log in first. */
const smallBytes = 1_024
const statementsKept = 200
const pageSize = 4_096
/** Of the pages of a file: from which share of free ones on some are given back, and down to which. 16 MiB at once take a tenth of a second. */
const trimming = { fromShare: 1 / 8, toShare: 1 / 16, leastPages: 256, mostPages: 4_096 }

/** Throws when it cannot be opened or is damaged. `path` is `:memory:` for none. */
export function openSqlite(path: string, limits: SqliteLimits): SqliteFile {
  // Made here, so that nobody else may read it; what SQLite lays beside it is as closed as this.
  if (path !== ':memory:') closeSync(openSync(path, 'a', 0o600))
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: true })
  try {
    prepareFile(database, limits)
  } catch (error) {
    database.close()
    throw error
  }
  const ballast = path === ':memory:' ? null : makeBallast(`${path}-reserve`, limits.reserveBytes)
  const statements = new Map<string, StatementSync>()
  const prepare = (sql: string): StatementSync => {
    const known = statements.get(sql)
    if (known !== undefined) return known
    const made = database.prepare(sql)
    if (statements.size >= statementsKept) statements.clear()
    statements.set(sql, made)
    return made
  }
  const number = (pragma: string): number => Number(Object.values(prepare(`PRAGMA ${pragma}`).get() ?? {})[0])
  const room = (): number =>
    limits.mostBytes - limits.reserveBytes - (number('page_count') - number('freelist_count')) * pageSize

  /** Pages nobody uses go back to the disk, once they are more than a little of the file; some at a time. */
  function trim(): void {
    if (database.isTransaction) return
    const [pages, free] = [number('page_count'), number('freelist_count')]
    if (free < trimming.leastPages || free < pages * trimming.fromShare) return
    const given = Math.min(trimming.mostPages, Math.floor(free - pages * trimming.toShare))
    try {
      database.exec(`PRAGMA incremental_vacuum(${given})`)
    } catch {
      // A disk without room for that has it in the file.
    }
  }

  function run(sql: string, params: readonly SqlValue[]): number {
    const isRemoval = /^\s*DELETE\b/i.test(sql)
    if (!isRemoval) {
      const bytes = params.reduce((sum: number, value) => sum + sizeOf(value), 0)
      const reserve = bytes <= smallBytes ? limits.reserveBytes / 2 : 0
      if (bytes > room() + reserve)
        throw new FullError('The store has reached the size it may have (FAIRLEAD_STORE_BYTES).')
      if (bytes > smallBytes && ballast?.restore() === false) throw new FullError('The disk of the store is full.')
    }
    try {
      const changes = Number(prepare(sql).run(...params).changes)
      if (isRemoval) trim()
      return changes
    } catch (error) {
      if (!isRemoval || faultOf(error).kind !== 'full' || ballast === null || database.isTransaction) throw error
      // The reserve is for this: what is deleted must first be written to the log.
      ballast.release()
      const changes = Number(prepare(sql).run(...params).changes)
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      ballast.restore()
      return changes
    }
  }

  return {
    ask(ask) {
      switch (ask.is) {
        case 'all':
          return prepare(ask.sql).all(...ask.params)
        case 'run':
          return run(ask.sql, ask.params)
        case 'exec':
          return database.exec(ask.sql)
        case 'room':
          return Math.max(0, room())
      }
    },
    close: () => database.close(),
  }
}

class FullError extends Error {}

function prepareFile(database: DatabaseSync, { mostBytes }: SqliteLimits): void {
  const { version } = database.prepare('SELECT sqlite_version() AS version').get() as { version: string }
  if (!isSound(version))
    throw new Error(
      `This Node brings SQLite ${version}, which may lose what was written: Fairlead needs 3.51.3 or newer, and not 3.52.0.`,
    )
  database.exec('PRAGMA busy_timeout = 5000')
  // Said of a file that is there already it would be written to, which a damaged one never is.
  const { page_count: pages } = database.prepare('PRAGMA page_count').get() as { page_count: number }
  if (pages === 0) database.exec('PRAGMA auto_vacuum = INCREMENTAL')
  database.exec(`
    PRAGMA page_size = ${pageSize};
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON;
    PRAGMA journal_size_limit = ${16 << 20};
    PRAGMA max_page_count = ${Math.floor(mostBytes / pageSize)};
  `)
  const found = database.prepare('PRAGMA quick_check(1)').get() as { quick_check: string }
  if (found.quick_check !== 'ok') throw new BrokenError(found.quick_check)
}

class BrokenError extends Error {}

/** 3.51.3 ended a race that could lose commits in WAL mode; 3.52.0 was withdrawn. */
export function isSound(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  if (major !== 3) return major > 3
  if (minor === 52 && patch === 0) return false
  return minor > 51 || (minor === 51 && patch >= 3)
}

/** SQLite's own result codes, without the detail in their upper bytes. */
const broken = new Set([10, 11, 26])
const full = 13

export function faultOf(error: unknown): SqliteFault {
  const message = error instanceof Error ? error.message : String(error)
  const code = Number((error as { errcode?: unknown }).errcode ?? 0) & 255
  if (error instanceof FullError || code === full) return { kind: 'full', message }
  return { kind: error instanceof BrokenError || broken.has(code) ? 'broken' : 'statement', message }
}

const sizeOf = (value: SqlValue): number =>
  typeof value === 'string' ? value.length : value instanceof Uint8Array ? value.length : 8

interface Ballast {
  /** Whether it is there, made again when there is room for twice as much. */
  restore(): boolean
  release(): void
}

/** Room on the disk that nobody else can take, in a file that is nothing but large. */
function makeBallast(path: string, bytes: number): Ballast {
  let isThere = false
  const restore = (): boolean => {
    if (isThere) return true
    try {
      const { bavail, bsize } = statfsSync(path.replace(/[^/]*$/, '') || '.')
      if (bavail * bsize < bytes * 2) return false
      write(path, bytes)
      isThere = true
    } catch {
      rmSync(path, { force: true })
    }
    return isThere
  }
  if (existsSync(path) && statSync(path).size === bytes) isThere = true
  else restore()
  return {
    restore,
    release: () => {
      isThere = false
      rmSync(path, { force: true })
    },
  }
}

/** Noise, since a file system may keep no blocks for zeros. */
function write(path: string, bytes: number): void {
  const noise = new Uint8Array(1 << 20)
  let seed = 1
  for (let at = 0; at < noise.length; at++) {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff
    noise[at] = seed >> 16
  }
  const file = openSync(path, 'w', 0o600)
  try {
    for (let left = bytes; left > 0; left -= noise.length) writeSync(file, noise, 0, Math.min(left, noise.length))
    ftruncateSync(file, bytes)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
