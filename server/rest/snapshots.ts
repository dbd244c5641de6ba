/** `/api/v1/snapshots`: moments somebody shares, as files and as links. Who may use which address is decided at the door. */
import type { Principal } from '#model/principal.ts'
import { parseSnapshotAsk, type SnapshotAsk } from '#model/snapshot/ask.ts'
import { fileExtension } from '#model/snapshot/format.ts'
import { badRequest, done, notPossible, type RestAnswer, send, value } from './answer.ts'
import { formatTime } from './feeds.ts'

type Refusal = { readonly ok: false; readonly status: number; readonly error: string }
type Outcome<T> = Promise<({ readonly ok: true } & T) | Refusal>
/** Times are the hub's wall clock, milliseconds; answers write them as all times are written. */
interface Kept {
  readonly id: string
  readonly takenAt: number
  readonly madeAt: number
  readonly expiresAt: number
}
type Made = Kept & { readonly token: string }

export interface SnapshotSources {
  create(ask: SnapshotAsk, principal: Principal): Outcome<{ readonly made: Made }>
  preview(ask: SnapshotAsk, principal: Principal): Outcome<{ readonly preview: object }>
  open(id: string, token: unknown, by: string): Outcome<{ readonly file: Uint8Array }>
  list(principal: Principal): Outcome<{ readonly snapshots: readonly Kept[] }>
  file(id: string, principal: Principal): Outcome<{ readonly file: Uint8Array }>
  page(id: string, principal: Principal): Outcome<{ readonly page: Buffer }>
  remove(id: string, principal: Principal): Outcome<object>
}

export interface SnapshotRequest {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** JSON; undefined for none. */
  readonly body: unknown
  /** Address of who asks. */
  readonly by: string
  readonly principal: Principal | null
}

/** `path` is what comes after `/snapshots`. Null for an address there is nothing at. */
export function answerSnapshots(
  { snapshots, basePath }: { readonly snapshots: SnapshotSources; readonly basePath: string },
  request: SnapshotRequest,
  path: readonly string[],
): RestAnswer | Promise<RestAnswer> | null {
  const { method, body, by, principal } = request
  const [id = '', more] = path
  if (path.length === 2 && more === 'open')
    return method === 'POST' ? open(snapshots, id, body, by) : notPossible(method, ['POST'])
  if (principal === null || path.length > 1) return null
  if (path.length === 0) {
    if (method === 'GET') return list(snapshots, principal)
    return method === 'POST' ? create(snapshots, body, principal, basePath) : notPossible(method, ['GET', 'POST'])
  }
  if (id === 'preview') return method === 'POST' ? preview(snapshots, body, principal) : notPossible(method, ['POST'])
  if (id.endsWith(fileExtension))
    return method === 'GET'
      ? sendFile(snapshots, id.slice(0, -fileExtension.length), principal)
      : notPossible(method, ['GET'])
  if (id.endsWith(pageExtension))
    return method === 'GET'
      ? sendPage(snapshots, id.slice(0, -pageExtension.length), principal)
      : notPossible(method, ['GET'])
  return method === 'DELETE' ? remove(snapshots, id, principal) : notPossible(method, ['DELETE'])
}

const pageExtension = '.html'

const show = <One extends Kept>(one: One) => ({
  ...one,
  takenAt: formatTime(one.takenAt),
  madeAt: formatTime(one.madeAt),
  expiresAt: formatTime(one.expiresAt),
})

function refused({ status, error }: Refusal): RestAnswer {
  const answer = send({ is: 'error', status, error })
  return status === 503 ? { ...answer, headers: { ...answer.headers, 'retry-after': '2' } } : answer
}

function asked(body: unknown): SnapshotAsk | RestAnswer {
  const parsed = parseSnapshotAsk(body)
  return parsed.ok ? parsed.value : send(badRequest(`The snapshot is not understood: ${parsed.why}.`))
}

async function create(
  snapshots: SnapshotSources,
  body: unknown,
  principal: Principal,
  basePath: string,
): Promise<RestAnswer> {
  const ask = asked(body)
  if ('status' in ask) return ask
  const created = await snapshots.create(ask, principal)
  if (!created.ok) return refused(created)
  const { made } = created
  const answer = send(value({ ...show(made), link: `${basePath}/s/${made.id}#${made.token}` }))
  return { ...answer, status: 201, headers: { ...answer.headers, location: `${basePath}/api/v1/snapshots/${made.id}` } }
}

async function preview(snapshots: SnapshotSources, body: unknown, principal: Principal): Promise<RestAnswer> {
  const ask = asked(body)
  if ('status' in ask) return ask
  const found = await snapshots.preview(ask, principal)
  return found.ok ? send(value(found.preview)) : refused(found)
}

async function list(snapshots: SnapshotSources, principal: Principal): Promise<RestAnswer> {
  const found = await snapshots.list(principal)
  return found.ok ? send(value({ snapshots: found.snapshots.map(show) })) : refused(found)
}

async function remove(snapshots: SnapshotSources, id: string, principal: Principal): Promise<RestAnswer> {
  const removed = await snapshots.remove(id, principal)
  return removed.ok ? done : refused(removed)
}

async function open(snapshots: SnapshotSources, id: string, body: unknown, by: string): Promise<RestAnswer> {
  const token = typeof body === 'object' && body !== null && 'token' in body ? body.token : undefined
  const opened = await snapshots.open(id, token, by)
  return opened.ok ? asFile(opened.file, id) : refused(opened)
}

async function sendFile(snapshots: SnapshotSources, id: string, principal: Principal): Promise<RestAnswer> {
  const found = await snapshots.file(id, principal)
  return found.ok ? asFile(found.file, id) : refused(found)
}

async function sendPage(snapshots: SnapshotSources, id: string, principal: Principal): Promise<RestAnswer> {
  const found = await snapshots.page(id, principal)
  if (!found.ok) return refused(found)
  return {
    status: 200,
    headers: {
      ...toKeep(id, pageExtension),
      'content-type': 'text/html; charset=utf-8',
      // It is for a disk. Who opens it here all the same sees nothing, and nothing of it runs in the hub's name.
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
    },
    body: found.page,
  }
}

/** Ids have the shape that was looked up: nothing else gets so far. */
const toKeep = (id: string, ending: string) => ({
  'content-disposition': `attachment; filename="fairlead-${id}${ending}"`,
  'cache-control': 'no-store',
  'x-robots-tag': 'noindex, nofollow, noarchive',
})

const asFile = (file: Uint8Array, id: string): RestAnswer => ({
  status: 200,
  headers: { ...toKeep(id, fileExtension), 'content-type': 'application/octet-stream' },
  body: Buffer.from(file.buffer, file.byteOffset, file.byteLength),
})
