/** History as the hub has it: on a thread of its own, in the hub's store. */
import { randomBytes } from 'node:crypto'
import type { Database } from '#server/store/database.ts'
import { type History, makeHistory } from './history.ts'
import { startScribe } from './threaded-scribe.ts'

export interface RememberOptions {
  /** Of the store; 0 to remember nothing. */
  readonly historyBytes: number
  /** The store is memory: then history takes no more than there is for it in memory. */
  readonly isInMemory: boolean
  readonly hubVersion: string
  readonly timing: { readonly now: () => number; readonly after: (ms: number, run: () => void) => () => void }
  readonly log: (sentence: string) => void
}

/** Fine load of the last minutes, and what waits to be written; of each at most. */
const mostMemoryBytes = 64 << 20

/** Null when nothing is to be remembered. */
export function rememberIn(store: Database, options: RememberOptions): History | null {
  const { historyBytes, isInMemory, hubVersion, timing, log } = options
  if (historyBytes === 0) return null
  const mostBytes = isInMemory ? Math.min(historyBytes, mostMemoryBytes) : historyBytes
  return makeHistory({
    store,
    mostBytes,
    mostMemoryBytes,
    makeScribe: () =>
      startScribe({ run: randomBytes(6).toString('hex'), mostSegmentBytes: Math.ceil(mostBytes / 16), hubVersion }),
    now: timing.now,
    after: timing.after,
    log,
  })
}
