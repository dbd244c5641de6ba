/** Each room's steps, in order and once. Which were done is written in the store itself, in the same transaction. */
import type { Migrations, Statements } from './database.ts'

export interface Migrating extends Statements {
  /** Several statements without values. */
  exec(sql: string): Promise<void>
}

export const migrationsTable =
  'CREATE TABLE IF NOT EXISTS migrations (room TEXT NOT NULL, step BIGINT NOT NULL, PRIMARY KEY (room, step))'

/** Inside a transaction. Throws when the store is of a newer hub than this one: it knows steps we do not. */
export async function runSteps(database: Migrating, { room, steps }: Migrations): Promise<void> {
  const done = await database.get<{ done: number }>('SELECT COUNT(*) AS done FROM migrations WHERE room = ?', [room])
  const first = done?.done ?? 0
  if (first > steps.length)
    throw new Error(
      `The store was used by a newer Fairlead (${room} has ${first} steps, this one knows ${steps.length}): run that one, or give this one a store of its own.`,
    )
  for (const [step, sql] of steps.entries()) {
    if (step < first) continue
    await database.exec(sql)
    await database.run('INSERT INTO migrations (room, step) VALUES (?, ?)', [room, step])
  }
}
