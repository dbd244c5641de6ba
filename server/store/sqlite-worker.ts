/** The thread that owns the store's file: a large write or a check of the whole file holds up nobody else. */
import { parentPort, workerData } from 'node:worker_threads'
import {
  faultOf,
  openSqlite,
  type SqliteAsk,
  type SqliteFault,
  type SqliteFile,
  type SqliteLimits,
} from './sqlite-file.ts'

export interface WorkerAsk {
  readonly id: number
  /** Null to close. */
  readonly ask: SqliteAsk | null
}

export type WorkerAnswer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly fault: SqliteFault }

const port = parentPort!
const { path, limits } = workerData as { readonly path: string; readonly limits: SqliteLimits }

const answer = (id: number, work: () => unknown) => {
  try {
    port.postMessage({ id, value: work() } satisfies WorkerAnswer)
  } catch (error) {
    port.postMessage({ id, fault: faultOf(error) } satisfies WorkerAnswer)
  }
}

let file: SqliteFile | null = null
/** The first answer, numbered 0, is how opening went. */
answer(0, () => {
  file = openSqlite(path, limits)
})
port.on('message', ({ id, ask }: WorkerAsk) => {
  answer(id, () => {
    if (ask !== null) return file?.ask(ask)
    file?.close()
    port.close()
  })
})
