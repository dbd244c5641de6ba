/** The hub's memory of what was: told of every state, asked for any moment. Nobody who looks at the present waits for it. */
import { type Cluster, emptyCluster } from '#model/cluster.ts'
import { diffFrame } from '#model/history/frame.ts'
import { marksOf, sampleOf } from '#model/history/marks.ts'
import type { Moments } from '#model/history/moments.ts'
import { type Halves, makeSplit, rowsWithin } from '#model/history/split.ts'
import type { News, Reels, Scribe } from './scribe.ts'
import { makeShelf, type Shelf, type ShelfOptions } from './shelf.ts'
import { type Chunk, loads, structure } from './streams.ts'

export interface History extends Moments {
  /** The state is now this one. Returns at once, whatever becomes of it. */
  record(cluster: Cluster): void
  figures(): HistoryFigures
  /** Writes what was not written yet. */
  close(): Promise<void>
}

export interface HistoryFigures extends ReturnType<Shelf['figures']> {
  /** Steps left out because the writer was still busy. */
  readonly skipped: number
}

/** A scribe that answers later: on another thread. */
export type LaterScribe = {
  readonly [Name in keyof Scribe]: (...args: Parameters<Scribe[Name]>) => Promise<ReturnType<Scribe[Name]>>
} & {
  /** Of the processor since it began, up to its newest answer, milliseconds. */
  spentMs(): number
  end(): Promise<void>
}

export interface HistoryOptions extends ShelfOptions {
  /** Called again after one failed. */
  readonly makeScribe: () => LaterScribe
}

/** Least time between two states that are remembered, milliseconds. */
const stepMs = 2_000
/** So many steps may be on their way to the scribe. */
const mostAway = 4
/** After a step nothing is remembered for so many times as long as it took. */
const restShare = 50
/** After a step the scribe has nothing to do for so many times as long as it was busy: a twentieth of a core is its own. */
const scribeRestShare = 19
/** After a scribe failed the next one begins so much later, milliseconds. */
const renewMs = 30_000

const nothing: Halves = { structure: emptyCluster, load: emptyCluster }

export function makeHistory(options: HistoryOptions): History {
  const { now, log } = options
  const shelf = makeShelf(options)
  const split = makeSplit(rowsWithin(options.mostBytes))
  let scribe: LaterScribe | null = null
  let notBefore = -Infinity
  let latest: Cluster | null = null
  let told: Cluster | null = null
  let sampled: Cluster | null = null
  let halves = nothing
  /** Everything up to then is on the shelf. */
  let settledAt = -Infinity
  let away = 0
  let skipped = 0
  /** Not before: what is live has most of the time, however large the cluster. */
  let restedAt = -Infinity
  let isClosed = false
  /** What was asked of the scribe is put on the shelf in this order. */
  let shelved: Promise<void> = Promise.resolve()

  const fail = (error: unknown) => {
    if (scribe === null) return
    log(`History begins anew, for its writer failed: ${error instanceof Error ? error.stack : error}`)
    void scribe.end()
    scribe = null
    halves = nothing
    notBefore = now() + renewMs
  }
  const here = (): LaterScribe => {
    scribe ??= options.makeScribe()
    return scribe
  }
  const shelve = (asked: Promise<readonly Chunk[]>): Promise<void> => {
    shelved = Promise.all([asked, shelved]).then(([chunks]) => shelf.add(chunks), fail)
    return shelved
  }
  const tell = (cluster: Cluster) => {
    const isWhole = halves === nothing
    const next = split(cluster)
    const news: News = {
      isWhole,
      structure: diffFrame(halves.structure, next.structure),
      load: diffFrame(halves.load, next.load),
    }
    halves = next
    told = cluster
    away++
    const writer = here()
    const spentMs = writer.spentMs()
    const taken = writer.take(news)
    const rest = () => {
      restedAt = Math.max(restedAt, now() + scribeRestShare * (writer.spentMs() - spentMs))
    }
    taken.then(rest, rest)
    void shelve(taken).finally(() => {
      away--
    })
  }
  /** Everything up to now is on the shelf. */
  async function settle(): Promise<void> {
    if (latest !== null && latest !== told && now() >= notBefore) tell(latest)
    const at = told?.at ?? -Infinity
    if (scribe !== null) await shelve(scribe.close())
    settledAt = at
  }

  return {
    record(cluster) {
      latest = cluster
      if (isClosed) return
      if (isDue(sampled, cluster)) {
        shelf.sample(sampleOf(sampled, cluster))
        sampled = cluster
      }
      if (now() < notBefore) return
      if (!isDue(told, cluster)) return
      if (now() < restedAt) return
      if (away >= mostAway) skipped++
      else {
        const began = now()
        try {
          tell(cluster)
        } catch (error) {
          fail(error)
        }
        restedAt = now() + restShare * (now() - began)
      }
    },
    async at(ms) {
      const reels = await reelsOf(ms)
      return reels && here().read(reels, ms)
    },
    async fileAt(ms, namespaces) {
      const reels = await reelsOf(ms)
      return reels && here().readFile(reels, ms, namespaces)
    },
    async span() {
      const span = await shelf.span()
      if (told === null) return span
      return span === null ? { from: told.at, to: told.at } : { from: span.from, to: Math.max(span.to, told.at) }
    },
    async marks(from, to, buckets) {
      return marksOf(await shelf.samples(from, to), from, to, buckets)
    },
    async changes(from, to) {
      if (to > settledAt) await settle()
      const segments = await shelf.segments(structure, from, to)
      return here().changes(
        segments.map((chunks) => chunks.map(bytesOf)),
        from,
        to,
      )
    },
    figures: () => ({ ...shelf.figures(), skipped }),
    async close() {
      await settle()
      isClosed = true
      await shelf.close()
      await scribe?.end()
      scribe = null
    },
  }

  async function reelsOf(ms: number): Promise<Reels | null> {
    if (ms > settledAt) await settle()
    const [main, load] = await Promise.all([shelf.segment(structure, ms), loadReel(ms)])
    return main.length === 0 ? null : { structure: main.map(bytesOf), load: load.map(bytesOf) }
  }
  /**
   * Of the finest stream that has something of that time: it has every frame the coarser ones have, as far back as it
   * goes. Only where it lost some since, of one whose last chunk begins after all it has.
   */
  async function loadReel(ms: number): Promise<readonly Chunk[]> {
    let best: readonly Chunk[] = []
    for (const stream of loads) {
      const chunks = await shelf.segment(stream, ms)
      if (chunks.length > 0 && chunks.at(-1)!.since > (best.at(-1)?.until ?? -Infinity)) best = chunks
    }
    return best
  }
}

const isDue = (last: Cluster | null, { at }: Cluster): boolean =>
  last === null || at < last.at || at - last.at >= stepMs

const bytesOf = ({ bytes }: Chunk): Uint8Array => bytes
