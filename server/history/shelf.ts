/**
 * Where chunks are: brief ones and those not written yet in memory, all others in the store. A store that
 * refuses or is slow makes what waits longer, then shorter from its oldest end, and nothing else.
 */
import { mergeSamples, type Sample } from '#model/history/marks.ts'
import { type Database, StoreFull } from '#server/store/database.ts'
import { makePile } from './pile.ts'
import { type Chunk, loads, type Stream, streams, structure } from './streams.ts'
import * as tables from './tables.ts'

export interface ShelfOptions {
  readonly store: Database
  /** What history may take in the store, bytes. */
  readonly mostBytes: number
  /** What it may take in memory: brief streams, and chunks that wait; of each. */
  readonly mostMemoryBytes: number
  readonly now: () => number
  readonly after: (ms: number, run: () => void) => () => void
  readonly log: (sentence: string) => void
}

export interface Shelf {
  add(chunks: readonly Chunk[]): void
  sample(sample: Sample): void
  /** The chunks of the segment in which a moment lies, from its beginning; empty where there is none. */
  segment(stream: Stream, ms: number): Promise<readonly Chunk[]>
  /** All segments with something of that time in them. */
  segments(stream: Stream, from: number, to: number): Promise<readonly (readonly Chunk[])[]>
  /** All that tell of something in between. */
  samples(from: number, to: number): Promise<readonly Sample[]>
  span(): Promise<{ readonly from: number; readonly to: number } | null>
  /** In the store, and in memory; chunks given up because the store could not take them. */
  figures(): { readonly storeBytes: number; readonly memoryBytes: number; readonly lost: number }
  close(): Promise<void>
}

/** After the store refused it is left alone for so long, milliseconds. */
const restMs = 10_000
/** So much room is left to others in a store that is nearly full, bytes. */
const othersBytes = 64 << 20
/** What is over is looked for so often, milliseconds. */
const sweepMs = 60_000
const sampleMs = 30_000
/** Samples as they are taken are kept for so long, milliseconds. */
const briefMs = 15 * 60_000
const weeks = loads.at(-1)!
const day = 86_400_000

export function makeShelf(options: ShelfOptions): Shelf {
  const { store, mostBytes, now, after, log } = options
  const brief = makePile(options.mostMemoryBytes)
  const waiting = makePile(options.mostMemoryBytes)
  let briefSamples: Sample[] = []
  let openSamples: Sample[] = []
  let waitingSamples: Sample[] = []
  let storeBytes = 0
  let lost = 0
  let isReady = false
  let isWriting: Promise<void> | null = null
  let cancelRest: (() => void) | null = null
  let sweptAt = -Infinity
  let isClosed = false
  let wasRefused = false
  /** The newest segment of each stream: never given up, since what comes next builds on it. */
  const current = new Map<string, string>()

  const write = (): Promise<void> => {
    if (cancelRest !== null && !isClosed) return Promise.resolve()
    isWriting ??= writeAll()
      .then(() => {
        wasRefused = false
      })
      .catch((error: unknown) => {
        if (!wasRefused) log(`History cannot be written and waits in memory: ${sentenceOf(error)}`)
        wasRefused = true
        if (isClosed) return
        cancelRest = after(restMs, () => {
          cancelRest = null
          void write()
        })
      })
      .finally(() => {
        isWriting = null
      })
    return isWriting
  }
  async function writeAll(): Promise<void> {
    if (!isReady) {
      await store.migrate(tables.migrations)
      storeBytes = await tables.sumBytes(store)
      isReady = true
    }
    while (waiting.all().length > 0 || waitingSamples.length > 0) {
      const chunks = waiting.all().slice(0, 32)
      const samples = waitingSamples
      const bytes = chunks.reduce((sum, chunk) => sum + chunk.bytes.length, 0)
      await makeRoom(bytes)
      await store
        .transaction(async (statements) => {
          for (const chunk of chunks) await tables.insertChunk(statements, chunk)
          for (const sample of samples) await tables.insertSample(statements, sample)
        })
        .catch(async (error: unknown) => {
          if (error instanceof StoreFull) await giveBack()
          throw error
        })
      storeBytes += bytes
      waiting.remove(chunks)
      waitingSamples = waitingSamples.slice(samples.length)
    }
    if (now() - sweptAt >= sweepMs) await sweep()
  }
  async function makeRoom(bytes: number): Promise<void> {
    while (storeBytes + bytes > mostBytes) if (!(await giveBack())) break
    while (((await store.roomBytes()) ?? Infinity) < othersBytes + bytes) if (!(await giveBack())) break
  }
  /** Gives up the oldest segment; false when there is none. */
  async function giveBack(): Promise<boolean> {
    const gone = await tables.dropOldest(store, [...current.values()])
    storeBytes -= gone
    return gone > 0
  }
  async function sweep(): Promise<void> {
    sweptAt = now()
    for (const { name, keepMs, segmentMs } of streams)
      if (keepMs !== null) await tables.dropBefore(store, name, now() - keepMs - segmentMs)
    await tables.dropSamples(store, now() - weeks.keepMs! - day)
    storeBytes = await tables.sumBytes(store)
  }

  /** In memory, in order; chunks of one segment that follow each other. */
  const memoryOf = (stream: Stream): readonly Chunk[] =>
    (stream.isBrief ? brief : waiting).all().filter((chunk) => chunk.stream === stream.name)
  const inStore = async <T>(read: () => Promise<T>, otherwise: T): Promise<T> => {
    if (!isReady) await write()
    return isReady ? read().catch(() => otherwise) : otherwise
  }

  async function segments(stream: Stream, from: number, to: number) {
    const memory = memoryOf(stream)
    const heads = new Map<string, number>()
    if (!stream.isBrief)
      for (const { segment, since } of await inStore(() => tables.findSegments(store, stream.name, from, to), []))
        heads.set(segment, Number(since))
    const own = memory.filter(({ seq, since }) => seq === 0 && since <= to)
    const before = own.findLast(({ since }) => since <= from)
    for (const { segment, since } of own) if (before === undefined || since >= before.since) heads.set(segment, since)
    const found = [...heads].sort(([, a], [, b]) => a - b)
    const first = found.findLastIndex(([, since]) => since <= from)
    return Promise.all(found.slice(Math.max(0, first)).map(([segment]) => chunksOf(stream, segment, to, memory)))
  }
  async function chunksOf(stream: Stream, segment: string, to: number, memory: readonly Chunk[]) {
    const written = stream.isBrief ? [] : await inStore(() => tables.readSegment(store, segment, to), [])
    const bySeq = new Map<number, Chunk>()
    for (const { seq, since, until, bytes } of written)
      bySeq.set(Number(seq), {
        stream: stream.name,
        segment,
        seq: Number(seq),
        since: Number(since),
        until: Number(until),
        bytes,
      })
    for (const chunk of memory) if (chunk.segment === segment && chunk.since <= to) bySeq.set(chunk.seq, chunk)
    const chunks: Chunk[] = []
    for (let next = bySeq.get(0); next !== undefined; next = bySeq.get(chunks.length)) chunks.push(next)
    return chunks
  }

  return {
    add(chunks) {
      for (const chunk of chunks) {
        const stream = streams.find(({ name }) => name === chunk.stream)!
        if (!stream.isBrief) {
          current.set(chunk.stream, chunk.segment)
          const before = waiting.all().length
          waiting.add(chunk)
          lost += before + 1 - waiting.all().length
          continue
        }
        brief.add(chunk)
        const over = now() - stream.keepMs! - stream.segmentMs
        if (chunk.seq === 0) brief.remove(brief.all().filter(({ until }) => until < over))
      }
      if (waiting.all().length > 0 && !isClosed) void write()
    },
    sample(sample) {
      briefSamples.push(sample)
      if (briefSamples[0]!.at < sample.at - briefMs - sampleMs)
        briefSamples = briefSamples.filter(({ at }) => at >= sample.at - briefMs)
      openSamples.push(sample)
      if (sample.at - openSamples[0]!.at < sampleMs) return
      waitingSamples.push(mergeSamples(openSamples)!)
      waitingSamples = waitingSamples.slice(-mostWaitingSamples)
      openSamples = []
    },
    async segment(stream, ms) {
      return (await segments(stream, ms, ms)).at(-1)?.filter(({ since }) => since <= ms) ?? []
    },
    segments,
    async samples(from, to) {
      const finest = briefSamples[0]?.at ?? Infinity
      const coarse =
        from >= finest
          ? []
          : await inStore(() => tables.readSamples(store, from, Math.min(to + sampleMs, finest), sampleMs), [])
      return [...coarse, ...briefSamples.filter(({ at, since }) => at >= from && since < to)]
    },
    async span() {
      const written = await inStore(() => tables.readSpan(store, structure.name), null)
      const memory = memoryOf(structure)
      const froms = [written?.from, memory.find(({ seq }) => seq === 0)?.since].filter((at) => at !== undefined)
      const tos = [written?.to, memory.at(-1)?.until, brief.all().at(-1)?.until].filter((at) => at !== undefined)
      return froms.length === 0 ? null : { from: Math.min(...froms), to: Math.max(...tos) }
    },
    figures: () => ({ storeBytes, memoryBytes: brief.bytes() + waiting.bytes(), lost }),
    async close() {
      isClosed = true
      cancelRest?.()
      cancelRest = null
      await isWriting
      await write()
    },
  }
}

/** A day of them. */
const mostWaitingSamples = 2_880

const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
