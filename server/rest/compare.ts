/** `/api/v1/compare`: two states side by side. Both are what whoever asks may see; a snapshot is opened by its token. */
import type { Cluster } from '#model/cluster.ts'
import { type CompareAsk, parseCompareAsk, parseSide, type SideAsk } from '#model/compare/ask.ts'
import { compareClusters } from '#model/compare/compare.ts'
import type { Comparison } from '#model/compare/comparison.ts'
import { formatComparison } from '#model/compare/format.ts'
import { limitCluster } from '#model/egress/limit.ts'
import type { Principal } from '#model/principal.ts'
import { badRequest, notPossible, type Projected, type RestAnswer, send, tooMany, value } from './answer.ts'

export interface CompareRequest {
  readonly method: string
  readonly query: URLSearchParams
  readonly body: unknown
  readonly principal: Principal | null
  /** Address of who asks. */
  readonly by: string
  readonly wantsText: boolean
}

export interface CompareSources {
  readonly cluster: () => Cluster
  /** The state then or the newest before; null when nothing that old is remembered. */
  readonly momentAt: (ms: number) => Promise<Cluster | null>
  /** Of the oldest state that is remembered, milliseconds; null while there is none. */
  readonly oldestAt: () => Promise<number | null>
  /** Wall clock, milliseconds. */
  readonly now: () => number
  readonly openSnapshot: (id: string, token: string, by: string) => Promise<OpenedSide>
}

export type OpenedSide =
  /** `hasStandIns`: of a snapshot whose names and addresses are. */
  | { readonly ok: true; readonly cluster: Cluster; readonly hasStandIns: boolean }
  | { readonly ok: false; readonly status: number; readonly error: string }

type Side = Extract<OpenedSide, { ok: true }>

const isSame = (a: Side, b: Side): boolean => a.cluster === b.cluster && a.hasStandIns === b.hasStandIns

/** What is compared with when nothing is said: so long before now, milliseconds. */
const earlierMs = 15 * 60_000

/** Two large states take a tenth of a second of the hub, and a snapshot must be opened first: so many wait for it at most. */
const mostWaiting = 4

export function makeCompare(sources: CompareSources): (request: CompareRequest) => Promise<RestAnswer> {
  let last: { readonly a: Side; readonly b: Side; readonly comparison: Comparison } | null = null
  let turn: Promise<unknown> = Promise.resolve()
  let waiting = 0

  const compare = (a: Side, b: Side): Comparison => {
    if (last === null || !isSame(last.a, a) || !isSame(last.b, b)) {
      const standIns = { a: a.hasStandIns, b: b.hasStandIns }
      last = { a, b, comparison: compareClusters(a.cluster, b.cluster, standIns) }
    }
    return last.comparison
  }
  const read = async (ask: SideAsk, { principal, by }: CompareRequest): Promise<OpenedSide> => {
    const found = await readWhole(sources, ask, by)
    return found.ok && principal !== null ? { ...found, cluster: limitCluster(found.cluster, principal) } : found
  }
  const answer = async (ask: CompareAsk, request: CompareRequest): Promise<RestAnswer> => {
    const a = await read(ask.a, request)
    if (!a.ok) return refuse(a)
    const b = await read(ask.b, request)
    if (!b.ok) return refuse(b)
    const comparison = compare(a, b)
    if (!request.wantsText) return send(value(comparison))
    return {
      status: 200,
      headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
      body: formatComparison(comparison),
    }
  }
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'POST') return notPossible(request.method, ['GET', 'POST'])
    const ask = request.method === 'GET' ? askOf(request.query) : askOfBody(request.body)
    if ('is' in ask) return send(ask)
    if (waiting >= mostWaiting) return send(tooMany('Others compare just now: ask again in a moment.'))
    waiting++
    const own = turn.then(() => answer(ask, request)).finally(() => waiting--)
    turn = own.catch(() => undefined)
    return own
  }
}

const refuse = ({ status, error }: Extract<OpenedSide, { ok: false }>): RestAnswer =>
  send({ is: 'error', status, error })

function askOf(query: URLSearchParams): CompareAsk | Projected {
  const sides = (['a', 'b'] as const).map((name) => sideOf(query.get(name), name))
  const [a, b] = sides
  if (!a || !b)
    return badRequest(
      `“${a ? 'b' : 'a'}” must be “live” or a time, such as 2025-03-14T03:05:00Z; snapshots are named in the body of a POST, with their tokens.`,
    )
  return { a, b }
}

const sideOf = (text: string | null, name: 'a' | 'b'): SideAsk | null =>
  text !== null ? parseSide(text) : { is: name === 'a' ? 'earlier' : 'live' }

function askOfBody(body: unknown): CompareAsk | Projected {
  const parsed = parseCompareAsk(body)
  return parsed.ok ? parsed.value : badRequest(`The comparison is not understood: ${parsed.why}.`)
}

async function readWhole(sources: CompareSources, ask: SideAsk, by: string): Promise<OpenedSide> {
  switch (ask.is) {
    case 'live':
      return { ok: true, cluster: sources.cluster(), hasStandIns: false }
    case 'snapshot':
      return sources.openSnapshot(ask.id, ask.token, by)
    case 'moment':
      return readMoment(sources, ask.at)
    case 'earlier': {
      const [wanted, oldest] = [sources.now() - earlierMs, await sources.oldestAt()]
      return readMoment(sources, oldest === null ? wanted : Math.max(wanted, oldest))
    }
  }
}

async function readMoment({ momentAt }: CompareSources, at: number): Promise<OpenedSide> {
  const cluster = await momentAt(at)
  if (cluster !== null) return { ok: true, cluster, hasStandIns: false }
  return { ok: false, status: 404, error: `Nothing is remembered of ${new Date(at).toISOString()} or before.` }
}
