/**
 * The store in PostgreSQL. The hub starts and runs without it: rooms' tables are made when it first
 * answers, and until then whoever wants something of it is told that it is away.
 */
import pg from 'pg'
import { type Database, type Migrations, type SqlValue, type Statements, StoreAway, StoreFull } from './database.ts'
import { migrationsTable, runSteps } from './migrate.ts'
import { usualPatience, watchPresence } from './presence.ts'
import { runTransaction } from './transaction.ts'

/** One hub at a time makes tables: any number nobody else uses. */
const migrationLock = 7_421_094_300

const limits = {
  max: 10,
  // One after the other these two are what somebody may have to wait.
  connectionTimeoutMillis: 900,
  idleTimeoutMillis: 30_000,
  keepAlive: true,
  statement_timeout: 5_000,
  lock_timeout: 900,
  idle_in_transaction_session_timeout: 10_000,
  query_timeout: 7_000,
}

/** BIGINT and what sums of it give come as text otherwise. */
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === pg.types.builtins.INT8 || oid === pg.types.builtins.NUMERIC
      ? Number
      : pg.types.getTypeParser(oid, format as 'text'),
} as pg.CustomTypesConfig

export function openPostgres(url: string, log: (sentence: string) => void, patience = usualPatience): Database {
  const pool = new pg.Pool({ connectionString: url, application_name: 'fairlead', types, ...limits })
  const presence = watchPresence({ look: () => lookAt(url, patience.lookMs), isOurs, patience, log })
  // A connection that breaks while nobody uses it must not end the process.
  pool.on('error', presence.suspect)

  const asking = <T>(work: () => Promise<T>): Promise<T> =>
    presence.ask(() =>
      work().catch((error: unknown) => {
        throw isFull(error) ? new StoreFull('The disk of the store’s database is full.') : error
      }),
    )

  const withClient = async <T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
    const client = await pool.connect()
    // While it is lent out the pool does not listen.
    const onError = () => {}
    client.on('error', onError)
    let fault: unknown = null
    try {
      return await work(client)
    } catch (error) {
      fault = error
      throw error
    } finally {
      client.off('error', onError)
      client.release(fault !== null && !isOurs(fault))
    }
  }

  const transact = <T>(client: pg.PoolClient, work: (statements: Statements) => Promise<T>): Promise<T> => {
    const words = {
      begin: () => client.query('BEGIN'),
      commit: () => client.query('COMMIT'),
      rollback: () => client.query('ROLLBACK'),
    }
    return runTransaction(statementsOn(client), words, work)
  }

  let pending: readonly Migrations[] = []
  let making: Promise<void> | null = null
  const makeTables = async (): Promise<void> => {
    if (pending.length === 0) return
    making ??= withClient((client) =>
      transact(client, async (statements) => {
        const exec = async (sql: string) => {
          await client.query(sql.replaceAll(/\bBLOB\b/g, 'BYTEA'))
        }
        await statements.all('SELECT pg_advisory_xact_lock(?)', [migrationLock])
        await exec(migrationsTable)
        const now = pending
        for (const room of now) await runSteps({ ...statements, exec }, room)
        return now
      }),
    )
      .then((done) => {
        pending = pending.filter((room) => !done.includes(room))
      })
      .finally(() => {
        making = null
      })
    await making
    await makeTables()
  }
  const ready = async <T>(work: () => Promise<T>): Promise<T> =>
    asking(async () => {
      await makeTables()
      return work()
    })

  const own = statementsOn(pool)
  return {
    all: (sql, params) => ready(() => own.all(sql, params)),
    get: (sql, params) => ready(() => own.get(sql, params)),
    run: (sql, params) => ready(() => own.run(sql, params)),
    transaction: (work) => ready(() => withClient((client) => transact(client, work))),
    migrate: async (room) => {
      pending = [...pending, room]
      await ready(async () => {}).catch((error: unknown) => {
        if (!(error instanceof StoreAway)) throw error
      })
    },
    roomBytes: async () => null,
    standing: presence.standing,
    close: () => {
      presence.close()
      return pool.end()
    },
  }
}

/** On a connection of its own, since those there are may be what hangs. */
async function lookAt(url: string, lookMs: number): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'fairlead',
    connectionTimeoutMillis: lookMs,
    query_timeout: lookMs,
  })
  client.on('error', () => {})
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing was heard of it for ${lookMs} ms`)), lookMs)
  })
  const looking = client.connect().then(() => client.query('SELECT 1'))
  try {
    await Promise.race([looking, late])
  } finally {
    clearTimeout(timer)
    looking.catch(() => {})
    client.end().catch(() => {})
  }
}

function statementsOn(client: pg.Pool | pg.PoolClient): Statements {
  const query = (sql: string, params: readonly SqlValue[] = []) =>
    client.query(
      numberPlaces(sql),
      params.map((value) => (value instanceof Uint8Array ? asBuffer(value) : value)),
    )
  const all = async <Row extends object>(sql: string, params?: readonly SqlValue[]) =>
    (await query(sql, params)).rows.map(plain) as Row[]
  return {
    all,
    get: async <Row extends object>(sql: string, params?: readonly SqlValue[]) => (await all<Row>(sql, params))[0],
    run: async (sql, params) => (await query(sql, params)).rowCount ?? 0,
  }
}

/** `?` to `$1`, `$2`, …; not inside of quoted text. */
export function numberPlaces(sql: string): string {
  let place = 0
  return sql.replaceAll(/'(?:[^']|'')*'|\?/g, (found) => (found === '?' ? `$${++place}` : found))
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)

const plain = (row: Record<string, unknown>): Record<string, unknown> => {
  for (const [name, value] of Object.entries(row))
    if (Buffer.isBuffer(value)) row[name] = new Uint8Array(value.buffer, value.byteOffset, value.length)
  return row
}

const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code ?? '')

const isFull = (error: unknown): boolean => codeOf(error) === '53100'

/** A statement of ours was wrong, and the database said so: syntax, a constraint, a transaction that took too long. */
const isOurs = (error: unknown): boolean =>
  error instanceof StoreFull ||
  /^(22|23|42)[0-9A-Z]{3}$/.test(codeOf(error)) ||
  (error instanceof Error && !('code' in error) && !/timeout|terminat|connect|closed/i.test(error.message))
