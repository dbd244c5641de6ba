/** History's tables in the store, and every statement about them. */
import type { Sample } from '#model/history/marks.ts'
import type { Statements } from '#server/store/database.ts'
import type { Chunk } from './streams.ts'

/** How frames are written. Chunks of another format are not read. */
const format = 2

export const migrations = {
  room: 'history',
  steps: [
    `CREATE TABLE history_chunks (
       segment TEXT NOT NULL,
       seq BIGINT NOT NULL,
       stream TEXT NOT NULL,
       since BIGINT NOT NULL,
       until BIGINT NOT NULL,
       format BIGINT NOT NULL,
       size BIGINT NOT NULL,
       bytes BLOB NOT NULL,
       PRIMARY KEY (segment, seq)
     );
     CREATE INDEX history_chunks_by_time ON history_chunks (stream, seq, since);
     CREATE INDEX history_chunks_by_age ON history_chunks (seq, since);
     CREATE TABLE history_samples (
       at BIGINT NOT NULL PRIMARY KEY,
       wrong BIGINT NOT NULL,
       settling BIGINT NOT NULL,
       changes BIGINT NOT NULL,
       connections DOUBLE PRECISION
     )`,
  ],
}

export interface SegmentHead {
  readonly segment: string
  readonly since: number
}

export const insertChunk = (to: Statements, { segment, seq, stream, since, until, bytes }: Chunk) =>
  to.run(
    'INSERT INTO history_chunks (segment, seq, stream, since, until, format, size, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    [segment, seq, stream, since, until, format, bytes.length, bytes],
  )

/** The segments of a stream that begin between two moments, and the newest that begins before; the oldest first. */
export async function findSegments(in_: Statements, stream: string, from: number, to: number): Promise<SegmentHead[]> {
  const where = 'stream = ? AND seq = 0 AND format = ?'
  const before = await in_.get<SegmentHead>(
    `SELECT segment, since FROM history_chunks WHERE ${where} AND since <= ? ORDER BY since DESC LIMIT 1`,
    [stream, format, from],
  )
  const within = await in_.all<SegmentHead>(
    `SELECT segment, since FROM history_chunks WHERE ${where} AND since > ? AND since <= ? ORDER BY since`,
    [stream, format, from, to],
  )
  return [...(before === undefined ? [] : [before]), ...within]
}

export const readSegment = (in_: Statements, segment: string, until: number) =>
  in_.all<Pick<Chunk, 'seq' | 'since' | 'until' | 'bytes'>>(
    'SELECT seq, since, until, bytes FROM history_chunks WHERE segment = ? AND since <= ? ORDER BY seq',
    [segment, until],
  )

export const sumBytes = async (in_: Statements): Promise<number> =>
  Number((await in_.get<{ sum: number | null }>('SELECT SUM(size) AS sum FROM history_chunks'))?.sum ?? 0)

/** From the oldest moment that can be read to the newest. */
export async function readSpan(in_: Statements, stream: string): Promise<{ from: number; to: number } | null> {
  const first = await in_.get<{ since: number | null }>(
    'SELECT MIN(since) AS since FROM history_chunks WHERE stream = ? AND seq = 0 AND format = ?',
    [stream, format],
  )
  const last = await in_.get<{ until: number | null }>(
    'SELECT MAX(until) AS until FROM history_chunks WHERE format = ?',
    [format],
  )
  const [from, to] = [first?.since ?? null, last?.until ?? null]
  return from === null || to === null ? null : { from: Number(from), to: Number(to) }
}

/** The segment that begins first of all; how many bytes that gives back. 0 when there is none but those named. */
export async function dropOldest(in_: Statements, except: readonly string[]): Promise<number> {
  const heads = await in_.all<SegmentHead>(
    'SELECT segment, since FROM history_chunks WHERE seq = 0 ORDER BY since LIMIT ?',
    [except.length + 1],
  )
  const oldest = heads.find(({ segment }) => !except.includes(segment))
  if (oldest === undefined) return 0
  const size = await in_.get<{ size: number | null }>(
    'SELECT SUM(size) AS size FROM history_chunks WHERE segment = ?',
    [oldest.segment],
  )
  await in_.run('DELETE FROM history_chunks WHERE segment = ?', [oldest.segment])
  return Number(size?.size ?? 0)
}

export const dropBefore = (in_: Statements, stream: string, before: number) =>
  in_.run('DELETE FROM history_chunks WHERE stream = ? AND until < ?', [stream, before])

export const insertSample = (to: Statements, { at, wrong, settling, changes, connections }: Sample) =>
  to.run(
    'INSERT INTO history_samples (at, wrong, settling, changes, connections) VALUES (?, ?, ?, ?, ?) ON CONFLICT (at) DO NOTHING',
    [at, wrong, settling, changes, connections],
  )

/** `lengthMs`: what each tells of. */
export const readSamples = async (in_: Statements, from: number, to: number, lengthMs: number): Promise<Sample[]> =>
  (
    await in_.all<Omit<Sample, 'since'>>(
      'SELECT at, wrong, settling, changes, connections FROM history_samples WHERE at >= ? AND at < ? ORDER BY at',
      [from, to],
    )
  ).map(({ at, wrong, settling, changes, connections }) => ({
    since: Number(at) - lengthMs,
    at: Number(at),
    wrong: Number(wrong),
    settling: Number(settling),
    changes: Number(changes),
    connections,
  }))

export const dropSamples = (in_: Statements, before: number) =>
  in_.run('DELETE FROM history_samples WHERE at < ?', [before])
