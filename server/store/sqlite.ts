/**
 * The store in a SQLite file, or in memory. A file found damaged is set aside, never written to and never
 * deleted, and a new one begun; where no file can be had, memory has to do. Both are said, and neither
 * stops the hub.
 */
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Database, type Migrations, type Statements, StoreAway, type StoreStanding } from './database.ts'
import { type Migrating, migrationsTable, runSteps } from './migrate.ts'
import type { SqliteLimits } from './sqlite-file.ts'
import { openHere, openThread, type SqliteLine, StoreBroken } from './sqlite-line.ts'
import { runTransaction } from './transaction.ts'
import { makeTurns } from './turns.ts'

export interface SqliteOptions {
  /** Null for memory. */
  readonly path: string | null
  readonly limits: SqliteLimits
  /** Wall clock, milliseconds: names what is set aside. */
  readonly now: () => number
  readonly log: (sentence: string) => void
}

export async function openSqliteDatabase({ path, limits, now, log }: SqliteOptions): Promise<Database> {
  let standing: StoreStanding = { is: 'fine' }
  const rooms: Migrations[] = []
  const degrade = (why: string) => {
    standing = { is: 'degraded', why }
    log(why)
  }
  let line = await open()

  async function open(): Promise<SqliteLine> {
    if (path === null) return openHere(limits)
    try {
      return await openFile(path)
    } catch (error) {
      degrade(
        `The store ${path} cannot be used: ${messageOf(error)}. What is kept is kept in memory only, until the hub is started again.`,
      )
      return openHere(limits)
    }
  }

  async function openFile(file: string): Promise<SqliteLine> {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    try {
      return await openThread(file, limits)
    } catch (error) {
      if (!(error instanceof StoreBroken)) throw error
      setAside(file, error.message)
      return openThread(file, limits)
    }
  }

  function setAside(file: string, why: string): void {
    const aside = `${file}.broken-${new Date(now()).toISOString().replace(/[:.]/g, '-')}`
    for (const end of ['', '-wal', '-shm']) if (existsSync(file + end)) renameSync(file + end, aside + end)
    degrade(`The store ${file} was damaged (${why}); it is set aside as ${aside}, and an empty one is in use.`)
  }

  const turns = makeTurns()
  /** What is found damaged while in use is set aside too; who asked is told to ask again. */
  const asking = <T>(work: (line: SqliteLine) => Promise<T>): Promise<T> =>
    turns(async () => {
      try {
        return await work(line)
      } catch (error) {
        if (!(error instanceof StoreBroken)) throw error
        await line.close()
        if (path !== null) setAside(path, error.message)
        line = await open()
        for (const room of rooms) await migrateOn(line, room)
        throw new StoreAway('The store was damaged and has been begun anew: what was kept in it is gone.')
      }
    })

  return {
    all: (sql, params) => asking((on) => statementsOn(on).all(sql, params)),
    get: (sql, params) => asking((on) => statementsOn(on).get(sql, params)),
    run: (sql, params) => asking((on) => statementsOn(on).run(sql, params)),
    transaction: (work) => asking((on) => transact(on, work)),
    migrate: (room) =>
      asking(async (on) => {
        await migrateOn(on, room)
        rooms.push(room)
      }),
    roomBytes: () => asking(async (on) => (await on.ask({ is: 'room' })) as number),
    standing: () => standing,
    close: () => turns(() => line.close()),
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

function statementsOn(line: SqliteLine): Migrating {
  const all = async <Row extends object>(sql: string, params: Parameters<Statements['all']>[1] = []) =>
    (await line.ask({ is: 'all', sql, params })) as Row[]
  return {
    all,
    get: async <Row extends object>(sql: string, params: Parameters<Statements['get']>[1] = []) =>
      (await all<Row>(sql, params))[0],
    run: async (sql, params = []) => (await line.ask({ is: 'run', sql, params })) as number,
    exec: async (sql) => {
      await line.ask({ is: 'exec', sql })
    },
  }
}

function transact<T>(line: SqliteLine, work: (statements: Statements) => Promise<T>): Promise<T> {
  const { exec, ...statements } = statementsOn(line)
  const words = { begin: () => exec('BEGIN IMMEDIATE'), commit: () => exec('COMMIT'), rollback: () => exec('ROLLBACK') }
  return runTransaction(statements, words, work)
}

async function migrateOn(line: SqliteLine, room: Migrations): Promise<void> {
  const database = statementsOn(line)
  await database.exec(migrationsTable)
  await transact(line, (statements) => runSteps({ ...statements, exec: database.exec }, room))
}
