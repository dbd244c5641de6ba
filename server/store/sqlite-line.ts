/** The way to a SQLite file: on a thread of its own, or, where it is in memory and small, right here. */
import { Worker } from 'node:worker_threads'
import { StoreAway, StoreFull } from './database.ts'
import { faultOf, openSqlite, type SqliteAsk, type SqliteFault, type SqliteLimits } from './sqlite-file.ts'
import type { WorkerAnswer, WorkerAsk } from './sqlite-worker.ts'

export interface SqliteLine {
  ask(ask: SqliteAsk): Promise<unknown>
  close(): Promise<void>
}

/** The file is damaged: it must not be written to any more. */
export class StoreBroken extends Error {}

export function openHere(limits: SqliteLimits): SqliteLine {
  const file = openSqlite(':memory:', limits)
  return {
    ask: async (ask) => {
      try {
        return file.ask(ask)
      } catch (error) {
        throw errorOf(faultOf(error))
      }
    },
    close: async () => file.close(),
  }
}

/** Rejects when it cannot be opened; with `StoreBroken` when it is damaged. */
export async function openThread(path: string, limits: SqliteLimits): Promise<SqliteLine> {
  const worker = new Worker(new URL('./sqlite-worker.ts', import.meta.url), {
    workerData: { path, limits },
    execArgv: ['--disable-warning=ExperimentalWarning'],
  })
  worker.unref()
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  let gone: Error | null = null
  worker.on('message', (message: WorkerAnswer) => {
    const waiter = waiting.get(message.id)
    waiting.delete(message.id)
    if ('fault' in message) waiter?.reject(errorOf(message.fault))
    else waiter?.resolve(message.value)
    if (waiting.size === 0) worker.unref()
  })
  const end = (error: Error) => {
    gone = error
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  worker.on('error', (error) => end(new StoreAway(`The store’s thread ended: ${error.message}`)))
  worker.on('exit', () => end(gone ?? new StoreAway('The store is closed.')))

  let last = 0
  const send = (id: number, ask: WorkerAsk['ask'] | undefined) =>
    new Promise<unknown>((resolve, reject) => {
      if (gone !== null) return reject(gone)
      waiting.set(id, { resolve, reject })
      worker.ref()
      if (ask !== undefined) worker.postMessage({ id, ask } satisfies WorkerAsk)
    })
  try {
    await send(0, undefined)
  } catch (error) {
    await worker.terminate()
    throw error
  }
  return {
    ask: (ask) => send(++last, ask),
    close: async () => {
      if (gone === null) await send(++last, null).catch(() => {})
      await worker.terminate()
    },
  }
}

function errorOf({ kind, message }: SqliteFault): Error {
  if (kind === 'full') return new StoreFull(message)
  return kind === 'broken' ? new StoreBroken(message) : new Error(message)
}
