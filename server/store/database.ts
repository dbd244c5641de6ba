/**
 * The one store of the hub: sessions, snapshots and history live in it, each room with tables of its
 * own. SQL is what SQLite and PostgreSQL both understand, with `?` for each value; nothing that
 * came from outside is ever part of a statement.
 */

/** Whole numbers up to 2^53, fractions, text, bytes. Booleans are 0 and 1. */
export type SqlValue = string | number | Uint8Array | null

export interface Statements {
  all<Row extends object>(sql: string, params?: readonly SqlValue[]): Promise<Row[]>
  /** The first row; undefined when there is none. */
  get<Row extends object>(sql: string, params?: readonly SqlValue[]): Promise<Row | undefined>
  /** How many rows were added, changed or removed. */
  run(sql: string, params?: readonly SqlValue[]): Promise<number>
}

/**
 * How one room's tables came to be: each step is one or more statements and runs once, in this order. A step
 * that was released is never changed; another is added. Types: TEXT, BIGINT, DOUBLE PRECISION, BLOB.
 */
export interface Migrations {
  readonly room: string
  readonly steps: readonly string[]
}

/** Whether what is written now will be there later. */
export type StoreStanding = { readonly is: 'fine' } | { readonly is: 'degraded'; readonly why: string }

export interface Database extends Statements {
  /**
   * All of it or nothing. `work` uses the statements it is given, never the database itself: others wait until it is
   * done. Ends by itself after `transactionMs`.
   */
  transaction<T>(work: (statements: Statements) => Promise<T>): Promise<T>
  /** Each room calls it once before anything else. */
  migrate(migrations: Migrations): Promise<void>
  /** Bytes that may still be written before the reserve begins; null where another system watches that. */
  roomBytes(): Promise<number | null>
  standing(): StoreStanding
  close(): Promise<void>
}

/** Longest a transaction may take. */
export const transactionMs = 10_000

/** Nothing may be written any more until something is deleted, or the disk has room again. */
export class StoreFull extends Error {}

/** The store cannot be had now: broken, or a server that does not answer. Reading again later may help. */
export class StoreAway extends Error {}
