/** Writes all streams and reads them again. It does the heavy work, and is used from another thread: see `worker.ts`. */
import { gzipSync } from 'node:zlib'
import { type Cluster, emptyCluster } from '#model/cluster.ts'
import { isEmpty } from '#model/diff.ts'
import { limitCluster } from '#model/egress/limit.ts'
import { type Change, changesBetween, mostChanges } from '#model/history/change.ts'
import { applyFrame, type Frame } from '#model/history/frame.ts'
import type { MomentFile } from '#model/history/moments.ts'
import { rejoin } from '#model/history/split.ts'
import { writeSnapshot } from '#model/snapshot/write.ts'
import { type Film, makeFilm, replay } from './film.ts'
import { type Chunk, loads, type Stream, structure } from './streams.ts'

/** Both halves as what turns those told before into these; from nothing where `isWhole`. */
export interface News {
  readonly isWhole: boolean
  readonly structure: Frame
  readonly load: Frame
}

/** The chunks of one segment each, from its beginning. `load` is empty where none is remembered. */
export interface Reels {
  readonly structure: readonly Uint8Array[]
  readonly load: readonly Uint8Array[]
}

export interface Scribe {
  /** The chunks this completes. */
  take(news: News): Chunk[]
  /** Those that are open. */
  close(): Chunk[]
  /** The state at a moment. */
  read(reels: Reels, at: number): Cluster | null
  /** The same as a snapshot file, limited to some namespaces where they are not null. */
  readFile(reels: Reels, at: number, namespaces: readonly string[] | null): MomentFile | null
  /** Of structure, several segments one after the other. */
  changes(segments: readonly (readonly Uint8Array[])[], from: number, to: number): Change[]
}

export interface ScribeOptions {
  /** Names a segment; unique for ever. */
  readonly makeName: () => string
  readonly mostSegmentBytes: number
  readonly hubVersion: string
}

export function makeScribe({ makeName, mostSegmentBytes, hubVersion }: ScribeOptions): Scribe {
  const filmOf = (stream: Stream) => ({ stream, film: makeFilm(stream, makeName, mostSegmentBytes), at: -Infinity })
  let structureFilm = filmOf(structure)
  let loadFilms = loads.map(filmOf)
  let now = { structure: emptyCluster, load: emptyCluster }
  let isBegun = false

  const close = () => [structureFilm, ...loadFilms].flatMap(({ film }: { film: Film }) => film.close())
  return {
    take(news) {
      const before = news.isWhole ? close() : []
      if (news.isWhole) {
        structureFilm = filmOf(structure)
        loadFilms = loads.map(filmOf)
        isBegun = false
      }
      const base = news.isWhole ? { structure: emptyCluster, load: emptyCluster } : now
      now = { structure: applyFrame(base.structure, news.structure), load: applyFrame(base.load, news.load) }
      const { film } = structureFilm
      const isQuiet = isBegun && isEmpty(news.structure)
      const chunks = isQuiet ? film.pass(now.load.at) : film.take(now.structure, news.structure)
      isBegun = true
      for (const one of loadFilms) {
        const { at } = now.load
        if (at >= one.at && at - one.at < one.stream.stepMs) continue
        one.at = at
        chunks.push(...one.film.take(now.load, one.stream.stepMs === 0 ? news.load : undefined))
      }
      return [...before, ...chunks]
    },
    close,
    read,
    readFile(reels, at, namespaces) {
      const whole = read(reels, at)
      if (whole === null) return null
      const cluster = limitCluster(whole, { namespaces })
      const text = writeSnapshot({
        takenAt: cluster.at,
        hub: hubVersion,
        address: '/',
        isPseudonymous: false,
        cluster,
        series: null,
      })
      return { at: cluster.at, bytes: gzipSync(text) }
    },
    changes(segments, from, to) {
      const found: Change[] = []
      let before: Cluster | null = null
      for (const segment of segments)
        for (const state of replay(segment, to)) {
          if (before !== null && state.at >= from) found.push(...changesBetween(before, state))
          before = state
        }
      return found.slice(-mostChanges)
    },
  }
}

function read(reels: Reels, at: number): Cluster | null {
  const structure = lastOf(replay(reels.structure, at))
  return structure && rejoin({ structure, load: lastOf(replay(reels.load, at)) })
}

function lastOf<T>(values: Iterable<T>): T | null {
  let last: T | null = null
  for (const value of values) last = value
  return last
}
