/**
 * Whether a database on the other end of a line is there. Nobody waits for one that is not: what takes long is asked
 * beside whether it lives, who asks while it is gone is told so at once, and its return is looked for all the time.
 */
import { StoreAway, type StoreStanding } from './database.ts'

/** Milliseconds. */
export interface Patience {
  /** So long an answer may take before it is asked beside whether the database lives. */
  readonly answerMs: number
  /** So long that may take. */
  readonly lookMs: number
  /** Between two looks for one that is gone. */
  readonly againMs: number
}

export const usualPatience: Patience = { answerMs: 900, lookMs: 900, againMs: 1_000 }

export interface PresenceOptions {
  /** Asks something small on a connection of its own; rejects when that fails or takes longer than `lookMs`. */
  readonly look: () => Promise<unknown>
  /** Whether what went wrong says nothing of the database's presence. */
  readonly isOurs: (error: unknown) => boolean
  readonly patience: Patience
  readonly log: (sentence: string) => void
}

export interface Presence {
  /** Rejects with `StoreAway` where the database is gone or goes meanwhile, whatever becomes of the work. */
  ask<T>(work: () => Promise<T>): Promise<T>
  /** Something broke while nobody asked. */
  suspect(error: unknown): void
  standing(): StoreStanding
  close(): void
}

export function watchPresence({ look, isOurs, patience, log }: PresenceOptions): Presence {
  let standing: StoreStanding = { is: 'fine' }
  /** Whoever waits, while it is there; null while it is gone. */
  let waiting: Set<(error: StoreAway) => void> | null = new Set()
  let looking: Promise<boolean> | null = null
  let timer: ReturnType<typeof setTimeout> | null = null
  let isClosed = false

  const fine = () => {
    standing = { is: 'fine' }
    waiting ??= new Set()
  }
  const failed = (error: unknown): StoreAway => {
    const why = `The store’s database does not answer: ${error instanceof Error ? error.message : String(error)}.`
    if (standing.is === 'fine') log(why)
    standing = { is: 'degraded', why }
    return new StoreAway(why)
  }
  const gone = (error: unknown) => {
    const refusal = failed(error)
    const all = waiting ?? []
    waiting = null
    for (const refuse of all) refuse(refusal)
    lookAgain(patience.againMs)
  }
  const isThere = (): Promise<boolean> => {
    looking ??= look()
      .then(
        () => fine(),
        (error: unknown) => gone(error),
      )
      .then(() => {
        looking = null
        return waiting !== null
      })
    return looking
  }
  function lookAgain(afterMs: number): void {
    if (isClosed || timer !== null) return
    timer = setTimeout(() => {
      timer = null
      void isThere()
    }, afterMs)
    timer.unref()
  }

  async function ask<T>(work: () => Promise<T>): Promise<T> {
    if (waiting === null) throw new StoreAway(standing.is === 'fine' ? 'The store is away.' : standing.why)
    const { promise: refusal, reject: refuse } = Promise.withResolvers<never>()
    const own = waiting
    own.add(refuse)
    let late: ReturnType<typeof setTimeout>
    const wait = () => {
      late = setTimeout(() => void isThere().then((is) => is && own.has(refuse) && wait()), patience.answerMs)
      late.unref()
    }
    wait()
    try {
      const value = await Promise.race([work(), refusal])
      if (standing.is !== 'fine') fine()
      return value
    } catch (error) {
      if (error instanceof StoreAway || isOurs(error)) throw error
      lookAgain(0)
      throw failed(error)
    } finally {
      own.delete(refuse)
      clearTimeout(late!)
    }
  }

  return {
    ask,
    suspect: (error) => {
      failed(error)
      lookAgain(0)
    },
    standing: () => standing,
    close: () => {
      isClosed = true
      if (timer !== null) clearTimeout(timer)
    },
  }
}
