/** The store the settings name. */
import type { Database } from './database.ts'
import { openPostgres } from './postgres.ts'
import type { StoreChoice } from './settings.ts'
import { openSqliteDatabase } from './sqlite.ts'

/** Kept free so that there is always room to delete. */
const reserveBytes = 64 << 20

export interface StoreOptions {
  readonly choice: StoreChoice
  /** Of a file or memory, the reserve included. */
  readonly mostBytes: number
  readonly log: (sentence: string) => void
}

/** Never rejects for what is wrong with a file or a server: that is the store's standing. */
export async function openStore({ choice, mostBytes, log }: StoreOptions): Promise<Database> {
  if (choice.is === 'postgres') return openPostgres(choice.url, log)
  const path = choice.is === 'memory' ? null : choice.path
  return openSqliteDatabase({ path, limits: { mostBytes, reserveBytes }, now: Date.now, log })
}
