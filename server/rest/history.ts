/** What was: `/history/…`. The past is limited as the present is. */
import { emptyMark } from '#model/history/marks.ts'
import { type Moments, mostBuckets } from '#model/history/moments.ts'
import type { Principal } from '#model/principal.ts'
import { badRequest, notFound, notPossible, type RestAnswer, send, value } from './answer.ts'

export interface HistorySources {
  /** Null where the hub remembers nothing. */
  readonly history: Moments | null
  /** Wall clock, milliseconds. */
  readonly now: () => number
}

export interface HistoryRequest {
  readonly method: string
  readonly query: URLSearchParams
  /** Whose sight it is; null where everybody sees everything. */
  readonly principal: Pick<Principal, 'namespaces'> | null
}

/** `path` is what comes after `/history`. Null for an address there is nothing at. */
export function answerHistory(
  sources: HistorySources,
  request: HistoryRequest,
  path: readonly string[],
): Promise<RestAnswer> | RestAnswer | null {
  const reader = path.length === 1 && Object.hasOwn(readers, path[0]!) ? readers[path[0]!]! : null
  if (reader === null) return null
  if (request.method !== 'GET') return notPossible(request.method, ['GET'])
  const { history } = sources
  if (history === null) return send(notFound('This hub remembers nothing: FAIRLEAD_HISTORY_BYTES is 0.'))
  return reader({ ...sources, history }, request)
}

type Reader = (sources: HistorySources & { readonly history: Moments }, request: HistoryRequest) => Promise<RestAnswer>

const readers: Readonly<Record<string, Reader>> = {
  async span({ history }) {
    const span = await history.span()
    return send(value(span && { from: iso(span.from), to: iso(span.to) }))
  },
  async marks({ history, now }, { query, principal }) {
    const range = readRange(query, now())
    if (typeof range === 'string') return send(badRequest(range))
    const buckets = readBuckets(query)
    if (buckets === null) return send(badRequest(`“buckets” must be a whole number from 1 to ${mostBuckets}.`))
    const marks = await history.marks(range.from, range.to, buckets)
    // Figures of the whole: of some namespaces alone they are not kept.
    const seen = isLimited(principal) ? marks.map(({ from }) => emptyMark(from)) : marks
    return send(value(seen.map(({ from, ...mark }) => ({ from: iso(from), ...mark }))))
  },
  async changes({ history, now }, { query, principal }) {
    const range = readRange(query, now())
    if (typeof range === 'string') return send(badRequest(range))
    const changes = await history.changes(range.from, range.to)
    const seen = isLimited(principal)
      ? changes.filter((one) => 'service' in one && principal!.namespaces!.includes(one.service.split('/')[0]!))
      : changes
    return send(value(seen.map(({ at, ...change }) => ({ at: iso(at), ...change }))))
  },
  async at({ history, now }, { query, principal }) {
    const ms = readTime(query.get('time') ?? '', now())
    if (ms === null) return send(badRequest('“time” must be a time such as 2026-11-25T03:12:00Z.'))
    const file = await history.fileAt(ms, principal?.namespaces ?? null)
    if (file === null) return send(notFound(`Nothing is remembered of ${iso(ms)} or before.`))
    return {
      status: 200,
      headers: {
        'content-type': 'application/vnd.fairlead+gzip',
        'cache-control': 'no-store',
        'fairlead-at': iso(file.at),
      },
      body: Buffer.from(file.bytes),
    }
  },
}

const iso = (ms: number): string => new Date(ms).toISOString()

const isLimited = (principal: HistoryRequest['principal']): boolean =>
  principal !== null && principal.namespaces !== null

function readBuckets(query: URLSearchParams): number | null {
  const text = query.get('buckets') ?? '120'
  const buckets = /^\d{1,5}$/.test(text) ? Number(text) : 0
  return buckets >= 1 && buckets <= mostBuckets ? buckets : null
}

/** An hour up to now where nothing is said. */
function readRange(query: URLSearchParams, now: number): { from: number; to: number } | string {
  const to = readTime(query.get('to') ?? '', now)
  const from = readTime(query.get('from') ?? '', (to ?? now) - 3_600_000)
  if (from === null || to === null) return '“from” and “to” must be times such as 2026-11-25T03:12:00Z.'
  return from < to ? { from, to } : '“from” must be before “to”.'
}

const earliest = Date.UTC(2000, 0)

function readTime(text: string, otherwise: number): number | null {
  if (text === '') return otherwise
  const ms = /^\d{4}-\d\d-\d\dT[\d:.]{5,12}(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN
  return ms >= earliest && ms < 8.64e15 ? ms : null
}
