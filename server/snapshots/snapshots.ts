/** What the hub keeps of moments somebody shared: made once, never altered, gone at their time or when their owner says so. */
import { makeBuckets } from '#model/bucket.ts'
import type { Cluster } from '#model/cluster.ts'
import { limitCluster } from '#model/egress/limit.ts'
import { has, isVisitor, type Principal } from '#model/principal.ts'
import { type SnapshotAsk, usualDays } from '#model/snapshot/ask.ts'
import type { Series } from '#model/snapshot/format.ts'
import { type Database, StoreAway, StoreFull } from '#server/store/database.ts'
import { type Built, buildSnapshot, previewOf, type SnapshotPreview } from './build.ts'
import { fillOneFile } from './one-file.ts'
import { hashToken, isId, isToken, makeSecrets } from './secrets.ts'
import { type KeptSnapshot, makeShelf, migrations } from './shelf.ts'
import { makeTurns } from './turns.ts'

export interface MadeSnapshot extends KeptSnapshot {
  /** 256 bits in base64url, told to the one who made it: only its SHA-256 is kept. */
  readonly token: string
}

/** Why not, in a sentence, and the status that fits. */
export interface SnapshotRefusal {
  readonly ok: false
  readonly status: 400 | 404 | 409 | 413 | 429 | 503 | 507
  readonly error: string
}

type Answer<T> = Promise<({ readonly ok: true } & T) | SnapshotRefusal>

export interface SnapshotsOptions {
  readonly store: Database
  readonly cluster: () => Cluster
  /** The whole cluster then or at the newest moment before that is remembered; null where none is. */
  readonly moment: (ms: number) => Promise<Cluster | null>
  /** The whole cluster's rates of the minutes before; null where nothing remembers them. */
  readonly series: (before: number) => Promise<Series | null>
  readonly hub: string
  /** Longest one may be kept. */
  readonly mostDays: number
  /** The pages of the one HTML file, with an empty place in them; null where they were not built. */
  readonly template: () => Buffer | null
  readonly random: (bytes: number) => Uint8Array
  readonly timing: {
    /** Wall clock, milliseconds. */
    readonly now: () => number
    readonly after: (ms: number, run: () => void) => () => void
  }
  readonly log: (sentence: string) => void
}

export interface Snapshots {
  create(ask: SnapshotAsk, principal: Principal): Answer<{ readonly made: MadeSnapshot }>
  preview(ask: SnapshotAsk, principal: Principal): Answer<{ readonly preview: SnapshotPreview }>
  /** The right to view is the token and nothing else; `by` is the address of who asks. */
  open(id: string, token: unknown, by: string): Answer<{ readonly file: Uint8Array }>
  /** The owner's own, of an admin all, the newest first. */
  list(principal: Principal): Answer<{ readonly snapshots: readonly KeptSnapshot[] }>
  file(id: string, principal: Principal): Answer<{ readonly file: Uint8Array }>
  /** The same as one HTML file, with all pages in it. */
  page(id: string, principal: Principal): Answer<{ readonly page: Buffer }>
  remove(id: string, principal: Principal): Answer<object>
  /** All that are kept; null where the store does not say. */
  count(): Promise<number | null>
  close(): void
}

const dayMs = 86_400_000
const sweepMs = 10 * 60_000
/** Of one owner at a time, and of all visitors together: anybody may be as many of them as they like. */
const mostOfOne = 200
/** From one address, in a minute. */
const opensPerMinute = 20

const refuse = (status: SnapshotRefusal['status'], error: string): SnapshotRefusal => ({ ok: false, status, error })
const none = refuse(404, 'There is no such snapshot, or it has expired or been revoked.')
const away = refuse(503, 'The store does not answer now; try again in a moment.')
const notBuilt = refuse(
  404,
  'This hub was built without the pages of such a file: run npm run build, then start it again.',
)
const madeOtherwise = refuse(409, 'A snapshot was made with this key already, and its link was told then.')
const notOpened = refuse(404, 'This link opens no snapshot: it may have expired, been revoked, or lost its end.')

export async function makeSnapshots(options: SnapshotsOptions): Promise<Snapshots> {
  const { store, cluster, moment, series, hub, mostDays, template, random, timing, log } = options
  await store.migrate(migrations)
  const shelf = makeShelf(store)
  const secretsOf = makeSecrets(random)
  const standInKey = random(32)

  /** Each costs a good part of a second of a large cluster. */
  const turns = makeTurns<SnapshotRefusal>()
  const momentOf = rememberingLast((at) => moment(Date.parse(at)), timing.after)
  let stopSweeping = () => {}
  const sweep = () => {
    stopSweeping = timing.after(sweepMs, sweep)
    shelf.sweep(timing.now()).catch(() => {})
  }
  sweep()

  /** What the store says when it cannot is said to who asked. */
  const asking = async <T>(work: () => Answer<T>): Answer<T> => {
    try {
      return await work()
    } catch (error) {
      if (error instanceof StoreFull)
        return refuse(507, `There is no room to keep it: ${error.message} Delete snapshots, or let it be larger.`)
      if (!(error instanceof StoreAway)) throw error
      log(error.message)
      // Who waits in turn need not find it out one after the other.
      turns.refuse(away)
      return away
    }
  }

  const build = async (ask: SnapshotAsk, principal: Principal): Answer<{ readonly built: Built }> => {
    const state = ask.at === null ? cluster() : await momentOf(ask.at)
    if (state === null) return refuse(404, `Nothing is remembered of ${ask.at} or before.`)
    const seesAll = principal.namespaces === null
    const built = await buildSnapshot(ask, {
      cluster: limitCluster(state, principal),
      series: seesAll ? await series(state.at) : null,
      hub,
      key: standInKey,
    })
    return built === null ? tooLarge : { ok: true, built }
  }
  const tooLarge = refuse(413, 'This cluster is larger than a snapshot may be: leave flows or proofs out.')

  const opening = makeBuckets(opensPerMinute, timing.now)
  const ownerOf = (principal: Principal): string | null => (has(principal, 'admin') ? null : principal.id)

  const fileOf = async (id: string, principal: Principal): Promise<Uint8Array | null> =>
    isId(id) ? shelf.file(id, ownerOf(principal), timing.now()) : null

  /** What was made with this key is told again; null where nothing was. */
  const madeBefore = async (
    owner: string,
    key: string | null,
    token: string,
  ): Promise<{ readonly ok: true; readonly made: MadeSnapshot } | SnapshotRefusal | null> => {
    const before = key === null ? null : await shelf.byKey(owner, key)
    if (before === null) return null
    const { tokenHash, ...kept } = before
    return tokenHash === hashToken(token) ? { ok: true, made: { ...kept, token } } : madeOtherwise
  }

  const create = async (ask: SnapshotAsk, principal: Principal): Answer<{ readonly made: MadeSnapshot }> => {
    const days = ask.expiresDays ?? Math.min(usualDays, mostDays)
    if (days > mostDays)
      return refuse(400, `A snapshot is kept for ${mostDays} days at most here (FAIRLEAD_SNAPSHOT_MOST_DAYS).`)
    const key = ask.key ?? null
    const owner = principal.id
    const { id, token } = secretsOf(owner, key)
    const before = await madeBefore(owner, key, token)
    if (before !== null) return before
    const isOfAll = isVisitor(owner)
    const count = isOfAll ? shelf.countOfVisitors(timing.now()) : shelf.countOf(owner, timing.now())
    if ((await count) >= mostOfOne)
      return refuse(
        429,
        isOfAll
          ? `Visitors keep ${mostOfOne} snapshots already: delete some of them.`
          : `You keep ${mostOfOne} snapshots already: delete some of them.`,
      )
    const found = await build(ask, principal)
    if (!found.ok) return found
    const { file, address, takenAt } = found.built
    const madeAt = timing.now()
    const kept = {
      id,
      owner,
      ownerName: principal.name,
      takenAt,
      madeAt,
      expiresAt: madeAt + Math.round(days * dayMs),
      address,
      isPseudonymous: ask.pseudonyms,
    }
    // One that was given up, since the store did not answer, may have been kept meanwhile.
    if (!(await shelf.add({ ...kept, tokenHash: hashToken(token), key, file })))
      return (await madeBefore(owner, key, token)) ?? madeOtherwise
    return { ok: true, made: { ...kept, bytes: file.length, opened: 0, token } }
  }

  return {
    create: (ask, principal) => turns.take(() => asking(() => create(ask, principal)), true),
    preview: (ask, principal) =>
      turns.take(async () => {
        const found = await build(ask, principal)
        return found.ok ? { ok: true, preview: previewOf(found.built) } : found
      }, false),
    open: (id, token, by) =>
      asking(async () => {
        const seconds = opening(by)
        if (seconds > 0) return refuse(429, `Too many links were opened from your address: try again in ${seconds} s.`)
        if (!isId(id) || typeof token !== 'string' || !isToken(token)) return notOpened
        const file = await shelf.open(id, hashToken(token), timing.now())
        return file === null ? notOpened : { ok: true, file }
      }),
    list: (principal) =>
      asking(async () => ({ ok: true, snapshots: await shelf.list(ownerOf(principal), timing.now()) })),
    file: (id, principal) =>
      asking(async () => {
        const file = await fileOf(id, principal)
        return file === null ? none : { ok: true, file }
      }),
    page: (id, principal) =>
      asking(async () => {
        const file = await fileOf(id, principal)
        if (file === null) return none
        const pages = template()
        return pages === null ? notBuilt : { ok: true, page: fillOneFile(pages, file) }
      }),
    remove: (id, principal) =>
      asking(async () => (isId(id) && (await shelf.remove(id, ownerOf(principal))) ? { ok: true } : none)),
    count: () => shelf.count(timing.now()).catch(() => null),
    close: () => stopSweeping(),
  }
}

/** A preview is asked for with every choice, and of the past each is read from the store: the last moment is at hand for so long, milliseconds. */
const atHandMs = 60_000

function rememberingLast(
  read: (at: string) => Promise<Cluster | null>,
  after: SnapshotsOptions['timing']['after'],
): (at: string) => Promise<Cluster | null> {
  let last: { readonly at: string; readonly cluster: Cluster } | null = null
  let forgetLater = () => {}
  return async (at) => {
    const cluster = last?.at === at ? last.cluster : await read(at)
    forgetLater()
    forgetLater = after(atHandMs, () => {
      last = null
    })
    last = cluster && { at, cluster }
    return cluster
  }
}
