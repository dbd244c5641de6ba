/**
 * Sessions that outlive a restart, and that several hubs on one store share. What a hub knows is in memory and decides;
 * the store is asked for what it does not know, and told what begins and ends. While the store is away what is known goes
 * on, who logs in is known here alone, and an end is told to it later.
 */
import { makeBucket } from '#model/bucket.ts'
import type { Database } from '#server/store/database.ts'
import { makeSessionShelf, migrations } from './session-shelf.ts'
import {
  type KnownSession,
  keyOf,
  type Login,
  makeSessions,
  type Session,
  type SessionLimits,
  sessionLimits,
} from './sessions.ts'

type Awaitable<T> = T | Promise<T>

/** What answers to a login need; memory alone is one too. */
export interface LoginSessions {
  start(login: Login): Awaitable<{ readonly secret: string }>
  find(secret: string): Session | null
  isOn(id: string): boolean
  /** Without a use of it; null where it is not on. */
  at(id: string): KnownSession | null
  list(): Awaitable<readonly Session[]>
  /** False where there is none. Rejects with a sentence where it ended here, and others could not be told. */
  end(id: string): Awaitable<boolean>
}

export interface KeptSessions extends LoginSessions {
  /** Before anybody is identified by them: what was begun by a run before, or at another hub, is known from now on. */
  recall(secrets: readonly string[]): Promise<void>
  close(): Promise<void>
}

export interface KeptSessionsOptions {
  readonly store: Database
  /** Of sessions begun on anything else nothing is taken over. */
  readonly bases: ReadonlySet<string>
  /** Sessions ended that this hub had. */
  readonly onEnded: () => void
  readonly log: (sentence: string) => void
  readonly timing: {
    /** Wall clock, milliseconds. */
    readonly now: () => number
    readonly after: (ms: number, run: () => void) => () => void
  }
  readonly limits?: SessionLimits
}

/** How often it is asked what ended elsewhere, and how often the store is told what is in use, milliseconds. */
const lookMs = 2_000
const seenMs = 60_000
const sweepMs = 10 * 60_000
/** Longest a request waits for the store, milliseconds. */
const patienceMs = 1_500
/** Unknown cookies looked up: at once, and a minute. Beyond, they are nobody's. */
const lookups = { atOnce: 1_000, perMinute: 6_000 }

/** Rejects when the store is of a newer hub. */
export async function keepSessions(options: KeptSessionsOptions): Promise<KeptSessions> {
  const { store, bases, onEnded, log, timing, limits = sessionLimits } = options
  await store.migrate(migrations)
  const { now, after } = timing
  const shelf = makeSessionShelf(store)
  const memory = makeSessions(now, limits)
  /** What the store was not told yet. */
  const unsaved = new Map<string, KnownSession>()
  const unended = new Set<string>()
  const toldSeen = new Map<string, number>()
  const bucket = makeBucket(lookups.atOnce, lookups.perMinute, now)
  let isAway = false

  /** A store that hangs holds nobody up. */
  const soon = <T>(work: Promise<T>, otherwise: T): Promise<T> => {
    let stop = () => {}
    const late = new Promise<T>((resolve) => {
      stop = after(patienceMs, () => resolve(otherwise))
    })
    return Promise.race([work, late]).finally(() => stop())
  }
  /** Whether the store took it. That it does not is said once, until it does. */
  const write = async (work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work()
      if (isAway) log('Sessions are kept again: who is logged in stays so when this hub restarts.')
      isAway = false
      return true
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      if (!isAway) log(`Sessions are not kept now: ${why} Who is logged in stays so here, until this hub restarts.`)
      isAway = true
      return false
    }
  }
  /** What the store does not answer is not known. */
  const read = <T>(work: () => Promise<T>, unknown: T): Promise<T> =>
    soon(
      work().catch(() => unknown),
      unknown,
    )
  /** One after the other, so that an end is never told before its beginning. */
  let last: Promise<unknown> = Promise.resolve()
  const writeInTurn = (work: () => Promise<unknown>): Promise<boolean> => {
    const turn = last.then(() => write(work))
    last = turn
    return turn
  }
  const save = async (session: KnownSession): Promise<void> => {
    if (await writeInTurn(() => shelf.add(session))) unsaved.delete(session.id)
  }
  /** Whether there was one in the store; null where it was not told. */
  const tellEnd = async (id: string): Promise<boolean | null> => {
    let wasThere = false
    const isTold = await writeInTurn(async () => {
      wasThere = await shelf.end(id, now())
    })
    if (isTold) unended.delete(id)
    return isTold ? wasThere : null
  }
  const forget = (id: string): boolean => {
    unsaved.delete(id)
    toldSeen.delete(id)
    return memory.end(id)
  }

  const look = async (): Promise<void> => {
    for (const id of [...unended]) if ((await tellEnd(id)) === null) return
    for (const session of [...unsaved.values()]) {
      if (memory.knows(session.digest)) await save(session)
      else unsaved.delete(session.id)
    }
    if (memory.list().length === 0) return
    const gone = (await read(() => shelf.ended(now()), [])).filter(forget)
    if (gone.length > 0) onEnded()
  }
  const tellSeen = async (): Promise<void> => {
    const used = memory.list().filter(({ id, seenAt }) => seenAt > (toldSeen.get(id) ?? 0) && !unsaved.has(id))
    if (used.length > 0 && (await write(() => shelf.seen(used))))
      for (const { id, seenAt } of used) toldSeen.set(id, seenAt)
    const known = new Set(memory.list().map(({ id }) => id))
    for (const id of toldSeen.keys()) if (!known.has(id)) toldSeen.delete(id)
  }

  const stops = new Map<string, () => void>()
  let isClosed = false
  const every = (ms: number, name: string, work: () => Promise<unknown>): void => {
    stops.set(
      name,
      after(ms, () => void work().finally(() => isClosed || every(ms, name, work))),
    )
  }
  every(lookMs, 'look', look)
  every(seenMs, 'seen', tellSeen)
  every(sweepMs, 'sweep', () => write(() => shelf.sweep(now(), limits.most)))

  const idleSince = () => now() - limits.idleMs

  return {
    find: memory.find,
    isOn: memory.isOn,
    at: memory.at,

    async start(login) {
      const begun = memory.start(login)
      unsaved.set(begun.session.id, begun.session)
      // Answered once it is kept: the next request may reach another hub.
      await soon(save(begun.session), undefined)
      return begun
    },

    async recall(secrets) {
      for (const digest of secrets.map(keyOf)) {
        if (memory.knows(digest) || bucket.take(1) > 0) continue
        const session = await read(() => shelf.find(digest, now(), idleSince()), null)
        if (session === null || !bases.has(session.basis) || unended.has(session.id)) continue
        memory.take(session)
        toldSeen.set(session.id, session.seenAt)
      }
    },

    async list() {
      const kept = await read(() => shelf.list(now(), idleSince()), [])
      const own = memory.list()
      const known = new Set([...unended, ...own.map(({ id }) => id)])
      const others = kept.filter(({ id, basis }) => bases.has(basis) && !known.has(id))
      return [...own, ...others].sort((a, b) => a.startedAt - b.startedAt)
    },

    async end(id) {
      const wasOwn = forget(id)
      unended.add(id)
      const wasKept = await soon(tellEnd(id), null)
      if (wasKept !== null) return wasOwn || wasKept
      throw new Error(
        'It ended at this hub. The store does not answer now: other hubs, and this one after a restart, hear of it when it does.',
      )
    },

    async close() {
      isClosed = true
      for (const stop of stops.values()) stop()
      await tellSeen()
    },
  }
}
